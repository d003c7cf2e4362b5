"""Enumerations are read in time and memory that no WSDL can stretch."""

from dataclasses import dataclass

import pytest
from lxml import etree

from integration.cayenta.enumerations import XSD, Enumerations
from tests.integration.cayenta.schemas import enumeration


@dataclass
class Kind:
    """As zeep's types."""

    qname: etree.QName


def admitted(name, *types, namespace="urn:x"):
    document = f'<schema xmlns:xs="{XSD}" xmlns:t="urn:x">{"".join(types)}</schema>'
    return Enumerations([document.encode()]).of(Kind(etree.QName(namespace, name)))


@pytest.mark.parametrize(
    ("types", "found"),
    [
        ([enumeration("A", "B", name="T")], {"A", "B"}),
        ([enumeration("A", name="T"), enumeration("B", name="T")], {"A", "B"}),
        ([enumeration("A", name="T"), enumeration(name="T")], None),
        ([enumeration(base="t:U", name="T"), enumeration("A", name="U")], {"A"}),
        ([enumeration(base="t:T", name="T")], None),
        ([enumeration(base="t:U", name="T"), enumeration(base="t:T", name="U")], None),
        ([enumeration(base="t:nothing", name="T")], None),
        ([f'<xs:simpleType name="T"><xs:restriction>{enumeration("A")}</xs:restriction></xs:simpleType>'], {"A"}),
        ([], None),
    ],
)
def test_what_is_admitted(types, found):
    assert admitted("T", *types) == found


def test_a_type_of_xml_schema_is_not_one_of_the_same_name():
    assert admitted("string", enumeration("A", name="string"), namespace=XSD) is None


def test_many_types_of_one_name_are_each_read_once():
    chain = [enumeration(base=f"t:T{n + 1}", name=f"T{n}") for n in range(100) for _ in range(5)]
    assert admitted("T0", *chain, enumeration("A", name="T100")) == {"A"}

"""What we send, in the types of a WSDL: off goes out as off, and what does not surely fit never leaves."""

import pytest
from lxml import etree

from integration.cayenta import CayentaBooks
from integration.cayenta.samples import sample_of
from integration.changes import Change
from integration.errors import Misconfigured, Refused
from integration.model import Applied
from tests.integration.cayenta.boxes import ACCOUNT, CannedWire, biller, posting, soap
from tests.integration.cayenta.schemas import enumeration, typed_wsdl

OK = "<STATUS>0</STATUS>"
DONE = soap(f"<_PostPaperLessChangeXMLResponse><Params>{OK}</Params>{OK}</_PostPaperLessChangeXMLResponse>")
WITH_ATTRIBUTE = (
    '<xs:complexType><xs:simpleContent><xs:extension base="{}"><xs:attribute name="u" type="xs:string"/>'
    "</xs:extension></xs:simpleContent></xs:complexType>"
)


@pytest.fixture
def told(tmp_path, clock):
    """How a posting ends by a WSDL with these types, and the parameters that left: {} for none."""

    def tell(posting, types, *, more="", changes=True, **cayenta):
        (tmp_path / "typed.wsdl").write_bytes(typed_wsdl(types, more=more))
        of = biller(tmp_path, wsdl="typed.wsdl", **cayenta)
        of = of.model_copy(update={"features": {"autopay": changes}})  # with it both changes are tried at the start
        wire = CannedWire(DONE)
        outcome = CayentaBooks(of, wire, clock).post(posting)
        left = [etree.fromstring(request.body).find(".//Params") for request in wire.requests]
        return outcome, {child.tag: child.text for params in left for child in params}

    return tell


TYPES = [
    ("xs:string", {}, ("T", "F")),
    ("xs:string", {"yes_no": "Y/N"}, ("Y", "N")),
    ("xs:string", {"yes_no": "1/0"}, ("1", "0")),
    ("xs:string", {"yes_no": "true/false"}, ("true", "false")),
    ("xs:anyType", {}, ("T", "F")),
    ("xs:boolean", {}, ("true", "false")),
    ("xs:boolean", {"yes_no": "Y/N"}, ("true", "false")),
    ("xs:int", {}, ("1", "0")),
    ("xs:short", {}, ("1", "0")),
    ("xs:decimal", {}, ("1", "0")),
    ('<xs:simpleType><xs:restriction base="xs:boolean"/></xs:simpleType>', {}, ("true", "false")),
    ('<xs:simpleType><xs:union memberTypes="xs:boolean xs:int"/></xs:simpleType>', {}, ("true", "false")),
    (WITH_ATTRIBUTE.format("xs:boolean"), {}, ("true", "false")),
    (WITH_ATTRIBUTE.format("xs:string"), {}, ("T", "F")),
    (enumeration("T", "F"), {}, ("T", "F")),
    (enumeration("Y", "N"), {"yes_no": "Y/N"}, ("Y", "N")),
    (enumeration("0", "1", base="xs:int"), {}, ("1", "0")),
]


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize(("kind", "cayenta", "sent"), TYPES)
def test_a_change_goes_out_as_what_it_is(told, kind, cayenta, sent, active):
    outcome, left = told(sample_of(Change.AUTOPAY, active=active), {"ACTIVE_YN": kind}, **cayenta)
    assert (outcome.applied, left["ACTIVE_YN"]) == (Applied.POSTED, sent[0 if active else 1])


@pytest.mark.parametrize("transport", ["form", "body"])
@pytest.mark.parametrize(("active", "flags", "sent"), [(True, "T/F", b"T"), (False, "Y/N", b"N"), (False, "1/0", b"0")])
def test_a_flag_in_the_billers_words_where_nothing_types_it(tmp_path, clock, transport, active, flags, sent):
    wire = CannedWire(b"")
    books = CayentaBooks(biller(tmp_path, transport=transport, yes_no=flags), wire, clock)
    books.post(sample_of(Change.AUTOPAY, active=active))
    assert b"ACTIVE_YN" + (b"%3E" if transport == "form" else b">") + sent in wire.requests[0].body


LIST = '<xs:simpleType><xs:list itemType="xs:boolean"/></xs:simpleType>'
NO_TYPE = [
    (LIST, "ACTIVE_YN"),
    ("xs:date", "ACTIVE_YN"),
    ("xs:base64Binary", "ACTIVE_YN"),
    ("xs:double", "ACTIVE_YN"),
    (enumeration("Y", "N"), r"ACTIVE_YN: found 'T'; expected one of N, Y, by cayenta\.yes_no"),
    (enumeration("T"), r"ACTIVE_YN: found 'F'; expected one of T"),
]


@pytest.mark.parametrize(("kind", "said"), NO_TYPE)
def test_a_flag_that_does_not_surely_fit_stops_the_start(told, kind, said):
    with pytest.raises(Misconfigured, match=said):
        told(sample_of(Change.AUTOPAY), {"ACTIVE_YN": kind})


@pytest.mark.parametrize("kind", [kind for kind, _ in NO_TYPE])
def test_and_never_leaves(told, kind):
    outcome, left = told(sample_of(Change.AUTOPAY, active=False), {"ACTIVE_YN": kind}, changes=False)
    assert (outcome.applied, left) == (Applied.REJECTED, {})
    assert outcome.why.startswith("nothing was sent: ")


def test_a_change_that_says_neither_is_no_change(told):
    outcome, left = told(sample_of(Change.AUTOPAY, active=None), {})
    assert (outcome.applied, left) == (Applied.REJECTED, {})


def test_an_enumeration_is_found_under_its_own_name_and_through_what_restricts_it(told):
    more = enumeration("Y", "N", name="YesNo") + enumeration(base="tns:YesNo", name="Flag")
    with pytest.raises(Misconfigured, match="expected one of N, Y"):
        told(sample_of(Change.AUTOPAY), {"ACTIVE_YN": "tns:Flag"}, more=more)
    outcome, left = told(sample_of(Change.AUTOPAY), {"ACTIVE_YN": "tns:Flag"}, more=more, yes_no="Y/N")
    assert (outcome.applied, left["ACTIVE_YN"]) == (Applied.POSTED, "Y")


def test_a_chain_of_types_without_end_is_told(told):
    more = "".join(enumeration(base=f"tns:T{n + 1}", name=f"T{n}") for n in range(3_000)) + enumeration(name="T3000")
    with pytest.raises(Misconfigured, match="it cannot be used as a WSDL: found RecursionError"):
        told(sample_of(Change.AUTOPAY), {"ACTIVE_YN": "tns:T0"}, more=more)


def test_where_types_share_a_name_only_what_none_admits_is_refused(told):
    both = enumeration("Y", "N", name="Flag") + '<xs:element name="Flag"><xs:simpleType>{}</xs:simpleType></xs:element>'
    for inside in ('<xs:restriction base="xs:string"/>', '<xs:union memberTypes="xs:string"/>'):
        _, left = told(sample_of(Change.AUTOPAY), {"ACTIVE_YN": "tns:Flag"}, more=both.format(inside))
        assert left["ACTIVE_YN"] == "T"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("REFERENCE_NO", "xs:long"),
        ("REFERENCE_NO", "xs:boolean"),
        ("PAYMENT_TP", "xs:boolean"),
        ("PAYMENT_TP", enumeration("CREDIT", "CHECK")),
        ("AR_TP", enumeration("41", "46")),
        ("AMT", "xs:int"),
        ("AMT", "xs:boolean"),
        ("EFFECTIVE_DT", "xs:boolean"),
        ("EFFECTIVE_DT", "xs:time"),
        ("COMMENTS", "xs:decimal"),
    ],
)
def test_what_a_type_cannot_hold_stops_the_start_by_its_name(told, name, kind):
    with pytest.raises(Misconfigured, match=f"AddARItem: {name}: found"):
        told(posting(), {name: kind})


@pytest.mark.parametrize(
    ("name", "kind", "sent"),
    [
        ("AR_TP", "xs:int", "1"),
        ("AR_TP", enumeration("1", "6", base="xs:int"), "1"),
        ("AMT", "xs:decimal", "40.00"),
        ("AMT", "xs:double", "40.00"),
        ("EFFECTIVE_DT", "xs:int", "20261120"),
        ("EFFECTIVE_DT", "xs:dateTime", "2026-11-20T00:00:00"),
        ("ACCOUNT_NO", "xs:long", ACCOUNT),
        ("PAYMENT_TP", enumeration("CC", "ACH"), "CC"),
    ],
)
def test_what_it_can_goes_out_in_it(told, name, kind, sent):
    _, left = told(posting(), {name: kind})
    assert left[name] == sent


def test_a_question_whose_value_does_not_fit_is_not_asked(tmp_path, clock):
    (tmp_path / "typed.wsdl").write_bytes(typed_wsdl({"ACCOUNT_NO": "xs:long"}))
    wire = CannedWire(b"")
    books = CayentaBooks(biller(tmp_path, wsdl="typed.wsdl"), wire, clock)
    with pytest.raises(Refused, match="GetAccountBalance: ACCOUNT_NO: found 'A-17'"):
        books.balance("A-17")
    assert wire.requests == []

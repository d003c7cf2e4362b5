"""WSDLs for tests: the sandbox's, with other types at chosen places."""

import re

from integration.sandbox.cayenta.wsdl import wsdl_of
from tests.integration.cayenta.boxes import URL


def typed_wsdl(types, *, more="", request=""):
    """`types` are XML Schema's by a parameter's name, anonymous ones as elements; `more` stands in the schema.

    `request` stands in the Params of every request.
    """
    text = wsdl_of(URL).decode()
    for name, kind in types.items():
        plain, put = f'<xs:element name="{name}" type="xs:string" minOccurs="0"/>', f' type="{kind}" minOccurs="0"/>'
        if kind.startswith("<"):
            put = f' minOccurs="0">{kind}</xs:element>'
        assert plain in text
        text = text.replace(plain, f'<xs:element name="{name}"{put}')
    if request:
        text = re.sub(r'(<xs:element name="ACCOUNT_NO"[^>]*/>)', rf"\1{request}", text)
    return text.replace("</xs:schema>", f"{more}</xs:schema>").encode()


def enumeration(*values, base="xs:string", name=""):
    """A simple type that admits these values alone."""
    inside = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    named = f' name="{name}"' if name else ""
    return f'<xs:simpleType{named}><xs:restriction base="{base}">{inside}</xs:restriction></xs:simpleType>'

"""The WSDL that this Cayenta speaks by: one operation for each method, everything a string."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

NAMESPACE = "urn:sandbox:cayenta"
TYPE = "xs:string"

# Parameters in and out of each method, in the order of the schema.
METHODS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "GetAccountBalance": (
        ("ACCOUNT_NO",),
        ("ACCOUNT_NO", "BALANCE_AMT", "PASTDUE_AMT", "DUE_DT", "BLOCK_EFT_CD"),
    ),
    "AddARItem": (
        (
            "ACCOUNT_NO",
            "AR_TP",
            "AMT",
            "EFFECTIVE_DT",
            "REFERENCE_NO",
            "PAYMENT_TP",
            "BATCH_NO",
            "COMMENTS",
            "INVOICE_TP",
        ),
        ("ACCOUNT_NO", "AMT", "REFERENCE_NO"),
    ),
    "VoidARItem": (("ACCOUNT_NO", "AMT", "REFERENCE_NO", "REASON"), ("ACCOUNT_NO", "AMT", "REFERENCE_NO")),
    "AddReturnedCheck": (
        ("ACCOUNT_NO", "AMT", "RETURN_CD", "RETURN_DT", "REFERENCE_NO"),
        ("ACCOUNT_NO", "AMT", "REFERENCE_NO"),
    ),
    "_PostPaperLessChangeXML": (("ACCOUNT_NO", "ALERT_CD", "ACTIVE_YN", "EFFECTIVE_DT"), ("ACCOUNT_NO",)),
    "_PostAutopayChangeXML": (("ACCOUNT_NO", "ALERT_CD", "ACTIVE_YN", "EFFECTIVE_DT"), ("ACCOUNT_NO",)),
    "GetARItem": (("ACCOUNT_NO", "REFERENCE_NO"), ("REFERENCE_NO", "AMT", "POSTED_DT")),
    "Get_StmntPdf": (("ACCOUNT_NO", "BILL_NO"), ("PDF_DATA", "PDF_NAME")),
}

_ELEMENT = Template('<xs:element name="$name" type="$type" minOccurs="0"/>')
_MESSAGE = Template(
    '<xs:element name="$name"><xs:complexType><xs:sequence>'
    '<xs:element name="Params" minOccurs="0"><xs:complexType><xs:sequence>$params</xs:sequence></xs:complexType>'
    "</xs:element>$statuses</xs:sequence>"
    '<xs:attribute name="transNo" type="xs:string"/><xs:attribute name="pid" type="xs:string"/>'
    "</xs:complexType></xs:element>"
)
_MESSAGES = Template(
    '<message name="${name}In"><part name="parameters" element="tns:$name"/></message>'
    '<message name="${name}Out"><part name="parameters" element="tns:${name}Response"/></message>'
)
_PORT_TYPE = Template(
    '<operation name="$name"><input message="tns:${name}In"/><output message="tns:${name}Out"/></operation>'
)
_BINDING = Template(
    '<operation name="$name"><soap:operation soapAction="$namespace/$name"/>'
    '<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>'
)
_WSDL = Template("""<?xml version="1.0" encoding="utf-8"?>
<definitions name="Cayenta" targetNamespace="$namespace" xmlns="http://schemas.xmlsoap.org/wsdl/"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:tns="$namespace">
<types><xs:schema targetNamespace="$namespace" elementFormDefault="unqualified">
$elements
</xs:schema></types>
$messages
<portType name="CayentaPort">
$port_types
</portType>
<binding name="CayentaSoap" type="tns:CayentaPort">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
$bindings
</binding>
<service name="Cayenta">
<port name="CayentaSoap" binding="tns:CayentaSoap"><soap:address location="$url"/></port>
</service>
</definitions>
""")


def wsdl_of(url: str) -> bytes:
    """The WSDL of a Cayenta at this URL."""
    text = _WSDL.substitute(
        namespace=NAMESPACE,
        url=url,
        elements="\n".join(_pair(name) for name in METHODS),
        messages="\n".join(_MESSAGES.substitute(name=name) for name in METHODS),
        port_types="\n".join(_PORT_TYPE.substitute(name=name) for name in METHODS),
        bindings="\n".join(_BINDING.substitute(name=name, namespace=NAMESPACE) for name in METHODS),
    )
    return text.encode()


def write_wsdl(path: Path, url: str) -> None:
    """Save it, as `biller wsdl fetch` would."""
    path.write_bytes(wsdl_of(url))


def _pair(name: str) -> str:
    asked, given = METHODS[name]
    statuses = ("STATUS", "STATUS_DESC")
    request = _MESSAGE.substitute(name=name, params=_elements(asked), statuses="")
    answer = _MESSAGE.substitute(
        name=f"{name}Response", params=_elements((*given, *statuses)), statuses=_elements(statuses)
    )
    return f"{request}\n{answer}"


def _elements(names: Sequence[str]) -> str:
    return "".join(_ELEMENT.substitute(name=name, type=TYPE) for name in names)

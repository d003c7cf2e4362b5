"""Fetches a biller's WSDL and lays it beside the biller's file with its hashes, once it has shown that it will do."""

from pathlib import Path
from tempfile import TemporaryDirectory

from integration.billers.biller import Cayenta
from integration.billers.pinned import SUFFIX, pins
from integration.cayenta import methods
from integration.cayenta.basic import basic_of
from integration.cayenta.fetching import Fetch
from integration.cayenta.samples import SAMPLE
from integration.cayenta.writing import soap_writer, try_calls
from integration.errors import Misconfigured, Unavailable
from integration.ports import AnswerLost, HttpRequest, NothingSent, Wire

OK = 200
DEADLINE_S = 20.0  # a person waits, not a caller


def fetch_wsdl(cayenta: Cayenta, folder: Path, wire: Wire, *, url: str | None = None) -> list[Path]:
    """The files saved in `folder`, the WSDL first. Nothing of what stood there changes unless all is well.

    `url` is the WSDL's when it is not the biller's own with `?wsdl`. Raises Unavailable when it cannot be fetched,
    Refused and Garbled for what it holds, Misconfigured when our calls cannot be made by it.
    """
    if cayenta.wsdl is None or Path(cayenta.wsdl).name != cayenta.wsdl:
        raise Misconfigured(["cayenta.wsdl: found no plain file name; expected the name under which it is to be saved"])

    def ask(place: str) -> bytes:
        return _asked(place, cayenta, wire)

    documents = Fetch(url or f"{cayenta.url}?wsdl", cayenta.wsdl, ask).documents
    _try(documents, cayenta)
    documents[cayenta.wsdl + SUFFIX] = pins(documents).encode()
    for name, content in documents.items():
        part = folder / f".{name}.part"
        part.write_bytes(content)
        part.replace(folder / name)
    return [folder / name for name in documents]


def _asked(place: str, cayenta: Cayenta, wire: Wire) -> bytes:
    request = HttpRequest("GET", place, headers=basic_of(cayenta))
    try:
        reply = wire.exchange(request, deadline_s=DEADLINE_S)
    except (NothingSent, AnswerLost) as error:
        raise Unavailable(f"{place} cannot be fetched: {error}") from error
    if reply.status != OK:
        raise Unavailable(f"{place} cannot be fetched: HTTP {reply.status}; expected 200, redirects are not followed")
    return reply.body


def _try(documents: dict[str, bytes], cayenta: Cayenta) -> None:
    """Write a question and a posting by it, in a folder that is thrown away."""
    with TemporaryDirectory(prefix="ivr-wsdl-") as name:
        for document, content in documents.items():
            (Path(name) / document).write_bytes(content)
        calls = [methods.get_account_balance("1"), methods.add_ar_item(SAMPLE)]
        try_calls(soap_writer(cayenta, Path(name) / str(cayenta.wsdl)), calls, str(cayenta.wsdl))

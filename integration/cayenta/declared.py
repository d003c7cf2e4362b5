"""What a WSDL declares of the values of an answer, by their local names."""

from typing import Any

from integration.cayenta.message import Declared
from integration.cayenta.typed import is_number


def declared_in(bound: Any, theirs: str, asked: Any) -> Declared:
    """Of the value `theirs` in the answer of zeep's operation; `asked` is its type in the request, if it has one.

    What is a number on either side is one for the biller's system: it cannot tell 0012 from 12.
    """
    found = dict(_params_of(bound)).get(theirs)
    numbers = any(is_number(kind) for kind in (getattr(found, "type", None), asked))
    if found is not None:
        return Declared("always" if found.min_occurs else "sometimes", numbers)
    return Declared("unclear", numbers)


def _params_of(bound: Any) -> list[tuple[str, Any]]:
    """The parts of the answer's Params; none where the WSDL leaves them open."""
    body = bound.output.body if bound.output is not None else None
    params = dict(getattr(getattr(body, "type", None), "elements", None) or ()).get("Params")
    return list(getattr(getattr(params, "type", None), "elements", None) or ())

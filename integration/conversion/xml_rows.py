"""A conversion file in XML: elements of records, in each its fields. Whatever stands anywhere else is refused.

Nothing of a file may be overlooked: passwords hide in attributes, comments, instructions and between the elements. No
reader asks for them, so that no file needs them.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from integration.conversion.rows import Row, Rows
from integration.conversion.secrets import forbidden_name, shown

ROOT, RECORD = "ENROLMENTS", "ENROLMENT"
STRAYS_MAX = 1_000
VERSIONS = ("1.0", "1.1")
ALONE = "not shown; expected records and their fields alone"
# Many writers declare these two, and use neither (W3C XML Schema 1, 2.6).
HARMLESS = frozenset(
    {("xsi", "http://www.w3.org/2001/XMLSchema-instance"), ("xsd", "http://www.w3.org/2001/XMLSchema")}
)


def rows_of(content: bytes) -> Rows:
    """Its rows, and all that is no row; ValueError, which tells nothing of any value, where it is no such file."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return Rows(findings=[_no_xml(error)])
    document = root.getroottree().docinfo
    if document.doctype or root.tag != ROOT or document.xml_version not in VERSIONS:
        raise ValueError(f"found {shown(root.tag)!r}, or a document type or version; expected {ROOT} and none")
    records = [record for record in root.iterchildren(etree.Element) if record.tag == RECORD]
    return Rows([_row(record) for record in records], list(islice(_strays(root), STRAYS_MAX)))


def _no_xml(error: etree.XMLSyntaxError) -> str:
    """Where, and by the parser's name for the mistake: its sentence may hold whatever stands there."""
    line, column = error.position
    last = error.error_log.last_error
    why = last.type_name.removeprefix("ERR_").replace("_", " ").lower() if last else "not told"
    return f"{line}: found no whole XML at column {column} ({why}); expected {ROOT} with {RECORD} in it"


def _row(record: Any) -> Row:
    return Row(record.sourceline, [(child.tag, child.text or "") for child in record.iterchildren(etree.Element)])


def _strays(root: Any) -> Iterator[str]:
    """A sentence for each thing that is neither a record nor a field's text, with its line, in the file's order."""
    yield from (_foreign(node) for node in root.itersiblings(preceding=True))
    yield from _stray(root, ROOT, is_field=False)
    for record in root:
        if isinstance(record.tag, str):
            yield from _stray(record, RECORD, is_field=False)
        else:
            yield _foreign(record)
        yield from _tail(record)
        for child in record:
            if isinstance(child.tag, str):
                yield from _stray(child, child.tag, is_field=True)
            else:
                yield _foreign(child)
            yield from _tail(child)
    yield from (_foreign(node) for node in root.itersiblings())


def _stray(node: Any, expected: str, *, is_field: bool) -> Iterator[str]:
    """What an element has on itself: an unexpected name, attributes, namespaces; parts of a field, else a text."""
    line = node.sourceline
    if node.tag != expected:
        yield f"{line}: found {shown(node.tag)!r}; {forbidden_name(node.tag) or f'expected {expected}'}"
    for name in node.attrib:
        yield f"{line}: @{shown(name)}: {forbidden_name(name) or 'found an attribute; expected none'}"
    above = node.getparent()
    if not HARMLESS.union(above.nsmap.items() if above is not None else ()).issuperset(node.nsmap.items()):
        yield f"{line}: found a namespace, not shown; expected none"
    if is_field and len(node):
        yield f"{line}: {shown(node.tag)}: found parts; expected a text"
    elif not is_field and (node.text or "").strip():
        yield f"{line}: found text outside of the fields, {ALONE}"


def _foreign(node: Any) -> str:
    return f"{node.sourceline}: found a comment or an instruction, {ALONE}"


def _tail(node: Any) -> Iterator[str]:
    if (node.tail or "").strip():
        yield f"{node.sourceline}: found text outside of the fields, {ALONE}"

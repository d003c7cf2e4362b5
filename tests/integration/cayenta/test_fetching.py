"""A WSDL is fetched once, from its own host alone, with what it imports; what is not safe leaves all as it was."""

import pytest
from click.testing import CliRunner

from integration.billers.load import read_all
from integration.cayenta.fetching import DOCUMENTS_MAX
from integration.cayenta.methods import Names, get_account_balance
from integration.cayenta.shelving import fetch_wsdl
from integration.cayenta.soap import SoapWriter
from integration.errors import Garbled, Misconfigured, Refused, Unavailable
from integration.ports import HttpReply
from integration.sandbox.cayenta import CayentaApp, serve
from integration.sandbox.cayenta.wsdl import wsdl_of
from ivr.commands.wsdl import wsdl as command
from tests.integration.billers.conftest import ENVIRONMENT, EXAMPLE
from tests.integration.cayenta.boxes import ACCOUNT, biller

HOME = "http://cayenta.test/ws"
NAME = "cayenta.wsdl"


class Shelves:
    """A wire to documents by their URL; keeps who was asked for."""

    def __init__(self, documents):
        self.documents = documents
        self.asked = []

    def exchange(self, request, *, deadline_s):
        assert (request.method, deadline_s > 0) == ("GET", True)
        self.asked.append(request.url)
        found = self.documents.get(request.url, 404)
        return HttpReply(found, b"") if isinstance(found, int) else HttpReply(200, found)


@pytest.fixture
def fetched(tmp_path):
    def fetch(documents, **changes):
        shelves = Shelves({f"{HOME}?wsdl": wsdl_of(HOME)} | documents)
        cayenta = biller(tmp_path, HOME, wsdl=NAME, **changes).cayenta
        try:
            return shelves, [path.name for path in fetch_wsdl(cayenta, tmp_path, shelves)]
        finally:
            assert not list(tmp_path.glob(".*"))

    return fetch


def parted():
    """The sandbox's WSDL whose schema is in two documents that include each other, in a folder of their own."""
    text = wsdl_of(HOME).decode()
    start, end = text.index("<xs:schema"), text.index("</types>")
    schema = text[start:end].replace("<xs:schema", '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"')
    imported = '<xs:schema><xs:import namespace="urn:sandbox:cayenta" schemaLocation="xsd/types?part=1"/></xs:schema>'
    other = schema[: schema.index(">") + 1] + '<xs:include schemaLocation="types?part=1"/></xs:schema>'
    whole = schema.replace(">", '><xs:include schemaLocation="/xsd/types?part=2"/>', 1)
    return {
        f"{HOME}?wsdl": (text[:start] + imported + text[end:]).encode(),
        "http://cayenta.test/xsd/types?part=1": whole.encode(),
        "http://cayenta.test/xsd/types?part=2": other.encode(),
    }


def test_what_it_imports_is_saved_under_our_names_and_used_without_asking(tmp_path, fetched):
    shelves, saved = fetched(parted())
    assert saved == [NAME, "cayenta-1.xsd", "cayenta-2.xsd", f"{NAME}.sha256"]
    assert len(shelves.asked) == 3  # each once, although they include each other
    message = SoapWriter(tmp_path / NAME, Names({}), "yyyyMMdd").write(get_account_balance(ACCOUNT))
    assert ACCOUNT.encode() in message.body


def importing(place):
    found = 'elementFormDefault="unqualified">'
    put = f'{found}<xs:import namespace="urn:x" schemaLocation="{place}"/>'
    return wsdl_of(HOME).replace(found.encode(), put.encode())


BOMB = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + b"<definitions>&b;</definitions>"
MANY = {f"{HOME}?{n}": f'<a><import location="?{n + 1}"/></a>'.encode() for n in range(DOCUMENTS_MAX + 5)}
DANGLING = "cayenta.wsdl: it cannot be used as a WSDL: found .*CayentaPort.*; expected a WSDL 1.1, whole"
REFUSED = [
    ("another host", importing("http://169.254.169.254/latest/meta-data"), {}, Refused, "imports http://169.254"),
    ("another port", importing("http://cayenta.test:81/x"), {}, Refused, "only what lies on cayenta.test:80"),
    ("another scheme", importing("https://cayenta.test/x"), {}, Refused, "imports https://"),
    ("a user", importing("http://user@cayenta.test/x"), {}, Refused, r"ws\?wsdl imports 'http://user@.* a plain URL"),
    (
        "no port",
        importing("http://cayenta.test:99999/x"),
        {},
        Refused,
        r"ws\?wsdl imports 'http://cayenta.test:99999/x'",
    ),
    ("no address", importing("http://[x"), {}, Refused, r"ws\?wsdl imports 'http://\[x'; expected a URL: "),
    ("a file", importing("file:///etc/hostname"), {}, Refused, "imports file:///etc/hostname"),
    ("too many", importing("?0"), MANY, Refused, "more than 50 documents"),
    ("a bomb", BOMB, {}, Refused, "DTD"),
    ("a DTD", wsdl_of(HOME).replace(b"<definitions", b'<!DOCTYPE d SYSTEM "x"><definitions', 1), {}, Refused, "DTD"),
    ("a bomb behind an import", importing("?x"), {f"{HOME}?x": BOMB}, Refused, "DTD"),
    ("a login page", b"<html><br></html>", {}, Garbled, "not whole XML"),
    ("nothing there", 404, {}, Unavailable, "HTTP 404"),
    ("moved", 307, {}, Unavailable, "redirects are not followed"),
    ("locked", 401, {}, Unavailable, "HTTP 401"),
    ("no port type", wsdl_of(HOME).replace(b"<portType name=", b"<portType name='X' x="), {}, Misconfigured, DANGLING),
    ("another service", wsdl_of(HOME).replace(b"AddARItem", b"AddOther"), {}, Misconfigured, "AddARItem"),
]


@pytest.mark.parametrize(
    ("document", "more", "trouble", "said"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_what_is_refused_leaves_all_as_it_was(tmp_path, fetched, document, more, trouble, said):
    (tmp_path / NAME).write_text("as it was")
    with pytest.raises(trouble, match=said):
        fetched({f"{HOME}?wsdl": document} | more)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).read_text() == "as it was"


@pytest.mark.parametrize("url", ["http://user@cayenta.test/ws", "http://cayenta.test:99999/ws", "http://[x", "ws"])
def test_a_url_of_the_wsdl_that_is_none_is_told(tmp_path, url):
    cayenta = biller(tmp_path, HOME, wsdl=NAME).cayenta
    with pytest.raises(Refused, match=r"the WSDL is to come from .*; expected a plain URL"):
        fetch_wsdl(cayenta, tmp_path, Shelves({}), url=url)


@pytest.mark.parametrize("name", [None, "../up.wsdl"])
def test_it_is_saved_beside_the_billers_file_or_nowhere(name, tmp_path):
    cayenta = biller(tmp_path, HOME, wsdl=NAME).cayenta.model_copy(update={"wsdl": name})
    with pytest.raises(Misconfigured, match="plain file name"):
        fetch_wsdl(cayenta, tmp_path, Shelves({}))


@pytest.fixture
def folder(tmp_path):
    """The example's file, and a Cayenta in a box at its url."""
    with serve(CayentaApp(user="ivr", password=ENVIRONMENT["IVR_1368_CAYENTA_PASSWORD"])) as url:
        (tmp_path / "1368.toml").write_text(EXAMPLE.replace("http://127.0.0.1:8701/ws", f"{url}/ws"))
        yield tmp_path


def fetch_by_command(folder, *words):
    words = [*words, "--folder", str(folder), "--sandbox"]
    return CliRunner().invoke(command, ["fetch", *words], env=ENVIRONMENT)


def test_the_command_saves_it_and_the_start_knows_it_again(folder):
    result = fetch_by_command(folder, "1368")
    assert result.output.splitlines() == [
        f"saved    {folder / '1368-cayenta.wsdl'}",
        f"saved    {folder / '1368-cayenta.wsdl.sha256'}",
    ]
    assert read_all(folder, ENVIRONMENT, sandbox=True).findings == []
    (folder / "1368-cayenta.wsdl").write_bytes(wsdl_of("http://somebody.else/ws"))
    (finding,) = read_all(folder, ENVIRONMENT, sandbox=True).findings
    assert "cayenta.wsdl: 1368-cayenta.wsdl is not the file that was fetched" in finding


def test_a_schema_that_is_gone_stops_the_start(folder):
    fetch_by_command(folder, "1368")
    with (folder / "1368-cayenta.wsdl.sha256").open("a") as hashes:
        hashes.write(f"{'0' * 64}  1368-cayenta-1.xsd\n")
    (finding,) = read_all(folder, ENVIRONMENT, sandbox=True).findings
    assert "1368-cayenta-1.xsd is not there any more" in finding


@pytest.mark.parametrize(
    ("words", "change", "said"),
    [
        (["1369"], ("", ""), "there is no biller '1369'"),
        (["1368", "--url", "http://127.0.0.1:9/ws"], ("", ""), "cannot be fetched"),
        (["1368"], ("deadline_s = 4.0", 'deadline_s = "4"'), "cayenta.deadline_s"),
        (["1368"], ("[cayenta]", "[cayenta_]"), "cayenta: found no table"),
        (["1368"], ('languages = ["en", "es"]', "languages = "), "is not TOML"),
    ],
)
def test_the_command_says_why_it_cannot(folder, words, change, said):
    path = folder / "1368.toml"
    path.write_text(path.read_text().replace(*change))
    assert said in str(fetch_by_command(folder, *words).exception)

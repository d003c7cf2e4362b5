"""A bill's PDF out of Get_StmntPdf: as large as the biller's setting says, whole, and no more than that is read."""

import http.server
import threading
from base64 import b64encode, encodebytes

import pytest

from integration.billers.images import Images
from integration.cayenta import CayentaBooks
from integration.cayenta.statement import CUT_OUT, TEXT_BYTES_MIN, answer_bytes_max, cut_out
from integration.errors import Garbled, Unavailable
from integration.ports import HttpReply, HttpRequest
from integration.wires.http import HttpWire
from tests.integration.cayenta.boxes import ACCOUNT, URL, CannedWire, biller

MB = 1024 * 1024


def pdf(size):
    return b"%PDF-1.7\n".ljust(size - 6, b"\x80") + b"%%EOF\n"


def answer(text, *, status="0", more=""):
    inside = f"<STATUS>{status}</STATUS><PDF_DATA>{text}</PDF_DATA>{more}"
    return f"<Reply><Get_StmntPdf><STATUS>0</STATUS><Params>{inside}</Params></Get_StmntPdf></Reply>".encode()


def with_images(tmp_path, *, url=URL, **images):
    return biller(tmp_path, url).model_copy(update={"images": Images(**images)})


def asked(tmp_path, clock, body, **images):
    wire = CannedWire(body)
    content = CayentaBooks(with_images(tmp_path, **images), wire, clock).statement(ACCOUNT, "B-1")
    return content, wire.requests[0].answer_bytes_max


def lines_of_64(content, end=b"&#13;\n"):
    encoded = b64encode(content)
    return end.join(encoded[at : at + 64] for at in range(0, len(encoded), 64))


def in_cdata(content):
    return b"\n<![CDATA[" + encodebytes(content) + b"]]>\n"


ENCODED = {"one line": b64encode, "lines of 76": encodebytes, "lines with references": lines_of_64, "CDATA": in_cdata}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("size", [1_000, 9 * MB, 10 * MB])
def test_a_pdf_comes_whole_up_to_ten_megabytes(tmp_path, clock, encode, size):
    body = answer(encode(pdf(size)).decode())
    content, bytes_max = asked(tmp_path, clock, body)
    assert content == pdf(size)
    assert len(body) <= bytes_max == answer_bytes_max(10) < 15 * MB


@pytest.mark.parametrize("end", [b"&#xD;\n", b"&#xd;&#xA;", b"&#013;&#10;", b"&#9;\r\n", b"&#x20;\n"])
def test_the_ends_of_lines_may_be_written_in_any_way(tmp_path, clock, end):
    content, _ = asked(tmp_path, clock, answer(lines_of_64(pdf(MB), end).decode()))
    assert content == pdf(MB)


@pytest.mark.parametrize(("mb_max", "size"), [(1, MB + 1), (10, 10 * MB + 1)])
def test_a_larger_one_is_named_with_both_sizes(tmp_path, clock, mb_max, size):
    with pytest.raises(Garbled, match=rf"Get_StmntPdf: found {size} bytes; expected a PDF of at most {mb_max * MB}$"):
        asked(tmp_path, clock, answer(b64encode(pdf(size)).decode()), pdf_mb_max=mb_max)


LONG = "A" * TEXT_BYTES_MIN


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (answer(LONG + "A===="), "is no base64"),
        (answer(CUT_OUT), "is no base64"),
        (answer(LONG + "&#65;AAA"), "is no base64"),
        (answer(LONG + "&amp;"), "is no base64"),
        (answer(f"<![CDATA[{LONG}&#13;]]>"), "is no base64"),
        (answer(f"<![CDATA[{LONG}]]>AAAA"), "is no base64"),
        (answer(f"<!--{LONG}-->"), "found 0 bytes"),
        (answer(LONG, more=f"<PDF_DATA>{LONG}</PDF_DATA>"), "PDF_DATA is repeated or has parts"),
        (answer(LONG, more="<PDF_DATA>AAAA</PDF_DATA>"), "PDF_DATA is repeated or has parts"),
        (answer(LONG)[:-9], "it is not whole XML"),
        (answer("AAAA", more=f"<OTHER>{LONG}</OTHER>"), "found 3 bytes that do not begin as a PDF"),
    ],
)
def test_what_is_not_certain_is_no_pdf(tmp_path, clock, body, said):
    with pytest.raises(Garbled, match=said):
        asked(tmp_path, clock, body)


def test_what_is_kept_of_a_garbled_answer_has_no_pdf_in_it(tmp_path, clock):
    with pytest.raises(Garbled) as caught:
        asked(tmp_path, clock, answer(LONG, status="soon"))
    assert CUT_OUT.encode() in caught.value.kept
    assert LONG[:100].encode() not in caught.value.kept


def test_short_answers_stay_as_they_are():
    reply = HttpReply(200, answer("A" * 1000))
    assert cut_out(reply).reply is reply


@pytest.fixture
def long_answer():
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.send_header("Content-Length", str(3 * MB))
            self.end_headers()
            self.wfile.write(bytes(3 * MB))

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_wire_reads_as_much_as_the_request_says(long_answer):
    wire = HttpWire(sandbox=True)
    reply = wire.exchange(HttpRequest("POST", long_answer, answer_bytes_max=3 * MB), deadline_s=5)
    assert len(reply.body) == 3 * MB
    with pytest.raises(Exception, match=f"the answer is longer than {2 * MB} bytes"):
        wire.exchange(HttpRequest("POST", long_answer), deadline_s=5)


def test_an_answer_that_is_too_long_for_the_wire_is_no_answer(tmp_path, clock, long_answer):
    small = with_images(tmp_path, url=long_answer, pdf_mb_max=1)
    with pytest.raises(Unavailable, match="no answer to Get_StmntPdf"):
        CayentaBooks(small, HttpWire(sandbox=True), clock).statement(ACCOUNT, "B-1")

"""An XML file is records and fields, and nothing else: what stands anywhere else is refused, and not shown."""

import pytest

from integration.conversion.reading import read

CARD = "4111111111111111"
RECORD = "<ENROLMENT><ACCOUNT_NO>1</ACCOUNT_NO><AUTOPAY_YN>T</AUTOPAY_YN></ENROLMENT>"
FILE = f"<ENROLMENTS>\n{RECORD}\n</ENROLMENTS>"
SECRETS = (CARD, f"password=hunter2 {CARD}", "hunter2")


def changed(old, new):
    assert old in FILE
    return FILE.replace(old, new, 1)


def places(secret):
    """The file with the secret at every place that is no field's text."""
    return {
        "attribute of the root": changed("<ENROLMENTS>", f"<ENROLMENTS note='{secret}'>"),
        "attribute of a record": changed("<ENROLMENT>", f"<ENROLMENT note='{secret}'>"),
        "attribute of a field": changed("<AUTOPAY_YN>", f"<AUTOPAY_YN note='{secret}'>"),
        "namespace of the root": changed("<ENROLMENTS>", f"<ENROLMENTS xmlns:n='{secret}'>"),
        "namespace of a field": changed("<AUTOPAY_YN>", f"<AUTOPAY_YN xmlns:n='{secret}'>"),
        "comment before": f"<!-- {secret} -->{FILE}",
        "comment after": f"{FILE}<!-- {secret} -->",
        "comment between": changed("\n<ENROLMENT>", f"<!-- {secret} --><ENROLMENT>"),
        "comment in a record": changed("<ENROLMENT>", f"<ENROLMENT><!-- {secret} -->"),
        "comment in a field": changed(">T<", f">T<!-- {secret} --><"),
        "instruction before": f"<?note {secret}?>{FILE}",
        "instruction after": f"{FILE}<?note {secret}?>",
        "instruction in a record": changed("<ENROLMENT>", f"<ENROLMENT><?note {secret}?>"),
        "instruction's name": f"<?c{secret.replace(' ', '').replace('=', '')}?>{FILE}",
        "text of the root": changed("\n<ENROLMENT>", f"{secret}<ENROLMENT>"),
        "text after a record": changed("</ENROLMENT>", f"</ENROLMENT>{secret}"),
        "text of a record": changed("<ENROLMENT>", f"<ENROLMENT>{secret}"),
        "text after a field": changed("</ACCOUNT_NO>", f"</ACCOUNT_NO>{secret}"),
        "text after a comment": changed("\n<ENROLMENT>", f"<!-- x -->{secret}<ENROLMENT>"),
        "parts of a field": changed(">T<", f"><V>{secret}</V><"),
        "parts of parts": changed(">T<", f"><V><V><V>{secret}</V></V></V><"),
        "data of a record": changed("<ENROLMENT>", f"<ENROLMENT><![CDATA[{secret}]]>"),
    }


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", places(CARD))
def test_what_stands_anywhere_but_in_a_field_is_refused_and_not_shown(place, secret):
    found = read(places(secret)[place].encode())
    told = " ".join(found.findings)
    assert told
    assert not any(secret in told for secret in SECRETS)


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        (
            changed("<ENROLMENTS>", "<ENROLMENTS password='hunter2'>"),
            ["1: @password: passwords are never taken over: payers register again"],
        ),
        (changed("<ENROLMENTS>", "<ENROLMENTS note='x'>"), ["1: @note: found an attribute; expected none"]),
        (
            changed("<AUTOPAY_YN>", "<AUTOPAY_YN card_no='x'>"),
            ["2: @card_no: full card and bank numbers are never taken over: a token and the last four digits are"],
        ),
        (
            changed("\n</ENROLMENTS>", "\n<!-- x --></ENROLMENTS>"),
            ["3: found a comment or an instruction, not shown; expected records and their fields alone"],
        ),
        (
            changed("</ACCOUNT_NO>", "</ACCOUNT_NO>x"),
            ["2: found text outside of the fields, not shown; expected records and their fields alone"],
        ),
        (
            changed(">T<", "> <V>T</V><") + "\n",
            [
                "2: AUTOPAY_YN: found parts; expected a text",
                "2: autopay: found neither autopay nor paperless; expected yes or no for one of them",
            ],
        ),
        (
            changed("<ENROLMENTS>", "<ENROLMENTS xmlns:n='x'>"),
            ["1: found a namespace, not shown; expected none"],
        ),
    ],
)
def test_each_is_told_with_its_line(content, findings):
    assert read(content.encode()).findings == findings


def test_all_of_them_are_told():
    content = changed("<ENROLMENT>", "<ENROLMENT a='x'>y<!-- z -->").replace(">T<", ">maybe<")
    assert [finding.partition(";")[0] for finding in read(content.encode()).findings] == [
        "2: @a: found an attribute",
        "2: found text outside of the fields, not shown",
        "2: found a comment or an instruction, not shown",
        "2: autopay: found 5 characters that do not fit",
    ]


def test_what_every_writer_of_xml_puts_there_does_no_harm():
    schema = "http://www.w3.org/2001/XMLSchema"
    declared = f'<ENROLMENTS xmlns:xsi="{schema}-instance" xmlns:xsd="{schema}">'
    content = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + changed("<ENROLMENTS>", declared)
    assert len(read(content.encode()).records) == 1

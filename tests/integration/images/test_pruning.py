"""Nothing of anybody else's page hides in a cut bill, whatever printers let their pages share, and nothing is lost."""

import io

import pytest
from pypdf import PdfReader

from integration.errors import Garbled
from integration.images.batch import Batch
from tests.integration.images.handmade import HELVETICA, Handmade, everything_in

PAYERS = (b"ALBA 100001", b"BERT 100002", b"CORA 100003")
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]"
TILE = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/XStep 600/YStep 700/BBox[0 0 612 792]"
GLYPHS = b"/Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 99/Widths[9 9 9]"


@pytest.fixture
def cut(tmp_path):
    def done(made, *pages):
        path = tmp_path / "batch.pdf"
        path.write_bytes(made.written())
        with Batch(path) as batch:
            list(batch.texts())  # as extraction does: pypdf keeps what it has unpacked
            return batch.cut(pages)

    return done


def of_forms(made):
    """Each page draws a form; the forms share with the pages the very resources that name them all."""
    own = b"/Resources %d 0 R" % made.shared
    forms = [made.text(payer, FORM + own) for payer in PAYERS]
    return b"XObject", forms, b"q /X%d Do Q"


def of_forms_without_their_own(made):
    """Forms of old printers take the page's resources, and draw others of it."""
    texts = [made.text(payer, FORM) for payer in PAYERS]
    outer = [made.packed(b"/X%d Do" % number, FORM) for number in range(3)]
    made.more = b"/XObject<<%s>>" % b" ".join(
        b"/Y%d %d 0 R/X%d %d 0 R" % (number, outer[number], number, texts[number]) for number in range(3)
    )
    return b"ignored", outer, b"q /Y%d Do Q"


def of_patterns(made):
    own = b"/Resources<</Font<</F1 %d 0 R>>>>" % made.font
    tiles = [made.text(payer, TILE + own) for payer in PAYERS]
    return b"Pattern", tiles, b"/Pattern cs /X%d scn 0 0 600 700 re f"


def of_patterns_in_the_pages_resources(made):
    tiles = [made.text(payer, TILE + b"/Resources %d 0 R" % made.shared) for payer in PAYERS]
    return b"Pattern", tiles, b"/Pattern cs /X%d scn 0 0 600 700 re f"


def of_soft_masks(made):
    masks = [made.text(payer, FORM + b"/Group<</S/Transparency>>/Resources %d 0 R" % made.shared) for payer in PAYERS]
    states = [made.add(b"<</Type/ExtGState/SMask<</S/Luminosity/G %d 0 R>>>>" % mask) for mask in masks]
    return b"ExtGState", states, b"/X%d gs 0 0 600 700 re f"


def of_properties(made):
    lists = [made.add(b"<</Payer %d 0 R>>" % made.text(payer)) for payer in PAYERS]
    return b"Properties", lists, b"/OC /X%d BDC 0 0 600 700 re f EMC"


def of_glyphs(made):
    """A font whose letters are drawn by the pages' resources: a is the first payer's, b the second's."""
    letters = [made.packed(b"9 0 d0 /F%d Do" % number) for number in range(3)]
    forms = [made.text(payer, FORM + b"/Resources<</Font<</F1 %d 0 R>>>>" % made.font) for payer in PAYERS]
    procs = b"".join(b"/%c %d 0 R" % (97 + number, letter) for number, letter in enumerate(letters))
    names = b"".join(b"/F%d %d 0 R" % pair for pair in enumerate(forms))
    entries = b"/CharProcs<<%s>>/Encoding<</Differences[97/a/b/c]>>/Resources<</XObject<<%s>>>>" % (procs, names)
    made.more = b"/Font<</F1 %d 0 R/G %d 0 R>>" % (made.font, made.add(b"<<%s%s>>" % (GLYPHS, entries)))
    return b"ignored", letters, b"BT /G 9 Tf (%c) Tj ET"


WAYS = (
    of_forms,
    of_forms_without_their_own,
    of_patterns,
    of_patterns_in_the_pages_resources,
    of_soft_masks,
    of_properties,
    of_glyphs,
)


def batch_of(way):
    made = Handmade()
    made.more = b""
    made.font, made.shared = made.add(HELVETICA), made.add()
    kind, things, drawn = way(made)
    names = b"".join(b"/X%d %d 0 R" % pair for pair in enumerate(things))
    fonts = b"" if b"/Font" in made.more else b"/Font<</F1 %d 0 R>>" % made.font
    made.objects[made.shared - 1] = b"<<%s/%s<<%s>>%s>>" % (fonts, kind, names, made.more)
    for number in range(3):
        which = 97 + number if b"%c" in drawn else number
        made.page(b"%d 0 R" % made.shared, drawn % which)
    return made


@pytest.mark.parametrize("way", WAYS)
def test_a_bill_holds_what_its_page_draws_and_nothing_of_the_others(cut, way):
    found = everything_in(cut(batch_of(way), 1))
    assert (b"BERT" in found) is (way is not of_properties), "what is not shown is not copied"
    assert b"ALBA" not in found
    assert b"CORA" not in found


@pytest.mark.parametrize("way", WAYS)
def test_two_pages_of_a_bill_keep_what_either_draws(cut, way):
    found = everything_in(cut(batch_of(way), 0, 2))
    assert b"BERT" not in found
    assert (b"ALBA" in found and b"CORA" in found) is (way is not of_properties)


@pytest.mark.parametrize("entry", [b"Annots[%d 0 R]", b"B[%d 0 R]", b"Metadata %d 0 R", b"PieceInfo<</X %d 0 R>>"])
@pytest.mark.parametrize("of", ["page", "form", "font"])
def test_what_leads_elsewhere_is_left_behind(cut, entry, of):
    made = Handmade()
    leads = b"/" + entry % made.text(b"CORA")
    font = made.add(HELVETICA[:-2] + (leads if of == "font" else b"") + b">>")
    fonts = b"/Font<</F1 %d 0 R>>" % font
    form = made.text(b"ALBA", FORM + b"/Resources<<%s>>" % fonts + (leads if of == "form" else b""))
    made.page(b"<</XObject<</X %d 0 R>>>>" % form, b"/X Do", leads if of == "page" else b"")
    found = everything_in(cut(made, 0))
    assert (b"ALBA" in found, b"CORA" in found) == (True, False)


def test_names_are_compared_as_they_are_meant(cut):
    made = Handmade()
    fonts = b"/Font<</F#31 %d 0 R>>" % made.add(HELVETICA)
    forms = [made.text(payer, FORM + b"/Resources<<%s>>" % fonts) for payer in PAYERS]
    names = b"".join(b"/X#20%d %d 0 R" % pair for pair in enumerate(forms))
    for written in (b"/X#200 Do", b"/#58#201 Do"):
        made.page(b"<</XObject<<%s>>>>" % names, written)
    for page, payer in enumerate(PAYERS[:2]):
        (alone,) = PdfReader(io.BytesIO(cut(made, page))).pages
        assert alone.extract_text() == payer.decode()


def test_what_an_inline_image_and_a_default_colour_need_is_kept(cut):
    made = Handmade()
    colour, default = made.add(b"[/Indexed/DeviceRGB 1 <00112233>]"), made.add(b"[/CalRGB<</WhitePoint[1 1 1]>>]")
    resources = b"<</ColorSpace<</Mine %d 0 R/DefaultRGB %d 0 R/Other %d 0 R>>>>" % (colour, default, made.add(b"[/X]"))
    made.page(resources, b"BI /W 1 /H 1 /BPC 1 /CS /Mine ID \x80 EI\n0 0 9 9 re f")
    (alone,) = PdfReader(io.BytesIO(cut(made, 0))).pages
    assert set(alone["/Resources"]["/ColorSpace"]) == {"/Mine", "/DefaultRGB"}


def test_pictures_fonts_and_shadings_come_along_whole(cut):
    made = Handmade()
    mask = made.stream(b"\1", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray")
    picture = made.stream(
        b"\1",
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/SMask %d 0 R" % mask,
    )
    blend = b"<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>"
    shading = made.add(b"<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function %s>>" % blend)
    file = made.stream(b"the letters", b"/Length1 11")
    about = made.add(b"<</Type/FontDescriptor/FontName/A/Flags 4/FontFile2 %d 0 R>>" % file)
    letters = made.add(b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/FontDescriptor %d 0 R/W[1[500]]>>" % about)
    font = made.add(b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[%d 0 R]>>" % letters)
    resources = b"<</XObject<</P %d 0 R>>/Shading<</S %d 0 R>>/Font<</F %d 0 R>>>>" % (picture, shading, font)
    made.page(resources, b"/P Do /S sh BT /F 9 Tf <0001> Tj ET")
    (alone,) = PdfReader(io.BytesIO(cut(made, 0))).pages
    kept = alone["/Resources"]
    assert kept["/XObject"]["/P"]["/SMask"].get_data() == b"\1"
    assert kept["/Shading"]["/S"]["/Function"]["/C1"] == [1]
    descendant = kept["/Font"]["/F"]["/DescendantFonts"][0]
    assert descendant["/FontDescriptor"]["/FontFile2"].get_data() == b"the letters"
    assert descendant["/W"] == [1, [500]]


def test_forms_in_a_circle_and_very_deep_ones(cut):
    made = Handmade()
    first, second = made.add(), made.add()
    for form, other in ((first, second), (second, first)):
        content = b"BT (ALBA) Tj ET /X Do"
        entries = FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % other
        made.objects[form - 1] = b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)
    made.page(b"<</XObject<</X %d 0 R>>>>" % first, b"/X Do")
    assert b"ALBA" in everything_in(cut(made, 0))
    deep = made.stream(b"", FORM)
    for _ in range(60):
        deep = made.packed(b"/X Do", FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % deep)
    made.page(b"<</XObject<</X %d 0 R>>>>" % deep, b"/X Do")
    for _ in range(2):  # what was half judged is not believed the next time
        with pytest.raises(Garbled, match="page 2"):
            cut(made, 1)


def test_what_could_not_be_judged_on_one_page_is_judged_anew_on_the_next(tmp_path):
    """A form that all pages share leads to a damaged one behind the first page, and to another payer's."""
    made = Handmade()
    resources = made.add()
    broken, others = made.packed(b"BT (no end", FORM), made.text(b"CORA", FORM)
    shared = made.packed(b"/A Do BT (ALBA) Tj ET", FORM + b"/Resources %d 0 R" % resources)
    made.objects[resources - 1] = b"<</XObject<</A %d 0 R/B %d 0 R/S %d 0 R>>>>" % (broken, others, shared)
    for _ in range(2):
        made.page(b"%d 0 R" % resources, b"/S Do")
    path = tmp_path / "batch.pdf"
    path.write_bytes(made.written())
    with Batch(path) as batch:
        for page in (0, 1, 0):
            with pytest.raises(Garbled, match="cannot be copied"):
                batch.cut([page])


@pytest.mark.parametrize("content", [b"BT (no end", b"[ /X Do", b"BI /W 1 ID", b"5 BI ID x EI"])
def test_a_page_whose_drawing_cannot_be_read_is_not_kept(cut, content):
    made = Handmade()
    form = made.packed(content, FORM)
    made.page(b"<</XObject<</X %d 0 R>>>>" % form, b"/X Do")
    with pytest.raises(Garbled, match="page 1"):
        cut(made, 0)

"""Of a page only its look is kept: what its drawing names, what those things name in their turn, and nothing else.

Printers let all pages of a batch share one table of forms, patterns or fonts, and so each page leads to every other.
What pruning does not know is left out, so that no key of a PDF can lead from one payer's bill to another's.
It changes the objects of the open batch, which are for cutting alone.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from integration.errors import Garbled
from integration.images.drawn import Drawn, drawn_by
from integration.images.looks import FORM, GLYPH_FONT, LOOK, PATTERN, PLAIN, SOFT_MASK, STATE, STREAM
from integration.images.things import at, copied, dictionary, meant, strip

DEPTH_MAX = 40  # of forms in forms and of what they name: no printer's page comes near
_DEFAULT_COLOURS = frozenset({("/ColorSpace", f"/Default{kind}") for kind in ("Gray", "RGB", "CMYK")})  # never named


class Pruner:
    """For the pages of one open batch. All methods raise Garbled, or what pypdf does, of what cannot be judged."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._left_over: dict[int, tuple[Any, Drawn]] = {}  # by id, and the object with it so that no id is used twice
        self._plain_ones: dict[int, Any] = {}
        self._kept: Mapping[str, Callable[[Any, str, Drawn, int], tuple[Any, Drawn]]] = {
            "/XObject": self._picture,
            "/Pattern": self._pattern,
            "/Font": self._font,
            "/ExtGState": self._state,
            "/ColorSpace": self._as_it_is,
            "/Shading": self._as_it_is,
            "/Properties": _emptied,
        }

    def prune(self, page: DictionaryObject) -> None:
        """Leave the page nothing but what it draws."""
        try:
            self._prune(page)
        except BaseException:
            self._left_over.clear()  # what was begun is not done: the next page that draws it begins anew
            self._plain_ones.clear()
            raise

    def _prune(self, page: DictionaryObject) -> None:
        drawn = Drawn()
        contents = at(page, "/Contents")
        if contents is not None:
            drawn.add(drawn_by(contents, self._reader))
            for stream in contents if isinstance(contents, list) else [contents]:
                strip(meant(stream), STREAM)
        resources = dictionary(at(page, "/Resources"))
        strip(page, LOOK)
        for key in page.keys() - {"/Contents", "/Resources"}:
            self._plain(page.raw_get(key), 0)
        page[NameObject("/Resources")] = self._resources(resources, drawn, 0)

    def _resources(self, resources: DictionaryObject, drawn: Drawn, depth: int) -> DictionaryObject:
        """Those that are drawn. What forms without any of their own name is looked for here too, until all is found."""
        while True:
            before, kept = drawn.size, DictionaryObject()
            for kind, name in drawn.names | _DEFAULT_COLOURS:
                table = dictionary(at(resources, kind))
                if name in table and kind in self._kept:
                    value, left_over = self._kept[kind](table.raw_get(name), name, drawn, depth + 1)
                    kept.setdefault(NameObject(kind), DictionaryObject())[NameObject(name)] = value
                    drawn.add(left_over)
            if drawn.size == before:
                return kept

    def _content(self, raw: Any, keys: Collection[str], depth: int) -> Drawn:
        """Prune a form, a tile or a glyph; what it needs of the resources of whoever draws it."""
        stream = meant(raw)
        if depth > DEPTH_MAX:
            raise Garbled(f"forms lie in forms deeper than {DEPTH_MAX}")
        if not isinstance(stream, StreamObject):
            raise Garbled("what is drawn is no stream")
        if id(stream) in self._left_over:
            return self._left_over[id(stream)][1]
        drawn = drawn_by(stream, self._reader)
        has_own = isinstance(at(stream, "/Resources"), DictionaryObject)
        self._left_over[id(stream)] = stream, drawn.without_own() if has_own else drawn
        strip(stream, keys)
        for key in stream.keys() - {"/Resources"}:
            self._plain(stream.raw_get(key), depth)
        if has_own:
            own = dictionary(stream["/Resources"])
            stream[NameObject("/Resources")] = self._resources(own, drawn, depth)
        return self._left_over[id(stream)][1]

    def _picture(self, raw: Any, _name: str, _drawn: Drawn, depth: int) -> tuple[Any, Drawn]:
        if at(dictionary(raw), "/Subtype") != "/Image":
            return raw, self._content(raw, FORM, depth)
        self._plain(raw, depth)
        return raw, Drawn()

    def _pattern(self, raw: Any, name: str, drawn: Drawn, depth: int) -> tuple[Any, Drawn]:
        pattern, left_over = meant(raw), Drawn()
        if isinstance(pattern, StreamObject):
            return raw, self._content(pattern, PATTERN, depth)
        shaded = copied(dictionary(pattern), PATTERN - {"/Resources"})
        for key in shaded.keys() - {"/ExtGState"}:
            self._plain(shaded.raw_get(key), depth)
        if "/ExtGState" in shaded:
            state, left_over = self._state(shaded.raw_get("/ExtGState"), name, drawn, depth)
            shaded[NameObject("/ExtGState")] = state
        return shaded, left_over

    def _state(self, raw: Any, name: str, _drawn: Drawn, depth: int) -> tuple[Any, Drawn]:
        state, left_over = copied(dictionary(raw), STATE), Drawn()
        mask = at(state, "/SMask")
        if isinstance(mask, DictionaryObject):
            mask = copied(mask, SOFT_MASK)
            left_over.add(self._content(mask.get("/G"), FORM, depth))
            state[NameObject("/SMask")] = mask
        font = at(state, "/Font")
        if isinstance(font, list) and at(dictionary(font[0]), "/Subtype") == "/Type3":
            raise Garbled(f"the graphics state {name} chooses a font of drawn letters")  # which of them, nobody can say
        for key in state.keys() - {"/SMask"}:
            self._plain(state.raw_get(key), depth)
        for key in mask.keys() - {"/G"} if isinstance(mask, DictionaryObject) else ():
            self._plain(mask.raw_get(key), depth)
        return state, left_over

    def _font(self, raw: Any, name: str, drawn: Drawn, depth: int) -> tuple[Any, Drawn]:
        font = dictionary(raw)
        if at(font, "/Subtype") != "/Type3":
            return self._as_it_is(raw, name, drawn, depth)
        copy, needs, glyphs = copied(font, GLYPH_FONT), Drawn(), DictionaryObject()
        for key in copy:
            self._plain(copy.raw_get(key), depth)
        procs = dictionary(at(font, "/CharProcs"))
        for glyph in procs.keys() & _glyphs_of(font, drawn.codes_of(name), procs):
            glyphs[NameObject(glyph)] = procs.raw_get(glyph)
            needs.add(self._content(procs.get(glyph), FORM, depth))
        copy[NameObject("/CharProcs")] = glyphs
        if "/Resources" in font:
            copy[NameObject("/Resources")] = self._resources(dictionary(font["/Resources"]), needs, depth)
            needs = needs.without_own()
        return copy, needs

    def _as_it_is(self, raw: Any, _name: str, _drawn: Drawn, depth: int) -> tuple[Any, Drawn]:
        self._plain(raw, depth)
        return raw, Drawn()

    def _plain(self, raw: Any, depth: int) -> None:
        """Pictures, colours, functions, fonts' files: they draw nothing else, and keep only keys of such things."""
        value = meant(raw)
        if depth > DEPTH_MAX:
            raise Garbled(f"things lie in things deeper than {DEPTH_MAX}")
        if not isinstance(value, DictionaryObject | ArrayObject) or id(value) in self._plain_ones:
            return
        self._plain_ones[id(value)] = value
        if isinstance(value, DictionaryObject):
            strip(value, PLAIN)
        for inner in [value.raw_get(key) for key in value] if isinstance(value, DictionaryObject) else value:
            self._plain(inner, depth + 1)


def _emptied(_raw: Any, _name: str, _drawn: Drawn, _depth: int) -> tuple[Any, Drawn]:
    """Properties of a part of the page tell programs about it; a page that names them wants some, and shows none."""
    return DictionaryObject(), Drawn()


def _glyphs_of(font: DictionaryObject, codes: set[int], procs: DictionaryObject) -> set[str]:
    """The glyphs behind codes: by /Differences; a glyph that stands in none is some letter's of a named encoding."""
    encoding = at(font, "/Encoding")
    differences = at(dictionary(encoding), "/Differences") or []
    by_code: dict[int, str] = {}
    code = 0
    for entry in map(meant, differences):
        if isinstance(entry, NameObject):
            by_code[code], code = str(entry), code + 1
        else:
            code = int(entry)
    named = isinstance(encoding, NameObject) or "/BaseEncoding" in dictionary(encoding)
    return {by_code[code] for code in codes if code in by_code} | (
        procs.keys() - set(by_code.values()) if named else set()
    )

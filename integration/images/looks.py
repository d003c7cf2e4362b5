"""Which keys of a PDF's things have to do with their look: ISO 32000-1, by the tables named. All others are left out.

Left out so are /Annots, /AA, /B, /Thumb, /StructParents, /Metadata, /PieceInfo, /OC, /OPI, /AF, and whatever comes yet.
"""


def _keys(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


# 5 (streams), 8 to 13 (filters), without /F: a file elsewhere
STREAM = _keys("Length Filter DecodeParms")
_FILTERS = _keys(
    "Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 "
    "DamagedRowsBeforeError JBIG2Globals ColorTransform"
)
LOOK = _keys("Type MediaBox CropBox Rotate UserUnit Group Resources Contents")  # 30
_GROUP = _keys("S CS I K")  # 147
FORM = STREAM | _keys("Type Subtype FormType BBox Matrix Resources Group")  # 95
PATTERN = STREAM | _keys(  # 75, 76
    "Type PatternType PaintType TilingType BBox XStep YStep Resources Matrix Shading ExtGState"
)
GLYPH_FONT = _keys(  # 112, without /CharProcs and /Resources, which are pruned apart
    "Type Subtype Name FontBBox FontMatrix Encoding FirstChar LastChar Widths FontDescriptor ToUnicode"
)
STATE = _keys(  # 58, without what a printing press alone asks for
    "Type LW LC LJ ML D RI OP op OPM Font FL SM SA BM SMask CA ca AIS TK"
)
SOFT_MASK = _keys("Type S G BC TR")  # 144
_IMAGE = _keys(  # 89
    "Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData "
    "Matte Name"
)
_COLOUR = _keys(  # 63 to 66, 71, 72
    "WhitePoint BlackPoint Gamma Matrix Range N Alternate Subtype Process Components ColorSpace"
)
_FUNCTION = _keys(
    "FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Functions Bounds"
)  # 38 to 41
_SHADING = _keys(  # 78 to 84
    "ShadingType ColorSpace Background BBox AntiAlias Function Coords Domain Extend Matrix BitsPerCoordinate "
    "BitsPerComponent BitsPerFlag Decode VerticesPerRow"
)
_FONT = _keys(  # 111 to 127
    "Type Subtype Name BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode BaseEncoding Differences "
    "DescendantFonts CIDSystemInfo Registry Ordering Supplement DW W DW2 W2 CIDToGIDMap CMapName WMode UseCMap "
    "FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight XHeight "
    "StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet Style Panose Lang CIDSet "
    "Length1 Length2 Length3"
)
# Of whatever is reached by those that draw: it draws nothing itself.
PLAIN = STREAM | _FILTERS | _GROUP | _IMAGE | _COLOUR | _FUNCTION | _SHADING | _FONT | _keys("PatternType Shading")

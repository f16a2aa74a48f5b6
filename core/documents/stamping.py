"""Lay a line under every page of a finished PDF: which page of how many, of which papers.

The line is written straight into the page. Setting a second document of as many pages and laying it over them took most
of the time of a pack whose parts were made before.
"""

from __future__ import annotations

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

SIDE, RULE, FIRST, SECOND = 51.0, 44.0, 34.0, 24.0
"""In points from the left, the right and the bottom: the margin, the rule, and the two lines under it."""

SIZE, SMALL = 9, 7
FONTS = {"/StampPlain": "/Helvetica", "/StampBold": "/Helvetica-Bold", "/StampFixed": "/Courier"}
"""Fonts that every reader of PDFs has, so that nothing is embedded a thousand times."""

WIDTHS = {"P": 667, "a": 556, "g": 611, "e": 556, " ": 278, "o": 611, "f": 333, "digit": 556}
"""Of the bold font, in thousandths of its size: what "Page 12 of 340" needs."""


def number_pages(writer: PdfWriter, *, reference: str, fingerprint: str) -> None:
    """Write "Page n of m", the reference and the fingerprint under every page. Both are plain letters and figures."""
    total = len(writer.pages)
    fonts = {name: writer._add_object(_font(base)) for name, base in FONTS.items()}
    before, after = writer._add_object(_stream("q\n")), "\nQ\n"
    for number, page in enumerate(writer.pages, start=1):
        _give_fonts(page, fonts)
        words = _words(f"Page {number} of {total}", reference, fingerprint, width=float(page.mediabox.width))
        _between(writer, page, before, after + words)


def _words(page: str, reference: str, fingerprint: str, *, width: float) -> str:
    right = width - SIDE - sum(WIDTHS.get(letter, WIDTHS["digit"]) for letter in page) * SIZE / 1000
    return (
        f"q 0.69 0.71 0.73 RG 0.85 w {SIDE} {RULE} m {width - SIDE} {RULE} l S\n"
        f"BT 0.31 0.35 0.37 rg /StampPlain {SIZE} Tf {SIDE} {FIRST} Td ({reference}) Tj ET\n"
        f"BT 0.04 0.05 0.05 rg /StampBold {SIZE} Tf {right:.1f} {FIRST} Td ({page}) Tj ET\n"
        f"BT 0.31 0.35 0.37 rg /StampFixed {SMALL} Tf {SIDE} {SECOND} Td ({fingerprint}) Tj ET Q\n"
    )


def _between(writer: PdfWriter, page: PageObject, before: IndirectObject, after: str) -> None:
    """The page's own content with something before and after it, without reading it."""
    contents = page.get("/Contents")
    there = contents.get_object() if contents is not None else ArrayObject()
    own = list(there) if isinstance(there, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([before, *own, writer._add_object(_stream(after))])


def _give_fonts(page: PageObject, fonts: dict[str, IndirectObject]) -> None:
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    known = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    for name, font in fonts.items():
        known[NameObject(name)] = font


def _font(base: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(base),
        }
    )


def _stream(words: str) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(words.encode("ascii"))
    return stream

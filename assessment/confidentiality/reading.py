"""The words of a PDF, Word, Excel or text file, with where each stands: read by a program of its own, inside limits.

    python -m assessment.confidentiality.reading pdf < file

A file from outside may be made to take for ever or all the memory there is. So it is read by another process, which has
so many seconds and so many bytes; where that is not enough the file counts as one that could not be read.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 30
"""How long reading one file may take."""

MEGABYTES = 600
"""How much memory it may take, the program that reads it included."""

MOST_CHARACTERS = 400_000
"""So much of a file is read: about two hundred pages."""

ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/plain": "txt",
}
"""What can be read, by its content type. A picture cannot."""

NO_WORDS = "There are no words in it that can be read: it may be a picture of a page."
NOT_READ = "It could not be read to the end."
A_PICTURE = "Pictures cannot be looked through."


class CannotBeRead(Exception):
    """Why the words of a file could not be read, for the person who added it."""


@dataclass(frozen=True)
class Place:
    """A page, paragraph or row with its words."""

    where: str
    text: str


def read(data: bytes, content_type: str) -> list[Place]:
    """The words of a file. Raises ``CannotBeRead``; a page without words is among the places, with an empty text."""
    ending = ENDINGS.get(content_type)
    if ending is None:
        raise CannotBeRead(A_PICTURE)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assessment.confidentiality.reading", ending],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        said = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as problem:
        raise CannotBeRead(NOT_READ) from problem
    places = [Place(where, text) for where, text in said]
    if not any(place.text for place in places):
        raise CannotBeRead(NO_WORDS)
    return places


# In the process of its own ----------------------------------------------------------------------------------


def _pdf(data: bytes) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages, start=1):
        yield f"page {number}", page.extract_text() or ""


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = {
    "document": "paragraph",
    "header": "header, line",
    "footer": "footer, line",
    "footnotes": "footnote",
    "endnotes": "endnote",
    "comments": "comment, line",
}
"""The parts of a Word file that hold words; what was deleted while changes were tracked is still among them."""


def _docx(data: bytes) -> Iterator[tuple[str, str]]:
    import docx
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for part in docx.Document(io.BytesIO(data)).part.package.iter_parts():
        sort = re.fullmatch(r".*wordprocessingml\.(\w+?)(?:\.main)?\+xml", part.content_type)
        if sort is None or sort[1] not in PARTS:
            continue
        root = etree.fromstring(part.blob, parser)
        for number, paragraph in enumerate(root.iter(f"{WORD}p"), start=1):
            yield f"{PARTS[sort[1]]} {number}", _paragraph(paragraph)


def _paragraph(paragraph: Any) -> str:
    said = {f"{WORD}t": lambda run: run.text or "", f"{WORD}delText": lambda run: run.text or ""}
    spaces = (f"{WORD}tab", f"{WORD}br", f"{WORD}cr")
    return "".join(" " if run.tag in spaces else said[run.tag](run) for run in paragraph.iter(*said, *spaces))


def _xlsx(data: bytes) -> Iterator[tuple[str, str]]:
    import openpyxl

    for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True):
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [str(cell) for cell in row if cell not in (None, "")]
            if cells:
                yield f"sheet {sheet.title}, row {number}", " | ".join(cells)


def _txt(data: bytes) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        if line.strip():
            yield f"line {number}", line


READERS = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "txt": _txt}


def _as_sentences(text: str) -> str:
    """A line that only ends because the page does goes on with the next."""
    return re.sub(r"(?<![.!?:\n])[ \t]*\n(?!\n)", " ", text).strip()


def _within_limits(places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    kept, length = [], 0
    for where, text in places:
        text = _as_sentences(text)
        length += len(text)
        if length > MOST_CHARACTERS:
            raise SystemExit("too long")
        if text or where.startswith("page"):
            kept.append((where, text))
    return kept


def _main(ending: str) -> None:
    import resource

    limit = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(json.dumps(_within_limits(READERS[ending](sys.stdin.buffer.read()))))


if __name__ == "__main__":
    _main(sys.argv[1])

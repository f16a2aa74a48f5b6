"""Reading a spreadsheet as rows of text, and writing wrong rows back in the same shape."""

from __future__ import annotations

import csv
import datetime
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from openpyxl import load_workbook

from core import words
from core.tables.export import as_csv, as_xlsx
from core.workflow import StepRefused

MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_EMPTY_ROWS = 1_000
LONGEST_CELL = 10_000
WRONG = "What is wrong"


class SheetRefused(StepRefused):
    """A file that cannot be read as the table that is expected, with what to change."""


@dataclass(frozen=True)
class Column:
    """A column that is expected: its heading, what goes in it, other headings by which it is known."""

    name: str
    heading: str
    says: str
    example: str = ""
    required: bool = True
    also: tuple[str, ...] = ()

    @property
    def known_as(self) -> frozenset[str]:
        return frozenset(_plain(heading) for heading in (self.heading, *self.also))


@dataclass(frozen=True)
class SheetRow:
    """A row as it was brought: its number in the file, its cells, and the expected ones by name."""

    number: int
    cells: tuple[str, ...]
    values: dict[str, str]


@dataclass
class Sheet:
    """What was read: headings as they stand in the file, rows, and the file's kind (csv or xlsx)."""

    ending: str
    headings: tuple[str, ...]
    rows: list[SheetRow] = field(default_factory=list)


def read(upload: IO[bytes], columns: Sequence[Column], *, name: str) -> Sheet:
    """Read a CSV or XLSX file whose first row has the headings of ``columns``, in any order, among others.

    Formulas are never worked out: the value that was saved with them counts. Raises ``SheetRefused`` in words.
    """
    ending = PurePath(name).suffix.lower().lstrip(".")
    lines = _numbered(_xlsx(upload) if ending == "xlsx" else _csv(upload))
    first = next(lines, None)
    if first is None:
        raise SheetRefused("This file is empty. Its first row must hold the headings.")
    headings = first[1]
    places = _places(headings, columns)
    kept = [number for number, heading in enumerate(headings) if _plain(heading) != _plain(WRONG)]
    sheet = Sheet(ending, tuple(headings[place] for place in kept))
    for number, cells in lines:
        values = {name: _at(cells, place) for name, place in places.items()}
        if len(sheet.rows) == MOST_ROWS:
            raise SheetRefused(f"This file has more than {MOST_ROWS:,} rows. Split it and bring the parts one by one.")
        sheet.rows.append(SheetRow(number, tuple(_at(cells, place) for place in kept), values))
    if not sheet.rows:
        raise SheetRefused("This file has headings but no rows below them.")
    return sheet


def hand_back(sheet: Sheet, wrong: Mapping[int, Sequence[str]], *, every_row: bool) -> bytes:
    """The rows that are wrong (or every row) in the file's own shape, with a last column saying what is wrong."""
    rows = (
        [*row.cells, "; ".join(wrong.get(row.number, ()))] for row in sheet.rows if every_row or row.number in wrong
    )
    headings = [*sheet.headings, WRONG]
    return as_xlsx("To correct", headings, rows) if sheet.ending == "xlsx" else as_csv(headings, rows)


def template(columns: Sequence[Column], *, title: str) -> bytes:
    """An empty workbook with the headings."""
    return as_xlsx(title, [column.heading for column in columns], [])


def _numbered(lines: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number in the file, as text, without empty ones; stops after a long stretch of emptiness."""
    empty = 0
    for number, cells in enumerate(lines, start=1):
        texts = [_text(cell) for cell in islice(cells, MOST_COLUMNS)]
        if any(texts):
            empty = 0
            yield number, texts
        elif (empty := empty + 1) > MOST_EMPTY_ROWS:
            return


def _xlsx(upload: IO[bytes]) -> Iterator[Sequence[Any]]:
    try:
        book = load_workbook(upload, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(values_only=True)
    except SheetRefused:
        raise
    except Exception as problem:  # a damaged workbook fails in many ways
        raise SheetRefused("This workbook cannot be read. Save it again as .xlsx, or as CSV.") from problem


def _csv(upload: IO[bytes]) -> Iterator[Sequence[str]]:
    text = upload.read().decode("utf-8-sig", errors="replace")
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    csv.field_size_limit(LONGEST_CELL * 10)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as problem:
        raise SheetRefused("This file cannot be read as CSV. Save it again from the program that made it.") from problem


def _places(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each expected column stands; says which are missing or stand there twice."""
    found = [_plain(heading) for heading in headings]
    places, missing, twice = {}, [], []
    for column in columns:
        here = [place for place, heading in enumerate(found) if heading in column.known_as]
        if len(here) > 1:
            twice.append(column.heading)
        elif here:
            places[column.name] = here[0]
        elif column.required:
            missing.append(column.heading)
    if missing:
        named = words.listed(f"“{heading}”" for heading in missing)
        raise SheetRefused(
            f"The first row must hold the headings; {named} {'is' if len(missing) == 1 else 'are'} missing. "
            f"We found: {words.listed(heading for heading in headings if heading)[:300]}."
        )
    if twice:
        raise SheetRefused(f"Two columns have the heading {words.listed(f'“{heading}”' for heading in twice)}.")
    return places


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _text(value: Any) -> str:
    """A cell as text: dates in ISO form, whole numbers without a point, no characters that cannot be stored."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = unicodedata.normalize("NFC", str(value)[: LONGEST_CELL + 1])
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cf"))
    return kept.strip().removeprefix("'") if kept.strip().startswith(("'=", "'+", "'-", "'@")) else kept.strip()


def _plain(heading: str) -> str:
    """A heading without what people vary: capitals, spaces, a colon or a star at its end."""
    return " ".join(heading.casefold().replace("_", " ").rstrip(" :*").split())

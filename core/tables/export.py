"""Downloads of a list: CSV and XLSX with exactly what is filtered, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS_A_CELL = ("\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and dates stay."""
    if not isinstance(value, str):
        return value
    if value.startswith(_BREAKS_A_CELL) or value.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as CSV, in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([safe_cell(_plain(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as a workbook: dates are dates, numbers are numbers, and every text is only text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, head) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A value as CSV holds it: dates in ISO form, yes and no in words, markup left out, the rest as text or number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, SafeString):
        return strip_tags(value)
    return value if isinstance(value, int | float | Decimal) else str(value)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime.date):
        if isinstance(value, datetime.datetime) and timezone.is_aware(value):
            value = timezone.make_naive(value)
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "d mmmm yyyy hh:mm" if isinstance(value, datetime.datetime) else "d mmmm yyyy"
        return cell
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    return _text_cell(sheet, str(_plain(value)))


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell


def _sheet_title(title: str) -> str:
    """A title that Excel takes: at most 31 characters, none of those it keeps for itself."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31] or "List"

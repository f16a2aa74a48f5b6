"""Figures to take away: the rows of a page as CSV, and a page as an accessible PDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from core.documents import pdf
from core.tables.export import CSV_TYPE, as_csv


def download(name: str, heads: list[str], rows: Iterable[list[Any]]) -> HttpResponse:
    answer = HttpResponse(as_csv(heads, rows), content_type=CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_pdf(name: str, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = HttpResponse(pdf.render(template, context), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer

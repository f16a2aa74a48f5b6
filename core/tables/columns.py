"""The columns of a list: what each says on the page and in a download."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core import words

Kind = Literal["text", "number", "hours", "date", "tag"]


@dataclass(frozen=True)
class Tag:
    """A value that is shown as a tag: its words and its tone."""

    text: str
    tone: words.Tone

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """One column of a list.

    ``name`` is what sorting by it is called in the address. ``value`` is an attribute path ("employer.name") or a
    function of the record; without it the path is the name. ``sort`` are the fields to order by, in the queryset's
    terms; without it there is no sort link. ``url`` leads from the cell to a page.

    A column of the kind "tag" takes a ``Tag``, or words whose tone is known (``words.tone``); for a path that ends in
    a field with choices it shows the choice's label.
    """

    name: str
    label: str
    value: str | Callable[[Any], Any] = ""
    sort: tuple[str, ...] = ()
    url: Callable[[Any], str] | None = None
    kind: Kind = "text"

    @cached_property
    def numeric(self) -> bool:
        return self.kind in ("number", "hours")

    @cached_property
    def opening(self) -> SafeString:
        """How each cell of the column begins; ``data-label`` names the column where rows are cards."""
        css = "govuk-table__cell govuk-table__cell--numeric" if self.numeric else "govuk-table__cell"
        return format_html('<td role="cell" class="{}" data-label="{}">', css, self.label)

    def value_of(self, record: Any) -> Any:
        """What the cell holds, as a value: for downloads and for showing."""
        if callable(self.value):
            return self.value(record)
        *path, last = (self.value or self.name).split(".")
        for step in path:
            record = getattr(record, step, None)
        if record is None:
            return None
        value = getattr(record, last, None)
        if self.kind == "tag" and (display := getattr(record, f"get_{last}_display", None)):
            return Tag(str(display()), words.tone(value))
        return value() if callable(value) else value

    def html_of(self, record: Any) -> SafeString:
        """What the cell shows on the page."""
        shown = self._shown(self.value_of(record))
        if self.url and shown and (url := self.url(record)):
            return format_html('<a class="govuk-link" href="{}">{}</a>', url, shown)
        return conditional_escape(shown)

    def _shown(self, value: Any) -> str | SafeString:
        if value is None or value == "":
            return ""
        if self.kind == "tag":
            tone = value.tone if isinstance(value, Tag) else words.tone(value)
            colour = words.TONE_COLOURS[tone]
            return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, value)
        if self.kind == "hours":
            return words.hours(value)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, datetime.date):
            return words.day(value)
        if isinstance(value, int | float | Decimal):
            return words.number(value)
        return conditional_escape(value)

"""What nobody should send and somebody does: hostile values for addresses, searches and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm, BaseFormSet, Field
from django.http import HttpResponse
from django.utils import timezone

ODD = "<script>alert(1)</script>{{ 7|add:7 }} '\"; DROP TABLE core_user; -- ‮evil‬ \u200f 👩🏽‍🦽 ﷽ é\u0301 \r\n"
NUL = "a\x00b"
HUGE = (ODD * 1000)[:100_000]
ALWAYS_ASKED = ("page", "sort", "format", "q", "next", "from", "consortium", "kind", "state", "date", "to", "code")
"""Names that addresses are asked with, beside those that stand on the page itself."""
POSTED_BARE = ("step", "answer", "came", "to", "day", "entry", "version", "kind", "back", "number", "code", "person")
"""Names that buttons post without a form of Django's."""
PARTS = ("day", "month", "year")
NAMES = re.compile(r'\bname="([^"]+)"')


def queries(page: HttpResponse) -> Iterator[dict[str, str]]:
    """Every name that the page can be asked with, under one hostile value after the other."""
    text = page.content.decode(errors="replace") if not page.streaming else ""
    names = {*ALWAYS_ASKED, *NAMES.findall(text), *re.findall(r"[?&;](\w+)=", text)}
    for values in (
        {"page": "0", "format": "nonsense", "sort": "nonsense", "": NUL},
        {"page": "-1", "format": "csv", "sort": "-", "": "9" * 30},
        {"page": "9" * 30, "format": "xlsx", "sort": "password", "": (ODD * 100)[:10_000]},
        {"page": "text", "format": NUL, "sort": NUL, "": "2026-02-31"},
    ):
        yield {name: values.get(name, values[""]) for name in names}


def references(kind: str, others: list[str]) -> list[Any]:
    """What stands in an address in place of the record: of something else, of nothing, of no kind of thing."""
    if kind == "int":
        return [0, 2**31, int("9" * 25)]
    if kind == "slug":
        return ["nonsense", "2026-02-31", "0001-01-01", "9999-12-31", "x" * 2000]
    return [*others, NUL, "‮é", "9" * 3000, ".."]


def posts(page: HttpResponse | None) -> Iterator[dict[str, Any]]:
    """Posts to a page: nothing, too much, wrong days, wrong numbers and ids, wrong files."""
    fields = dict(_fields(page))
    names = {*fields, *POSTED_BARE}
    yield {}
    yield dict.fromkeys(names, HUGE)
    for day, other in ((("31", "2", "2027"), NUL), (("1", "1", "0"), "9" * 25), (("1", "1", "99999"), "-1")):
        yield {
            name: _wrong_file(number) if _is_file(fields.get(name)) else _of_date(name, day, other=other)
            for number, name in enumerate(names)
        }
    yield {**dict.fromkeys(names, "1e400"), "version": "NaN", "number": "Infinity"}


def fitting(page: HttpResponse | None) -> dict[str, Any]:
    """A post that a page takes, as odd as it may be, so that the step behind it is reached."""
    return {name: _fitting(name, field) for name, field in _fields(page) if not _is_file(field)}


def _fields(page: HttpResponse | None) -> Iterator[tuple[str, Field | None]]:
    """The fields of every form on a page by the names that they post, and what else the page posts."""
    if page is None or page.streaming:
        return
    for name in NAMES.findall(page.content.decode(errors="replace")):
        yield name, None
    for context in page.context or ():
        for values in context.dicts:
            for value in values.values():
                for form in value.forms if isinstance(value, BaseFormSet) else [value]:
                    if isinstance(form, BaseForm):
                        yield from _fields_of(form)


def _fields_of(form: BaseForm) -> Iterator[tuple[str, Field]]:
    for name, field in form.fields.items():
        parts = getattr(field.widget, "widgets_names", [""])
        yield from ((form.add_prefix(name) + part, field) for part in parts)


def _is_file(field: Field | None) -> bool:
    return isinstance(field, forms.FileField)


def _of_date(name: str, day: tuple[str, str, str], *, other: str) -> str:
    return dict(zip(PARTS, day, strict=True)).get(name.rpartition("_")[2], other)


def _wrong_file(number: int) -> SimpleUploadedFile:
    files = (("run.exe", b"MZ\x90\x00"), ("\u202egpj.pdf", b"<html>"), ("x" * 300 + ".xlsx", b"PK\x03\x04 no"))
    name, content = files[number % len(files)]
    return SimpleUploadedFile(name, content)


def _fitting(name: str, field: Field | None) -> Any:
    today = timezone.localdate()
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        values = [value for value in _values(field.choices) if value]
        return values[0] if values else ""
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.EmailField):
        return "Odd.Person+tag@Example.ORG"
    if (part := name.rpartition("_")[2]) in PARTS:
        return getattr(today, part)
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "1"
    if isinstance(field, forms.DateField):
        return today.isoformat()
    if isinstance(field, forms.CharField):
        return ODD[: field.max_length or 400]
    return ODD[:20]


def _values(choices: Any) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _values(label)
        else:
            yield str(value)

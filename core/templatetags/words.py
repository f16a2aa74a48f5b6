"""Filters for the words that people read. Loaded in every template."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template

from core import words

register = template.Library()


@register.filter
def day(value: datetime.date | None) -> str:
    """``{{ record.starts_on|day }}`` → 6 September 2027."""
    return words.day(value or None)


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """``{{ event.at|moment }}`` → 6 September 2027 at 14:05."""
    return words.moment(value or None)


@register.filter
def number(value: Decimal | float | int | None) -> str:
    """``{{ total|number }}`` → 1,250 or 7.5."""
    return words.number(None if value == "" else value)


@register.filter
def hours(value: Decimal | float | int | None) -> str:
    """``{{ entry.hours|hours }}`` → 7.5 hours."""
    return words.hours(None if value == "" else value)


@register.filter
def count(amount: int, noun: str = "item") -> str:
    """``{{ n|count:"apprentice" }}`` → 57 apprentices; an irregular plural after a comma: ``"entry,entries"``."""
    singular, _, plural = noun.partition(",")
    return words.count(int(amount or 0), singular, plural)


@register.filter
def listed(items: Iterable[Any]) -> str:
    """``{{ boroughs|listed }}`` → Camden, Hackney and Lambeth."""
    return words.listed(items)

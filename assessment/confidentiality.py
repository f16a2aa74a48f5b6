"""What in a text looks like somebody's personal details: found by plain rules before anybody else reads it.

The rules flag; they do not decide. The person changes the text, or keeps it and says why. Names are not guessed: a rule
that flags every capital letter is soon ignored, and one that misses a name is trusted. The page asks about names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

CONTEXT = 40
"""Characters shown on either side of what was found."""

MOST_SHOWN = 50
"""Findings of one sort; a text with more is full of them, and is read anew once these are gone."""

_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}"
    r"|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?\s\d{2,4})"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    (
        "a date of birth",
        re.compile(rf"\b(?:born|birthday|d\.?o\.?b\b\.?|date\sof\sbirth)[^\n\d]{{0,20}}({_DATE})", re.IGNORECASE),
    ),
    ("an NHS number", re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")),
    ("a phone number", re.compile(r"(?<![\d+])(?:\+44|0044|\(?0)(?:[ ().-]{0,3}\d){9,10}(?!\d)")),
    (
        "a postcode",
        re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE),
    ),
)


@dataclass(frozen=True)
class Finding:
    """A stretch of a text that looks like ``what``, with the words around it."""

    what: str
    found: str
    before: str
    after: str
    start: int


def findings(text: str) -> list[Finding]:
    """Everything in the text that looks like personal details, in order, no stretch twice."""
    taken: list[tuple[int, int, str]] = []
    for what, start, end in _matches(text):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            taken.append((start, end, what))
    return [_finding(text, start, end, what) for start, end, what in sorted(taken)[:MOST_SHOWN]]


LEFT_OUT = "[left out]"


def without_findings(text: str) -> str:
    """The text with a mark in the place of everything that looks like personal details."""
    while found := findings(text):
        for finding in reversed(found):
            text = text[: finding.start] + LEFT_OUT + text[finding.start + len(finding.found) :]
    return text


def _matches(text: str) -> Iterator[tuple[str, int, int]]:
    for what, pattern in _RULES:
        for match in islice(pattern.finditer(text), MOST_SHOWN):
            if what == "an NHS number" and not is_nhs_number(match[0]):
                continue
            yield what, *match.span(1 if pattern.groups else 0)


def is_nhs_number(text: str) -> bool:
    """Whether ten digits have the check digit of an NHS number (modulus 11)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]


def _finding(text: str, start: int, end: int, what: str) -> Finding:
    return Finding(
        what=what,
        found=text[start:end],
        before=text[max(0, start - CONTEXT) : start],
        after=text[end : end + CONTEXT],
        start=start,
    )

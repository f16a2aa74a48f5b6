"""What panels read carries a code and not a person: a candidate's own name is taken out of what they wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME, ADDRESS, EMPLOYER = "[name]", "[address]", "[employer]"
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
PHONE = re.compile(r"(?<!\d)(?:\+44|0)[\d\s()-]{8,14}\d(?!\d)")


def without_name(text: str, name: str) -> str:
    """The text with the person's name, mail addresses and phone numbers taken out.

    Each word of the name is taken out where it stands as a whole word with its capital ("Grace", not "grace"), and the
    whole name however it is written.
    """
    text = PHONE.sub(ADDRESS, EMAIL.sub(ADDRESS, text))
    words = [word for word in re.split(r"[\s,]+", name) if len(word) > 1]
    if not words:
        return text
    whole = r"[\s,]+".join(re.escape(word) for word in words)
    text = re.sub(rf"(?<!\w){whole}(?!\w)", NAME, text, flags=re.IGNORECASE)
    for word in sorted(words, key=len, reverse=True):
        forms = "|".join(re.escape(form) for form in dict.fromkeys((word, word.upper(), word.capitalize())))
        text = re.sub(rf"(?<!\w)(?:{forms})(?!\w)", NAME, text)
    return re.sub(rf"{re.escape(NAME)}(?:[\s-]+{re.escape(NAME)})+", NAME, text)


def without_employers(text: str, names: Iterable[str]) -> str:
    """The text with these names of organisations taken out, however they are written."""
    for name in sorted({name for name in names if len(name) > 2}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", EMPLOYER, text, flags=re.IGNORECASE)
    return text

"""The lists that the finder of names knows: names that Londoners have, words, places, and capitals that are nobody.

Plain files under ``assessment/data/screen``; a consortium that meets a name or a place that is missing adds a line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "screen"

ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "al", "ally", "y", "able")
"""Endings under which a word of the list is still that word."""

WORD_LIKE = (
    *("tion", "tions", "sion", "ment", "ments", "ness", "ship", "ity", "ities", "ism", "ist", "ists", "ology"),
    *("ological", "ance", "ence", "ative", "ally", "ical", "ful", "less", "ising", "izing", "ised", "based"),
    *("centred", "work"),
)
"""How ordinary words end, and names hardly ever do."""


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset((FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")) - {""}


@cache
def first_names() -> frozenset[str]:
    return frozenset(name.lower() for name in _lines("first_names"))


@cache
def last_names() -> frozenset[str]:
    return frozenset(name.lower() for name in _lines("last_names"))


@cache
def theorists() -> frozenset[str]:
    """Authors of theory, whom a reflective log quotes: surnames, in small letters."""
    return frozenset(name.lower() for name in _lines("theorists"))


@cache
def nobodies() -> frozenset[tuple[str, ...]]:
    """Words with a capital that name nobody: places, days, faiths, languages, laws, products; each as its words."""
    every = _lines("places") | _lines("not_people")
    return frozenset(tuple(entry.lower().replace("’", "'").split()) for entry in every)


@cache
def longest_nobody() -> int:
    return max(len(entry) for entry in nobodies())


@cache
def is_word(word: str) -> bool:
    """Whether a word in small letters is an ordinary one, as it stands or without an ending."""
    known = _lines("words")
    if word in known or any(word.endswith(ending) for ending in WORD_LIKE):
        return True
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and (stem in known or f"{stem}e" in known or f"{stem}y" in known):
            return True
    return "-" in word and all(is_word(part) for part in word.split("-") if part)


@cache
def is_in_list(word: str) -> bool:
    """Whether a word in small letters is in the list of words exactly as it stands."""
    return word in _lines("words")


@cache
def cues(section: str) -> frozenset[str]:
    """Words of one section of ``cues.txt``: titles, relatives, verbs of a person, institutions and the like."""
    text = (FOLDER / "cues.txt").read_text(encoding="utf-8")
    return frozenset(text.partition(f"[{section}]\n")[2].partition("\n[")[0].split())

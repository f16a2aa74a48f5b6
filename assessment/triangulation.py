"""Who saw what of each capability, where and when: sufficiency in words, without a database and without a percentage.

Five kinds of account stand beside each other: seen by the practice educator, seen by somebody else, said by a person or
family, a piece of work, the apprentice's own. What one of them says carries further when another agrees.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.coverage import Capability
from core import words

RECENT = datetime.timedelta(days=183)
"""What is older than half a year shows how somebody was, and may not show how they are."""


class Source(StrEnum):
    """Whose account it is, the nearest to the work first."""

    EDUCATOR = "educator"
    OTHERS = "others"
    PEOPLE = "people"
    WORK = "work"
    OWN = "own"


HEADS = {
    Source.EDUCATOR: "Seen by the practice educator",
    Source.OTHERS: "Seen by somebody else",
    Source.PEOPLE: "Said by a person or family",
    Source.WORK: "Pieces of work",
    Source.OWN: "Own account",
}
SEEN = (Source.EDUCATOR, Source.OTHERS, Source.PEOPLE)


@dataclass(frozen=True)
class Account:
    """One account of one capability: whose, when it happened, in which placement ("" = between placements), and who
    stands behind it.
    """

    code: str
    source: Source
    on: datetime.date
    setting: str = ""
    by: str = ""


@dataclass(frozen=True)
class Row:
    """A capability: how many accounts of each kind, the newest, where, and what is thin."""

    capability: Capability
    counts: tuple[int, ...]
    newest: datetime.date | None
    settings: tuple[str, ...]
    thin: tuple[str, ...]
    own_view: str = ""


def triangulated(
    capabilities: Sequence[Capability],
    accounts: Iterable[Account],
    *,
    on: datetime.date,
    own_views: dict[str, str] | None = None,
) -> list[Row]:
    """A row for each capability. ``own_views``: code → what the apprentice said of themself last, locked."""
    by_code: dict[str, list[Account]] = {capability.code: [] for capability in capabilities}
    for account in accounts:
        if account.code in by_code:
            by_code[account.code].append(account)
    return [
        Row(
            capability,
            tuple(sum(account.source == source for account in found) for source in Source),
            max((account.on for account in found), default=None),
            tuple(dict.fromkeys(account.setting for account in sorted(found, key=lambda one: one.on))),
            tuple(_thin(found, on)),
            (own_views or {}).get(capability.code, ""),
        )
        for capability in capabilities
        for found in (by_code[capability.code],)
    ]


def _thin(found: Sequence[Account], on: datetime.date) -> Iterable[str]:
    """What a reader of the whole would ask about."""
    if not found:
        yield "Nothing accepted yet."
        return
    sources = {account.source for account in found}
    seen = [account for account in found if account.source in SEEN]
    if sources == {Source.OWN}:
        yield "Only the apprentice’s own account."
    elif not seen:
        yield "Nobody else has seen it."
    elif Source.EDUCATOR not in sources:
        yield "The practice educator has not seen it."
    elif len({account.by for account in seen if account.by}) == 1:
        yield "Seen by one person only."
    if len(found) > 1 and len({account.setting for account in found}) == 1:
        yield "In one setting only."
    newest = max(account.on for account in found)
    if newest < on - RECENT:
        yield f"Nothing since {words.day(newest)}."


def summary(rows: Sequence[Row]) -> list[str]:
    """What is thin over all capabilities, a sentence each; the gravest first."""
    said: dict[str, list[str]] = {}
    for row in rows:
        for sentence in row.thin:
            start = "Nothing new for a while" if sentence.startswith("Nothing since") else sentence.rstrip(".")
            said.setdefault(start, []).append(row.capability.title)
    order = [
        "Nothing accepted yet",
        "Only the apprentice’s own account",
        "Nobody else has seen it",
        "The practice educator has not seen it",
        "Seen by one person only",
        "In one setting only",
        "Nothing new for a while",
    ]
    return [f"{start}: {words.listed(said[start])}." for start in order if start in said]

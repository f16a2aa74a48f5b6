"""The rules of a practice assessment panel, without a database: facts in, reasons out.

Who counts towards the quorum, which portfolios are read in full, who must not read whose. The university's terms of
reference say the numbers; that nobody reads an apprentice of their own borough, or one whom they taught, supervised,
managed or assessed, holds under all of them.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """From where a member comes, for the mix that the terms ask for."""

    UNIVERSITY = "university"
    EMPLOYER = "employer"
    INDEPENDENT = "independent"
    LIVED_EXPERIENCE = "lived_experience"


SHOWN_AS = {
    Part.UNIVERSITY: "the university",
    Part.EMPLOYER: "employers",
    Part.INDEPENDENT: "independent members",
    Part.LIVED_EXPERIENCE: "independent members",
}
"""How a part is said. Who brings lived experience is never said, so they stand among the independent members."""


class Role(StrEnum):
    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Terms of reference in force for a meeting. ``sample_share`` and ``setting_share`` are in per cent.

    ``pack_days``: so long after a meeting its members' packs stay open.
    """

    edition: str
    quorum: int
    mix: Mapping[str, int]
    chair_from: Collection[str]
    readers: int = 2
    reading_days: int = 20
    sample_share: int = 10
    setting_share: int = 20
    pack_days: int = 14
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seat:
    """A member as the quorum sees them: from where, in which role, whether they are in the room and may count."""

    role: str
    part: str
    is_here: bool = True
    counts: bool = True


# Quorum -------------------------------------------------------------------------------------------------------


def missing_for_quorum(terms: Terms, seats: Iterable[Seat]) -> list[str]:
    """What is missing for the panel to decide, in words; nothing = it may. Parts that would point to a person of lived
    experience are said together with the independent members.
    """
    here = [seat for seat in seats if seat.is_here and seat.counts and seat.role != Role.SECRETARY]
    missing = []
    if not any(seat.role == Role.CHAIR for seat in here):
        missing.append("the chair is not here")
    if len(here) < terms.quorum:
        missing.append(f"{len(here)} of {terms.quorum} members are here")
    parts = Counter(seat.part for seat in here)
    short = {SHOWN_AS[Part(part)] for part, least in terms.mix.items() if parts[part] < least}
    missing += [f"not enough members from {part}" for part in sorted(short)]
    return missing


def may_chair(terms: Terms, part: str) -> bool:
    """Whether somebody from this part may chair: commonly an employer or an independent practitioner."""
    return part in terms.chair_from


# The moderation sample ----------------------------------------------------------------------------------------


class Because(StrEnum):
    """Why a portfolio is read in full."""

    FAIL = "fail"
    RETURN = "return"
    FIRST_TIME_EDUCATOR = "first_time_educator"
    BORDERLINE = "borderline"
    SETTING = "setting"
    RANDOM = "random"
    ASKED = "asked"


ALWAYS = (Because.FAIL, Because.RETURN, Because.FIRST_TIME_EDUCATOR, Because.BORDERLINE)


@dataclass(frozen=True)
class Portfolio:
    """What the sample asks of a portfolio: ``always`` are the reasons of its own for which it is read in full.

    ``setting`` is the kind of setting: the host's body in law, and its service.
    """

    key: str
    setting: str
    always: frozenset[Because] = frozenset()


def sample(
    portfolios: Iterable[Portfolio],
    *,
    share: int,
    seed: str,
    setting_share: int = 20,
    lately: Collection[str] = (),
) -> dict[str, list[Because]]:
    """Which portfolios are read in full, each with its reasons. The same set with the same seed gives the same sample,
    in whatever order it comes: all fails, returns, first-time practice educators and borderline ones; one for each
    kind of setting of which none was read ``lately``, but no more than ``setting_share`` per cent of all, so that the
    other kinds wait for the next agenda; and a random share of the rest.
    """
    drawn = sorted(portfolios, key=lambda one: (_lot(seed, one.key), one.key))
    chosen = {one.key: [why for why in ALWAYS if why in one.always] for one in drawn if one.always}
    settings = {one.setting for one in drawn if one.key in chosen} | set(lately)
    others = {one.setting: one for one in reversed(drawn) if one.setting not in settings}
    room = math.ceil(len(drawn) * setting_share / 100)
    for one in [one for one in drawn if others.get(one.setting) is one][:room]:
        chosen[one.key] = [Because.SETTING]
    rest = [one.key for one in drawn if one.key not in chosen]
    for key in rest[: math.ceil(len(rest) * share / 100)]:
        chosen[key] = [Because.RANDOM]
    return chosen


def _lot(seed: str, key: str) -> str:
    """The lot that a portfolio draws: anybody with the seed can draw it again."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


# Conflicts and independence -------------------------------------------------------------------------------------


class Conflict(StrEnum):
    """Why a member has nothing to do with an item. ``DECLARED`` says no reason, and none is asked."""

    OWN = "own"
    BOROUGH = "borough"
    EARLIER_PART = "earlier_part"
    DECLARED = "declared"


@dataclass(frozen=True)
class Person:
    """A member as independence sees them; ``bodies`` are the councils and other bodies that they act for."""

    key: int
    bodies: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Whose:
    """Whose portfolio it is, for whom they work, and everybody who ever had a part in their learning."""

    apprentice: int
    employers: frozenset[int] = frozenset()
    had_a_part: frozenset[int] = frozenset()


def conflicts_found(person: Person, whose: Whose) -> list[Conflict]:
    """Conflicts that the records show; an earlier panel is no earlier part."""
    found = []
    if person.key == whose.apprentice:
        found.append(Conflict.OWN)
    if person.bodies & whose.employers:
        found.append(Conflict.BOROUGH)
    if person.key in whose.had_a_part:
        found.append(Conflict.EARLIER_PART)
    return found


@dataclass(frozen=True)
class Reader:
    """Somebody who might read a portfolio in full; ``conflict`` whichever stands against it, "" for none."""

    person: Person
    role: str
    conflict: str = ""


def why_not_readers(terms: Terms, readers: Sequence[Reader]) -> list[str]:
    """Why these people cannot be the readers of a portfolio; nothing = they can."""
    reasons = []
    if len({reader.person.key for reader in readers}) != terms.readers:
        reasons.append(f"It is read by {terms.readers} different people.")
    for reader in readers:
        if reader.role == Role.SECRETARY:
            reasons.append("The secretary does not read.")
        if reader.conflict:
            reasons.append("One of them may not read it.")
    bodies = [body for reader in readers for body in reader.person.bodies]
    if len(bodies) != len(set(bodies)):
        reasons.append("Readers come from different organisations, so that neither speaks for the other.")
    return reasons

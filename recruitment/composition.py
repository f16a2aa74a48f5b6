"""Who must sit on a panel, and who may not see whom. Pure rules: dataclasses in, sentences out, no Django.

A private reason (somebody's list of names to avoid, a candidate who asked for another panel) refuses without saying
whose it is or what it is: the sentence is the same for all of them.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

DOES_NOT_FIT = "{panel} cannot see candidate {code}. Please choose another panel for this candidate."
"""Said for every private reason alike."""


@dataclass(frozen=True)
class Seat:
    """A panel member as the rule sees them.

    ``counts`` is False for members under 18: they are outside the quorum, and meet candidates only within the hours
    that were agreed with them (``agreed``: from and until).
    """

    person: int
    group: str
    boroughs: frozenset[int] = frozenset()
    counts: bool = True
    avoids_boroughs: frozenset[int] = frozenset()
    avoids_organisations: frozenset[int] = frozenset()
    avoids_names: tuple[str, ...] = ()
    agreed: tuple[datetime.time, datetime.time] | None = None


@dataclass(frozen=True)
class Seen:
    """A candidate as the rule sees them. ``organisations`` are their employer and what it is part of."""

    code: str
    person: int
    name: str
    boroughs: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    line_manager: int | None = None
    asked_for_another_panel: bool = False
    times: tuple[datetime.time, datetime.time] | None = None
    """From when until when the candidate is with the panel."""
    stepped_out: frozenset[int] = field(default_factory=frozenset)
    """Members (persons) who left the room for this candidate."""


def panel_reasons(panel: str, seats: Sequence[Seat], groups: Sequence[tuple[str, str]]) -> list[str]:
    """Which groups a panel still lacks. ``groups`` are pairs of code and words ("an employer")."""
    present = {seat.group for seat in seats if seat.counts}
    return [f"{panel} has no member from {words}." for code, words in groups if code not in present]


def candidate_reasons(panel: str, seats: Sequence[Seat], seen: Seen, groups: Sequence[tuple[str, str]]) -> list[str]:
    """Why this panel cannot see this candidate; empty where it can."""
    if seen.asked_for_another_panel or any(_may_not_see(seat, seen) for seat in seats):
        return [DOES_NOT_FIT.format(panel=panel, code=seen.code)]
    staying = [seat for seat in seats if seat.person not in seen.stepped_out]
    reasons = []
    if any(seat.person == seen.line_manager for seat in staying):
        reasons.append(f"The line manager of candidate {seen.code} sits on {panel}.")
    if seen.stepped_out:
        reasons += [
            f"{line[:-1]} for candidate {seen.code}, because a member stepped out."
            for line in panel_reasons(panel, staying, groups)
        ]
    if any(_outside_agreed_hours(seat, seen) for seat in staying):
        reasons.append(
            f"The time of candidate {seen.code} lies outside the hours that were agreed with a member of {panel} who "
            "is under 18."
        )
    if _all_from_one_borough(staying, seen):
        reasons.append(
            f"Every member of {panel} who comes from a borough comes from the borough of candidate {seen.code}. "
            "Add a member from another borough, or move the candidate."
        )
    return reasons


def fits(seat: Seat, beside: Sequence[Seat], candidates: Iterable[Seen]) -> bool:
    """Whether somebody may join a panel: each of its candidates may be seen by them, and boroughs stay mixed."""
    return not any(
        _may_not_see(seat, seen)
        or seat.person == seen.line_manager
        or seat.person in seen.stepped_out
        or _outside_agreed_hours(seat, seen)
        or _all_from_one_borough([*beside, seat], seen)
        for seen in candidates
    )


def _outside_agreed_hours(seat: Seat, seen: Seen) -> bool:
    if seat.agreed is None or seen.times is None:
        return False
    return seen.times[0] < seat.agreed[0] or seen.times[1] > seat.agreed[1]


def _may_not_see(seat: Seat, seen: Seen) -> bool:
    return (
        seat.person == seen.person
        or bool(seat.avoids_boroughs & seen.boroughs)
        or bool(seat.avoids_organisations & seen.organisations)
        or any(same_name(name, seen.name) for name in seat.avoids_names)
    )


def _all_from_one_borough(seats: Sequence[Seat], seen: Seen) -> bool:
    """Members without a borough (universities) make no difference: it is boroughs that must be mixed."""
    from_a_borough = [seat for seat in seats if seat.boroughs and seat.counts]
    return (
        bool(from_a_borough) and bool(seen.boroughs) and all(seat.boroughs & seen.boroughs for seat in from_a_borough)
    )


def same_name(typed: str, name: str) -> bool:
    """Whether a name on a list may be this person's: one is within the other, whatever the accents, case and order.

    A single word on the list ("Okafor") fits everybody who has it: another panel is cheap, a meeting may not be.
    """
    listed, theirs = _words(typed), _words(name)
    return bool(listed) and (listed <= theirs or (len(theirs) > 1 and theirs <= listed))


def _words(name: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return set("".join(c if c.isalnum() else " " for c in plain).split())

"""Who deals with a concern: the rule, over plain facts. The system chooses; nobody picks who looks into themselves.

A concern goes to the first person outside the line of whomever it is about. Whoever is named in it, whoever raised it
and the apprentice never deal with it. Whistleblowing leaves the lines of employer and host alike. Where nobody fits,
the consortium manager deals with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """Whom or what a concern is about."""

    APPRENTICE = "apprentice"
    LINE_MANAGER = "line_manager"
    PRACTICE_EDUCATOR = "practice_educator"
    TUTOR = "tutor"
    HOST = "host"
    LEAD = "lead"
    SOMEBODY_ELSE = "somebody_else"


class Side(StrEnum):
    """From where somebody deals with a concern."""

    EMPLOYER = "employer"
    UNIVERSITY = "university"
    CONSORTIUM = "consortium"


@dataclass(frozen=True)
class Held:
    """A role that somebody holds today. ``body`` is the council, university or office that employs in law."""

    appointment: int
    person: int
    role: str
    side: Side
    body: int


@dataclass(frozen=True)
class Around:
    """The bodies around an apprentice: where they are employed, where they study, and who hosts a placement now."""

    employer: int
    university: int
    hosts: frozenset[int] = frozenset()


WORKFORCE_LEAD = (Side.EMPLOYER, "workforce_lead")
SOCIAL_WORK_LEAD = (Side.EMPLOYER, "principal_social_worker")
COMPLIANCE = (Side.UNIVERSITY, "compliance_officer")
CONSORTIUM = (Side.CONSORTIUM, "consortium_manager")

EMPLOYER_FIRST = (WORKFORCE_LEAD, SOCIAL_WORK_LEAD, COMPLIANCE, CONSORTIUM)
UNIVERSITY_FIRST = (COMPLIANCE, WORKFORCE_LEAD, SOCIAL_WORK_LEAD, CONSORTIUM)

ORDER: dict[About, tuple[tuple[Side, str], ...]] = {
    About.APPRENTICE: EMPLOYER_FIRST,
    About.SOMEBODY_ELSE: EMPLOYER_FIRST,
    About.LINE_MANAGER: EMPLOYER_FIRST,
    About.TUTOR: EMPLOYER_FIRST,
    About.PRACTICE_EDUCATOR: UNIVERSITY_FIRST,
    About.HOST: UNIVERSITY_FIRST,
    About.LEAD: UNIVERSITY_FIRST,
}
"""About whom → who deals with it, in this order; those inside the line fall out (``inside``)."""

SAFEGUARDING = tuple((side, "safeguarding_lead") for side in Side)
ROLES = frozenset(role for _, role in (*EMPLOYER_FIRST, *SAFEGUARDING))


def inside(about: str, *, whistleblowing: bool, around: Around) -> frozenset[int]:
    """The bodies whose people stand in the line of whomever a concern is about."""
    if whistleblowing:
        return around.hosts | {around.employer}
    if about == About.LEAD:
        return frozenset({around.employer})
    if about == About.TUTOR:
        return frozenset({around.university})
    if about in (About.HOST, About.PRACTICE_EDUCATOR):
        return around.hosts
    return frozenset()


def line(
    about: str, *, whistleblowing: bool, around: Around, held: Iterable[Held], apart: Collection[int]
) -> tuple[Held, ...]:
    """Everybody who may deal with a concern, the first one first; each following one is whom it escalates to.

    ``apart`` are the people who never do: the apprentice, whoever raised it, whoever is named, their own line.
    """
    free = [one for one in held if one.person not in apart]
    found = _in_order(ORDER[About(about)], free, inside(about, whistleblowing=whistleblowing, around=around))
    return found or _in_order((CONSORTIUM,), free, frozenset())


def safeguarding_line(
    about: str, *, whistleblowing: bool, around: Around, held: Iterable[Held], apart: Collection[int]
) -> tuple[Held, ...]:
    """The safeguarding leads of a concern: the employer's first, by the same rule."""
    free = [one for one in held if one.person not in apart]
    return _in_order(SAFEGUARDING, free, inside(about, whistleblowing=whistleblowing, around=around))


def following(found: Iterable[Held], *, before: Collection[int]) -> Held | None:
    """The next person of a line, after those (ids) who had a concern before."""
    return next((one for one in found if one.person not in before), None)


def _in_order(posts: Iterable[tuple[Side, str]], held: Iterable[Held], outside_of: Collection[int]) -> tuple[Held, ...]:
    people: dict[int, Held] = {}
    rows = sorted(held, key=lambda one: one.appointment)
    for post in posts:
        for one in rows:
            if (one.side, one.role) == post and one.body not in outside_of:
                people.setdefault(one.person, one)
    return tuple(people.values())

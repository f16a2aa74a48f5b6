"""Which mentors fit an apprentice, and why: plain facts in, an ordered list with reasons out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.words import count


@dataclass(frozen=True, kw_only=True)
class MentorFacts:
    """What is known of a mentor for one apprentice. ``borough`` and ``service`` say where they work."""

    key: int
    name: str
    borough: int
    service: int
    capacity: int
    mentored: int
    available: bool = True
    across: bool = False
    in_the_line: bool = False
    assesses: bool = False
    is_the_apprentice: bool = False

    @property
    def places(self) -> int:
        return max(self.capacity - self.mentored, 0)


@dataclass(frozen=True)
class Fit:
    """A mentor who fits, how near, and why in words. A lower ``distance`` is nearer."""

    mentor: MentorFacts
    distance: int
    why: str


def against(mentor: MentorFacts, *, borough: int) -> str:
    """Why somebody cannot be the mentor, in words; nothing where they can."""
    if mentor.is_the_apprentice:
        return "Nobody is their own mentor."
    if mentor.in_the_line:
        return "A mentor is nobody from the line of management."
    if mentor.assesses:
        return "A mentor assesses nothing of this apprentice."
    if not mentor.available:
        return "Takes nobody on at present."
    if not mentor.places:
        return f"Mentors {count(mentor.mentored, 'apprentice')} already, and takes on no more."
    if mentor.borough != borough and not mentor.across:
        return "Mentors in their own borough only."
    return ""


def fits(mentors: Iterable[MentorFacts], *, borough: int, service: int) -> list[Fit]:
    """Those who fit: the same borough but another service first, who has seen other work; then the own service; then
    those who mentor across boroughs. Among equals, who has more places, then by name.
    """
    found = []
    for mentor in mentors:
        if against(mentor, borough=borough):
            continue
        if mentor.borough != borough:
            distance, near = 2, "from another borough, and mentors across boroughs"
        elif mentor.service == service:
            distance, near = 1, "from the same service, and not in the line of management"
        else:
            distance, near = 0, "from the same borough, in another service"
        found.append(Fit(mentor, distance, f"{near}; {count(mentor.places, 'place')} free"))
    return sorted(found, key=lambda fit: (fit.distance, -fit.mentor.places, fit.mentor.name, fit.mentor.key))

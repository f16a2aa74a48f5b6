"""Which of the three parties is told of what, without asking: one table, shown on "Who sees this record" and tested.

What concerns people today is told at once, by the step itself; the rest stands in one short mail on the next morning.
No mail says why: reasons stay where they were told.
"""

from __future__ import annotations

from dataclasses import dataclass

from apprentices.models import Involvement, Party

ALL = (Party.APPRENTICE, Party.EMPLOYER, Party.UNIVERSITY)
KINDS = {
    Party.APPRENTICE: Involvement.Kind.SELF,
    Party.EMPLOYER: Involvement.Kind.LINE_MANAGER,
    Party.UNIVERSITY: Involvement.Kind.TUTOR,
}
"""Who speaks for a party day by day, and is told for it. Hosts, practice educators, mentors and panels are not."""


@dataclass(frozen=True)
class Told:
    """One line of the table: what happens, in words that finish "They are told when …", and which parties are told.

    ``daily`` = in the one mail of the next morning (``news``); else by the step itself, or by a reminder of its own.
    """

    code: str
    when: str
    parties: tuple[Party, ...] = ALL
    daily: bool = False


TABLE = (
    Told("plan_changed", "a change of the training plan holds", daily=True),
    Told("break_agreed", "a break in learning is agreed"),
    Told("returned", "learning goes on after a break"),
    Told("hours_changed", "other contract hours are agreed", daily=True),
    Told("employer_changed", "the employer changes", daily=True),
    Told("person_changed", "the line manager or tutor changes", daily=True),
    Told("review_held", "a progress review was held", daily=True),
    Told("review_to_sign", "a progress review is to be signed"),
    Told("review_late", "a signature of theirs under a review is late"),
    Told("review_signed", "a review is signed by all", daily=True),
    Told("away_from_teaching", "the apprentice was away from teaching", (Party.EMPLOYER,), daily=True),
    Told(
        "away_from_placement", "the apprentice was away from placement", (Party.EMPLOYER, Party.UNIVERSITY), daily=True
    ),
    Told("suspended", "learning is suspended"),
    Told("left", "the apprentice leaves the programme"),
)
BY_CODE = {row.code: row for row in TABLE}


def told_of(kind: str) -> list[str]:
    """What somebody in this relation to an apprentice is told of, each finishing "They are told when …"."""
    parties = {party for party, told in KINDS.items() if told == kind}
    return [row.when for row in TABLE if parties & set(row.parties)]

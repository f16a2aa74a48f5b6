"""The pathway into social work: from a job role to the standard that fits it, and to the step after.

The self-check reads answers that are kept nowhere and says what is in place, what comes first and whom to ask. It
advises: whether somebody meets the entry requirements is the university's decision, and anybody may apply.
Level 2 English and maths are asked for by universities or employers, not by the standard, which sets no entry
requirement of its own; about half of partnerships make exceptions for experience.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from consortium.models import Standard, StandardStep
from core.words import listed

DATA = Path(__file__).parent / "data" / "job_roles.json"
DEGREE = "ST0510"
FEWEST_HOURS = 16
"""Below so many hours a week a programme that is mostly work takes far longer than three years."""


@dataclass(frozen=True)
class JobRole:
    """A kind of job, the service it is in, and the code of the standard that usually fits it."""

    code: str
    title: str
    service: str
    standard: str


@cache
def job_roles() -> tuple[JobRole, ...]:
    return tuple(JobRole(**entry) for entry in json.loads(DATA.read_text(encoding="utf-8"))["roles"])


def role_of(code: str) -> JobRole | None:
    return next((role for role in job_roles() if role.code == code), None)


@dataclass(frozen=True)
class Step:
    """One standard of the pathway with those that may follow it, and the job roles that it usually fits."""

    standard: Standard
    band: dict[str, Any] | None
    leads_to: list[Standard]
    roles: list[JobRole]


def steps() -> list[Step]:
    """The pathway from level 2 to level 6, in two queries."""
    standards = {standard.pk: standard for standard in Standard.objects.order_by("level", "order")}
    leads: dict[int, list[Standard]] = {pk: [] for pk in standards}
    for feeder, following in StandardStep.objects.order_by("next__level", "next__order").values_list("feeder", "next"):
        leads[feeder].append(standards[following])
    on_it = [standard for standard in standards.values() if leads[standard.pk] or standard.code == DEGREE]
    return [
        Step(
            standard,
            newest_known_band(standard.funding_bands),
            leads[standard.pk],
            [role for role in job_roles() if role.standard == standard.code],
        )
        for standard in on_it
    ]


def newest_known_band(bands: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest band whose amount is known; how far it can be relied on stands in its status."""
    known = [band for band in bands if band["amount_gbp"]]
    return max(known, key=lambda band: band["valid_from"] or "", default=None)


# Where somebody stands ---------------------------------------------------------------------------------------

IN_PLACE, FIRST, ASK = "in_place", "first", "ask"


@dataclass(frozen=True)
class Point:
    """One thing that matters: in place, to be done first, or to be asked about, with what to do in words."""

    kind: str
    title: str
    words: str


@dataclass(frozen=True)
class Advice:
    """What somebody reads at the end: a sentence, the points, and the standards that could come first."""

    sentence: str
    points: list[Point]
    standards: list[str]


def advise(answers: dict[str, Any]) -> Advice:
    """What the answers say. Nobody is told that they may not apply."""
    points = [point for rule in RULES if (point := rule(answers)) is not None]
    first = [point for point in points if point.kind == FIRST]
    if answers.get("degree") == "related":
        sentence = "Another route may be shorter for you. Ask before you apply."
    elif first:
        sentence = f"Not quite yet, it seems. First: {listed(_lowered(point.title) for point in first)}."
    elif any(point.kind == ASK for point in points):
        sentence = "It looks as if you are nearly there. There is something to ask about first."
    else:
        sentence = "It looks as if you are ready to apply."
    return Advice(sentence, points, _standards_first(answers) if first else [])


def _lowered(title: str) -> str:
    return title if title.startswith("English") else title[:1].lower() + title[1:]


def _standards_first(answers: dict[str, Any]) -> list[str]:
    """The standard that fits the job, where it is above what somebody has; its next step is on the pathway."""
    role = role_of(answers.get("role", ""))
    return [role.standard] if role else []


def _point(kind: str, key: str) -> Point:
    title, words = WORDS[key]
    return Point(kind, title, words)


def _work(answers: dict[str, Any]) -> Point | None:
    said = answers.get("works_in_care")
    return _point(*{"no": (FIRST, "no_job"), "elsewhere": (ASK, "elsewhere")}.get(str(said), (IN_PLACE, "job")))


def _hours(answers: dict[str, Any]) -> Point | None:
    hours = answers.get("hours")
    if hours is None:
        return None
    return _point(ASK, "few_hours") if hours < FEWEST_HOURS else _point(IN_PLACE, "hours")


def _level_2(answers: dict[str, Any], subject: str) -> Point | None:
    kinds = {"held": IN_PLACE, "studying": ASK, "not_sure": ASK}
    said = str(answers.get(subject.lower()))
    return Point(kinds.get(said, FIRST), f"{subject} at level 2", LEVEL_2.get(said, LEVEL_2["not_held"]))


def _english(answers: dict[str, Any]) -> Point | None:
    return _level_2(answers, "English")


def _maths(answers: dict[str, Any]) -> Point | None:
    return _level_2(answers, "Maths")


def _study(answers: dict[str, Any]) -> Point | None:
    highest = answers.get("highest")
    if highest is None:
        return None
    if highest in ("none", "2"):
        return _point(FIRST, "study_first")
    return _point(IN_PLACE, "study_at_3" if highest == "3" else "study_above")


def _degree(answers: dict[str, Any]) -> Point | None:
    words = {"other": DEGREE_IN_ANOTHER_SUBJECT, "related": DEGREE_CLOSE_TO_IT}.get(str(answers.get("degree")))
    return Point(ASK, "Your degree", words) if words else None


def _right_to_work(answers: dict[str, Any]) -> Point | None:
    return _point(FIRST, "right_to_work") if answers.get("right_to_work") == "no" else None


def _manager(answers: dict[str, Any]) -> Point | None:
    return _point(ASK, "no_manager") if answers.get("manager") == "no" else _point(IN_PLACE, "manager")


WORDS = {
    "no_job": (
        "A job in social care",
        "An apprenticeship is a job with training. Find an employer that recruits.",
    ),
    "elsewhere": (
        "Your employer",
        "Ask whether your employer takes part, or apply to one that takes people from outside.",
    ),
    "job": ("A job in social care", "You work for an employer that can take part."),
    "few_hours": (
        "Your hours",
        f"Under {FEWEST_HOURS} hours a week the programme takes much longer. Ask what your employer can do.",
    ),
    "hours": ("Your hours", "A part of them each week is for learning off the job."),
    "study_first": (
        "Study at level 3",
        "The degree asks for much reading and writing. A level 3 course shows you and others that you can.",
    ),
    "study_at_3": (
        "Study at level 3",
        "Many come from here. Say in your application what you have written and read since.",
    ),
    "study_above": (
        "Study at this level",
        "Say in your application what you have learned: it may shorten the programme.",
    ),
    "right_to_work": (
        "The right to work in the UK",
        "Without it nobody can employ you as an apprentice. Ask an adviser on immigration.",
    ),
    "no_manager": (
        "Your line manager",
        "Talk with them before you apply. Bring your job description, supervision notes and last appraisal.",
    ),
    "manager": ("Your line manager", "They are asked to endorse your application when you say so."),
}
"""Key → title of a point and what to do about it."""

LEVEL_2 = {
    "held": "Have the certificate, or a photo of it, at hand.",
    "studying": "Ask the university by when you need the result.",
    "not_sure": "Find your certificates first. A degree or an earlier course may count.",
    "not_held": "Free courses lead to it, and many take them while they work. Some universities make exceptions.",
}

RULES = (_right_to_work, _work, _hours, _english, _maths, _study, _degree, _manager)

DEGREE_IN_ANOTHER_SUBJECT = (
    "You can apply. The funding pays only for what is new to you, so the university looks at what you have learned and "
    "may shorten the programme. Where your degree is a good one, a postgraduate course is shorter still: compare both."
)
DEGREE_CLOSE_TO_IT = (
    "The funding pays only for what is new to you. With a degree in social work you can register, or return to "
    "practice, without this programme. With one close to it, ask the university before you apply what would be left "
    "to learn."
)


def advise_candidate(application: Any) -> Advice:
    """What a candidate for whom it was not yet can do next, from what they answered."""
    answers = {
        "works_in_care": "yes" if application.works_there else "elsewhere",
        "hours": application.weekly_hours,
        "english": application.english,
        "maths": application.maths,
        "degree": application.prior_degree,
        "right_to_work": "no" if application.right_to_work is False else "yes",
        "manager": "yes" if application.endorsements.current().exists() else "no",
    }
    advice = advise(answers)
    return Advice(advice.sentence, [point for point in advice.points if point.kind != IN_PLACE], [])

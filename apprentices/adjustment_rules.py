"""Adjustments: who reads and decides for each party they are shared with, and how long that may take."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apprentices.models.adjustments import Audience
from apprentices.models.involvement import Involvement

DATA = Path(__file__).parent / "data" / "adjustments.json"
Kind = Involvement.Kind


@dataclass(frozen=True)
class Circle:
    """The people behind one party: who decides day by day (nobody: the role above them does), and who reads alone.

    ``above`` holds codes of roles in the organisation that stands in the ``relation`` to the apprentice.
    """

    deciding: tuple[str, ...]
    relation: str
    above: tuple[str, ...]
    reading: tuple[str, ...] = ()
    words: str = ""


CIRCLES: dict[str, Circle] = {
    Audience.EMPLOYER: Circle(
        deciding=(Kind.LINE_MANAGER,),
        relation=Kind.EMPLOYER,
        above=("workforce_lead",),
        words="your line managers and the workforce lead",
    ),
    Audience.UNIVERSITY: Circle(
        deciding=(Kind.TUTOR,),
        relation=Kind.UNIVERSITY,
        above=("compliance_officer",),
        words="your university tutor and the apprenticeship compliance officer",
    ),
    Audience.PLACEMENT: Circle(
        deciding=(Kind.PRACTICE_EDUCATOR,),
        relation=Kind.UNIVERSITY,
        above=("placement_coordinator",),
        reading=(Kind.WORKPLACE_SUPERVISOR,),
        words="the practice educator and supervisor of your placement, and the university’s placement coordinator",
    ),
    Audience.ASSESSMENT: Circle(
        deciding=(Kind.TUTOR,),
        relation=Kind.UNIVERSITY,
        above=("compliance_officer",),
        reading=(Kind.WORKPLACE_ASSESSOR, Kind.PANEL_READER),
        words="your university tutor, the compliance officer, and those who assess you at work and on the panel",
    ),
    Audience.SELECTION: Circle(
        deciding=(),
        relation=Kind.UNIVERSITY,
        above=("admissions_tutor",),
        words="the university’s admissions tutors, who look at how a selection or a condition of an offer went",
    ),
}


@cache
def _figures() -> dict[str, int]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def decide_within() -> int:
    """Working days for a decision."""
    return _figures()["decide_within_working_days"]


def review_after() -> datetime.timedelta:
    return datetime.timedelta(weeks=_figures()["review_after_weeks"])


def remind_before() -> datetime.timedelta:
    return datetime.timedelta(days=_figures()["remind_days_before_review"])

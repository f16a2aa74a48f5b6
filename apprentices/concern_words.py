"""What is said of a concern on every page: about whom, and what happens next, by when and by whom."""

from __future__ import annotations

import datetime

from apprentices.models import Concern
from core.words import day, listed

State = Concern.State


def about(concern: Concern) -> str:
    """Whom it is about, by name where people are named."""
    if concern.about in (Concern.About.HOST, Concern.About.LEAD):
        return concern.get_about_display()
    names = listed(concern.named.order_by("name"))
    return f"{concern.get_about_display()}: {names}" if names else concern.get_about_display()


def next_due(concern: Concern) -> datetime.date | None:
    """The day by which something has to happen: triage, or the review of the plan."""
    if concern.state == State.RAISED:
        return concern.triage_due_on
    return concern.review_due_on if concern.is_planned else None


def next_step(concern: Concern, *, on: datetime.date) -> str:
    """What happens next, in one sentence."""
    due, who = next_due(concern), concern.lead or "The consortium manager"
    late = "was due" if due and due < on else "is due"
    if concern.state == State.RAISED:
        return f"{who} looks at it first and says what happens. That {late} on {day(due)}."
    if concern.is_planned:
        return f"The plan runs. Its review {late} on {day(due)}, held by {who} with the apprentice."
    return {
        State.REFERRED: "A live matter is dealt with elsewhere. Nothing more stands here.",
        State.REVIEWED: f"The plan was reviewed. {who} says what follows.",
        State.ESCALATED: f"{who} deals with it now and says what follows.",
        State.RESOLVED: "It is resolved and closed.",
        State.NOT_UPHELD: "It was looked into, was not upheld, and is closed.",
    }[State(concern.state)]

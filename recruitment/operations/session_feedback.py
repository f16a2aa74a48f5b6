"""After an information session: one mail to everybody who came, and what they say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from core import links
from core.accounts.models import User
from core.notifications import outbox
from core.suppression import may_show
from core.workflow import StepRefused
from recruitment.models import Booking, InformationSession, SessionFeedback
from recruitment.operations.telling import apply_url, site_address

PURPOSE = "session_feedback"
LINK_DAYS = 28
ASKED = ("useful", "next_step", "could_take_part", "will_apply")


def follow_up(booking: Booking) -> None:
    """Thank somebody who came: how to apply, and a link to say how the session was. Told once."""
    _, address = links.make(person=booking.person, purpose=PURPOSE, subject=booking, days=LINK_DAYS)
    context = {
        "booking": booking,
        "session": booking.session,
        "link": address,
        "apply_url": apply_url(),
        "pathway_url": site_address(reverse("recruitment:pathway")),
    }
    key = f"booking-{booking.reference}-follow-up"
    outbox.owe(to=booking.person, template="session_follow_up", context=context, key=key, secret=True)


@transaction.atomic
def give_feedback(*, booking: Booking, by: User, words: str = "", **answers: str) -> None:
    """Keep what somebody who came says. It bears no name, so it is said once and cannot be looked up or changed."""
    if by.pk != booking.person_id or booking.state != Booking.State.ATTENDED:
        raise StepRefused("Only somebody who came to the session can say how it was.")
    if not Booking.objects.filter(pk=booking.pk, gave_feedback=False).update(gave_feedback=True):
        raise StepRefused("You have told us already. Thank you.")
    booking.gave_feedback = True
    SessionFeedback.objects.create(session=booking.session, words=words, **answers)


@dataclass(frozen=True)
class Tally:
    """One question, and how many gave each answer."""

    question: str
    answers: list[tuple[str, int]]


@dataclass(frozen=True)
class Summary:
    """What the organiser reads: nothing but the number while it is too small."""

    said: int
    came: int
    tallies: list[Tally]
    words: list[str]

    @property
    def may_show(self) -> bool:
        return may_show(self.said)


def summary_of(sessions: QuerySet[InformationSession]) -> Summary:
    """What was said about one or several sessions, together."""
    feedback = SessionFeedback.objects.filter(session__in=sessions)
    rows: list[dict[str, Any]] = list(feedback.order_by("key").values(*ASKED, "words"))
    came = Booking.objects.filter(session__in=sessions, state=Booking.State.ATTENDED).count()
    if not may_show(len(rows)):
        return Summary(len(rows), came, [], [])
    return Summary(
        len(rows),
        came,
        [_tally(name, rows) for name in ASKED],
        [row["words"] for row in rows if row["words"]],
    )


def _tally(name: str, rows: list[dict[str, Any]]) -> Tally:
    field = SessionFeedback._meta.get_field(name)
    counted = [(str(label), sum(row[name] == value for row in rows)) for value, label in field.choices or ()]  # type: ignore[union-attr]
    return Tally(str(field.verbose_name).capitalize(), counted)  # type: ignore[union-attr]

"""What a review's page, its check page and its paper show: the same rows, read once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apprentices import permissions
from apprentices.models import (
    PARTY_KINDS,
    SIGNS_AS,
    Adjustment,
    Involvement,
    Party,
    ProgressReview,
    ReviewPreparation,
    ReviewSignature,
    ReviewWriteUp,
)
from apprentices.programme_plan import bank_holidays
from apprentices.review_facts import facts_of
from apprentices.working_days import working_days
from core import words
from core.accounts.models import User

State = ProgressReview.State

TONES: dict[str, words.Tone] = {
    State.SCHEDULED: "waiting",
    State.HELD: "attention",
    State.SIGNING: "waiting",
    State.DISPUTED: "attention",
    State.CLOSED: "good",
    State.REOPENED: "attention",
    State.CLOSED_UNSIGNED: "late",
    State.MISSED: "late",
    State.SKIPPED: "quiet",
}
QUESTIONS = (
    ("went_well", "What has gone well"),
    ("hard", "What has been hard, or got in the way"),
    ("to_agree", "To talk about or agree"),
)
PARTS = (
    ("summary", "What we talked about"),
    ("goals", "Goals until the next review"),
    ("concerns", "Concerns that we talked about"),
    ("next_steps", "Next steps"),
)


@dataclass(frozen=True)
class Line:
    """One of the three under a text: who signed or who is to, since when it waits, and a note of disagreement."""

    party: str
    label: str
    signed: ReviewSignature | None
    people: list[str]
    days: int

    @property
    def waiting_for(self) -> str:
        return ", ".join(self.people) or "nobody named yet"


def signature_lines(write_up: ReviewWriteUp, *, on: datetime.date | None = None) -> list[Line]:
    """The three lines under a text, signed or not, in a constant number of queries."""
    signed = {s.party: s for s in write_up.signatures.select_related("signature__signer", "signer")}
    people: dict[str, list[str]] = defaultdict(list)
    held = Involvement.objects.on(on or timezone.localdate()).filter(
        apprentice=write_up.review.apprentice_id, kind__in=PARTY_KINDS.values(), person__isnull=False
    )
    for kind, name in held.order_by("starts_on", "pk").values_list("kind", "person__name"):
        people[kind].append(name)
    return [
        Line(
            party=party,
            label=SIGNS_AS[party],
            signed=signed.get(party),
            people=people[PARTY_KINDS[party]],
            days=days_to_sign(write_up, signed.get(party), on=on),
        )
        for party in Party
    ]


def days_to_sign(write_up: ReviewWriteUp, signed: ReviewSignature | None, *, on: datetime.date | None = None) -> int:
    """Working days from the text to the signature, or until today where there is none."""
    if write_up.written_at is None:
        return 0
    until = timezone.localdate(signed.signed_at) if signed else on or timezone.localdate()
    return working_days(timezone.localdate(write_up.written_at), until, bank_holidays())


def parts_of(write_up: ReviewWriteUp) -> list[tuple[str, str]]:
    """The words of a write-up under their headings; empty ones are left out."""
    return [(title, getattr(write_up, name)) for name, title in PARTS if getattr(write_up, name).strip()]


def shown(review: ProgressReview, user: User) -> dict[str, Any]:
    """Everything that a page of the review shows to this person."""
    text = review.write_up if review.write_up and review.write_up.written_at else None
    open_text = review.state in (State.SCHEDULED, *ProgressReview.BEING_WRITTEN)
    boxes = ReviewPreparation.objects.visible_to(user).filter(review=review, sent_at__isnull=False)
    void = review.write_ups.filter(void_at__isnull=False).select_related("void_by").order_by("number")
    return {
        "review": review,
        "tone": TONES[review.state],
        "text": text,
        "parts": parts_of(text) if text else [],
        "facts": facts_of(review) if open_text else (text.facts if text else []),
        "facts_are_live": open_text,
        "actions": list(text.actions.order_by("due_on", "pk")) if text else [],
        "lines": signature_lines(text) if text else [],
        "boxes": [(box, _answers(box)) for box in boxes.select_related("author")],
        "void": [(old, list(old.signatures.select_related("signature__signer"))) for old in void],
        "party": permissions.party_in_review(user, review),
        "adjustments": adjustments_for(review, user),
    }


def adjustments_for(review: ProgressReview, user: User) -> list[Adjustment]:
    """What helps the apprentice, as far as it is shared with this reader; it is no part of the text."""
    readable = Adjustment.objects.visible_to(user, on=timezone.localdate())
    return list(readable.filter(apprentice=review.apprentice_id).current())


def _answers(box: ReviewPreparation) -> list[tuple[str, str]]:
    return [(title, getattr(box, name)) for name, title in QUESTIONS if getattr(box, name).strip()]


@dataclass(frozen=True)
class Step:
    """One thing that somebody may do on the page."""

    url: str
    words: str


def steps(review: ProgressReview, user: User, *, on: datetime.date) -> list[Step]:
    """What this person may do now, the most likely first."""
    asked = (
        ("sign_review", "Check and sign", permissions.may_sign),
        ("write_review", "Write it up", permissions.may_write_up),
        ("prepare_review", "Prepare", _may_still_prepare),
        ("plan_review", "Set the day", permissions.may_hold),
        ("hold_review", "Record that it was held", permissions.may_hold),
        ("catch_up_review", "Record that the employer caught up", permissions.may_catch_up),
        ("settle_review", "Say how it was settled", permissions.may_settle),
        ("reopen_review", "Reopen it", permissions.may_reopen),
        ("close_review_unsigned", "Close it unsigned", permissions.may_close_unsigned),
    )
    found = [Step(_url(name, review), words) for name, words, may in asked if may(user, review)]
    if review.due_on < on and permissions.may_hold(user, review):
        found.append(Step(_url("miss_review", review), "Record that it was missed"))
    return found


def _may_still_prepare(user: User, review: ProgressReview) -> bool:
    sent = ReviewPreparation.objects.filter(review=review, author=user, sent_at__isnull=False)
    return bool(permissions.may_prepare(user, review)) and not sent.exists()


def _url(name: str, review: ProgressReview) -> str:
    return reverse(f"apprentices:{name}", args=[review.reference])


def who_sees(review: ProgressReview) -> str:
    """Who reads the review, in a sentence for the check page."""
    return (
        f"{review.apprentice}, their line managers and tutor, and the people at {review.apprentice.employer} and "
        f"{review.apprentice.cohort.university} who answer for apprentices. Practice educators and hosts do not."
    )


def statement(review: ProgressReview, party: str, in_place_of: str) -> str:
    """The words under which somebody puts their name."""
    own = "as the apprentice" if party == Party.APPRENTICE else f"for the {party}"
    place = f" in the place of {in_place_of}, under my own name" if in_place_of else ""
    return f"I have read this record of progress review {review.number} and sign it {own}{place}."

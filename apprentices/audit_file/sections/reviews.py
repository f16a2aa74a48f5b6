"""Progress reviews as they were signed: the text, the facts frozen with it, agreed actions, signatures."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from apprentices.audit_file import gaps
from apprentices.audit_file.life import life_of
from apprentices.audit_file.parts import Block, Read, document, table
from apprentices.models import SIGNS_AS, Apprentice, Party, ProgressReview, ReviewWriteUp
from apprentices.requirements import rules_of
from apprentices.review_page import PARTS
from core.words import day, moment

State = ProgressReview.State
NOT_SHOWN = ("concerns",)
"""Concerns may name what one party told another, health among it: they stay in the review, read by the three."""


def reviews(apprentice: Apprentice, on: datetime.date) -> Read:
    """Each review with its state; of those sent for signature the text, word by word, but for concerns."""
    held = list(
        apprentice.reviews.select_related("write_up__written_by")
        .prefetch_related("write_up__actions", "write_up__signatures__signature__signer")
        .order_by("number")
    )
    rows = [(str(one.number), day(one.due_on), day(one.held_on), one.get_state_display()) for one in held]
    blocks = [table("Reviews", ["Number", "Due by", "Held on", "State"], rows)] if rows else []
    blocks += [_document(one, one.write_up) for one in held if one.write_up and one.write_up.written_at]
    life = life_of(apprentice, on=on)
    found = gaps.ReviewFacts(
        start=life.start,
        until=life.until,
        signed_on=[one.held_on for one in held if one.state == State.CLOSED and one.held_on],
        unsigned=[(one.held_on, missing) for one in held if one.held_on and (missing := _missing(one))],
        away=life.away,
    )
    due = rules_of(apprentice.rule_set).next_review_due
    return Read(blocks, list(gaps.review_gaps(found, next_due=due)), nothing="No progress review is recorded.")


def _missing(review: ProgressReview) -> list[str]:
    if review.state in (State.CLOSED, State.DISPUTED) or review.state not in ProgressReview.TOOK_PLACE:
        return []
    text = review.write_up
    signed = {one.party for one in text.signatures.all()} if text and text.written_at else set()
    return [f"the {Party(party).label.lower()}" for party in Party if party not in signed]


def _document(review: ProgressReview, text: ReviewWriteUp) -> Block:
    made = document(
        f"{review}, held on {day(review.held_on)}",
        sha256=text.content_hash,
        rows=_rows(text),
        status=f"{review.get_state_display()}. Written up by {text.written_by}, {moment(text.written_at)}.",
    )
    made["signed"] = [
        [
            f"{one.signature.shown_name}, {SIGNS_AS[one.party].lower()}{_place(one.acting_for)}",
            f"{moment(one.signed_at)} ({one.signature.get_method_display().lower()}){_dissent(one.dissent)}",
            one.signature.content_hash,
        ]
        for one in text.signatures.all()
    ]
    return made


def _place(acting_for: str) -> str:
    return f", in the place of {acting_for}" if acting_for else ""


def _dissent(note: str) -> str:
    return f". Does not agree with all of it: {note}" if note else ""


def _rows(text: ReviewWriteUp) -> Iterable[tuple[str, str]]:
    yield from ((title, getattr(text, name)) for name, title in PARTS if name not in NOT_SHOWN)
    for group in text.facts:
        said = "; ".join(f"{label}: {value}" for label, value in group["facts"])
        yield f"Fact: {group['title']}", said
    for action in text.actions.all():
        whose = f"{action.get_owner_display()}, by {day(action.due_on)}. {action.get_state_display()}."
        yield "Agreed action", f"{action.what}. {whose}"
    if text.concerns.strip():
        yield "Concerns", "Talked about. They are read in the review itself; the fingerprint is of the whole text."

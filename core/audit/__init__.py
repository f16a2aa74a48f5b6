"""Who did what: ``record`` a step, ``record_read`` a reading of protected data, ``seal`` and ``verify`` the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from core.accounts.models import User
    from core.audit.models import Event


def record(subject: Model, step: str, *, by: User | None, **words: Any) -> Event:
    """Write one event in the caller's transaction.

    ``step`` says what happened in the past tense ("added a member"); ``words`` (reason, what changed) go to the
    deletable detail. ``from_state``, ``to_state``, ``signed_hash`` and ``at`` are fields of the event itself.
    """
    from core.audit.models import new_event

    event, detail = new_event(subject, step, by=by, **words)
    event.save(force_insert=True)
    if detail:
        detail.event = event
        detail.save(force_insert=True)
    return event


def record_read(subject: Model, what: str, *, by: User) -> Event:
    """Write that somebody read protected data (equality, DBS, health, concerns, adjustments) or took an export."""
    return record(subject, f"read {what}", by=by)


def record_all(subjects: Iterable[Model], step: str, *, by: User | None, **words: Any) -> None:
    """Write the same event for many records in two statements."""
    record_each(((subject, step, words) for subject in subjects), by=by)


def record_each(steps: Iterable[tuple[Model, str, dict[str, Any]]], *, by: User | None) -> None:
    """Write an event for each of many records, each with a step and words of its own, in two statements."""
    from core.audit.models import Event, EventDetail, new_event

    pairs = [new_event(subject, step, by=by, **words) for subject, step, words in steps]
    events = Event.objects.bulk_create([event for event, _ in pairs])
    details = []
    for event, (_, detail) in zip(events, pairs, strict=True):
        if detail:
            detail.event = event
            details.append(detail)
    EventDetail.objects.bulk_create(details)

"""The one gate through which a state changes. ``.state`` is never assigned anywhere else.

A model with states has ``state`` and ``STEPS`` (state → states that may follow); it may have ``STEP_WORDS`` (state →
"returned this for more work") for its timeline.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from core import audit
from core.audit.models import Event

if TYPE_CHECKING:
    from core.accounts.models import User


class StepRefused(Exception):
    """A step that cannot be taken, with the reason in words for the person who tried it."""


class StepNotAllowed(StepRefused):
    """The record's state does not lead to the one asked for."""


class AlreadyMoved(StepRefused):
    """Somebody else acted first; says who and when."""


def _state_label(model: type[models.Model], state: str) -> str:
    labels = dict(model._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
    return str(labels.get(state, state)).lower()


def may_move(record: Any, *, to: str) -> bool:
    """Whether the record's state leads to ``to``; pages ask this to decide which buttons to show."""
    return to in type(record).STEPS.get(record.state, ())


def move(
    record: Any,
    *,
    to: str,
    by: User | None,
    reason: str = "",
    at: datetime.datetime | None = None,
    words: dict[str, Any] | None = None,
    **stamps: Any,
) -> Event:
    """Take one record from its state to the next, stamp its fields and write the event, all or nothing.

    The row is updated only if it is still in the state that was read, so two people cannot both win.
    ``by`` is None only for the clock. ``stamps`` are fields written with the state. ``words`` go to the event's detail.
    Raises ``StepNotAllowed`` or ``AlreadyMoved``; on success ``record`` holds the new values.
    """
    model = type(record)
    before = record.state
    if to not in model.STEPS.get(before, ()):
        if before == to:
            raise AlreadyMoved(_who_acted(record))
        raise StepNotAllowed(f"This is {_state_label(model, before)}, so it cannot become {_state_label(model, to)}.")
    with transaction.atomic():
        values = _values(model, to, stamps)
        if not model._base_manager.filter(pk=record.pk, state=before).update(**values):
            raise AlreadyMoved(_who_acted(record))
        event = audit.record(
            record, f"{before} → {to}", by=by, from_state=before, to_state=to, at=at, reason=reason, **(words or {})
        )
    _refresh(record, values)
    return event


@dataclass
class Moved:
    """What ``move_all`` did: ids of the records that moved, and of those that somebody else had moved already."""

    moved: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def move_all(records: models.QuerySet[Any], *, to: str, by: User | None, reason: str = "", **stamps: Any) -> Moved:
    """Take every record of a queryset to a state with one UPDATE; records that cannot go there are the losers."""
    model = records.model
    wanted = list(records.values_list("pk", flat=True))
    leading = [state for state, following in model.STEPS.items() if to in following]
    with transaction.atomic():
        rows = list(model._base_manager.select_for_update().filter(pk__in=wanted, state__in=leading).order_by("pk"))
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**_values(model, to, stamps))
        for before in {row.state for row in rows}:
            audit.record_all(
                [row for row in rows if row.state == before],
                f"{before} → {to}",
                by=by,
                from_state=before,
                to_state=to,
                reason=reason,
            )
    moved = [row.pk for row in rows]
    return Moved(moved=moved, lost=sorted(set(wanted) - set(moved)))


def _values(model: type[models.Model], to: str, stamps: dict[str, Any]) -> dict[str, Any]:
    values = {"state": to, **stamps}
    if any(f.name == "version" for f in model._meta.concrete_fields):
        values.setdefault("version", models.F("version") + 1)
    return values


def _refresh(record: Any, values: dict[str, Any]) -> None:
    """Give the record what was written; what the database worked out is fetched only if somebody reads it."""
    for name, value in values.items():
        if hasattr(value, "resolve_expression"):
            record.__dict__.pop(name, None)  # to Django a field that is not there is one to be loaded when asked for
        else:
            setattr(record, name, value)


def _who_acted(record: Any) -> str:
    last = Event.objects.about(record).exclude(to_state="").select_related("actor").first()
    if last is None:
        return "Somebody else has just changed this. Look at it again before you go on."
    when = timezone.localtime(last.at)
    return f"{last.sentence}, {when:%-d %B %Y} at {when:%H:%M}, before your step arrived. Nothing of yours was changed."

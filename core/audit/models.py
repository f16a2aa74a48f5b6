"""The append-only record of who did what, for whom, when.

Events are inserted without locks, each with the hash of its own content. A sealer numbers and chains them after
commit (``core.audit.sealing``). An event holds ids, the step, role and organisation as text, and a salted digest of
its words; the words live in a detail row that retention may delete while the chain still verifies.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from core.accounts.models import User


def canonical(content: Any) -> str:
    """The one text form of some content: sorted keys, no spaces, dates in ISO form. What is signed is hashed so."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def sha256(text: str) -> str:
    """Hex SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def label_of(record: models.Model | type[models.Model]) -> str:
    return record._meta.label_lower


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, record: models.Model) -> EventQuerySet:
        """Everything that happened to a record or to what hangs from it, newest first."""
        kind, pk = label_of(record), record.pk
        return self.filter(models.Q(subject_kind=kind, subject_id=pk) | models.Q(root_kind=kind, root_id=pk)).order_by(
            "-at", "-pk"
        )

    def timeline(self, record: models.Model, *, most: int = 50) -> list[Event]:
        """The newest events about a record with their words, in two queries."""
        return list(self.about(record).select_related("actor", "detail")[:most])


class Event(models.Model):
    """One step that somebody took, or one reading of protected data."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_role = models.CharField(max_length=100, blank=True)
    actor_organisation = models.CharField(max_length=200, blank=True)
    step = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    root_kind = models.CharField(max_length=80, blank=True)
    root_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    detail_digest = models.CharField(max_length=64, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64)
    number = models.BigIntegerField(null=True, unique=True)
    chain_hash = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="event_by_subject"),
            models.Index(fields=["root_kind", "root_id", "-at"], name="event_by_root"),
            models.Index(fields=["id"], name="event_unsealed", condition=models.Q(number__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.step}"

    def own_hash(self) -> str:
        """Hash of everything the event says, without its place in the chain."""
        return sha256(
            canonical(
                {
                    "at": self.at.astimezone(datetime.UTC).isoformat(),
                    "actor": self.actor_id,
                    "role": self.actor_role,
                    "organisation": self.actor_organisation,
                    "step": self.step,
                    "subject": [self.subject_kind, self.subject_id],
                    "root": [self.root_kind, self.root_id],
                    "states": [self.from_state, self.to_state],
                    "detail": self.detail_digest,
                    "signed": self.signed_hash,
                }
            )
        )

    @property
    def words(self) -> dict[str, Any]:
        """The words of the event; empty where retention has deleted them."""
        return self.detail.words if hasattr(self, "detail") else {}

    @property
    def sentence(self) -> str:
        """What happened, as a person would say it: "Grace Mensah returned this for more work"."""
        who = self.actor.name if self.actor else "The portal"
        try:
            model = apps.get_model(self.subject_kind)
        except LookupError:
            return f"{who}: {self.step}"
        words = getattr(model, "STEP_WORDS", {})
        said = words.get(self.step) or words.get(self.to_state)
        return f"{who} {said or self.step}"

    @property
    def reason(self) -> str:
        return str(self.words.get("reason", ""))


class EventDetail(models.Model):
    """The words of an event: reason, what changed. Deleted by retention; the event's digest stays."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="detail")
    salt = models.CharField(max_length=32)
    words = models.JSONField(default=dict)

    def digest(self) -> str:
        return sha256(self.salt + canonical(self.words))


class Seal(models.Model):
    """The head of the chain, one row: locking it makes one sealer at a time."""

    number = models.BigIntegerField(default=0)
    chain_hash = models.CharField(max_length=64, blank=True)


def new_event(
    record: models.Model,
    step: str,
    *,
    by: User | None,
    from_state: str = "",
    to_state: str = "",
    signed_hash: str = "",
    at: datetime.datetime | None = None,
    **words: Any,
) -> tuple[Event, EventDetail | None]:
    """Build, without saving, the event of a step and the row with its words (None where it has none).

    A record may name the record that it hangs from by a method ``audit_root()``; the event is then found on both.
    """
    root = record.audit_root() if hasattr(record, "audit_root") else None
    words = {key: value for key, value in words.items() if value not in (None, "", [], {})}
    detail = EventDetail(salt=secrets.token_hex(16), words=json.loads(canonical(words))) if words else None
    capacity = by.capacity if by else None
    event = Event(
        at=at or timezone.now(),
        actor=by,
        actor_role=capacity.role if capacity else "",
        actor_organisation=capacity.organisation if capacity else "",
        step=step,
        subject_kind=label_of(record),
        subject_id=record.pk,
        root_kind=label_of(root) if root else "",
        root_id=root.pk if root else None,
        from_state=from_state,
        to_state=to_state,
        detail_digest=detail.digest() if detail else "",
        signed_hash=signed_hash,
    )
    event.content_hash = event.own_hash()
    return event, detail

"""After the day: how it was for each panel member, and whoever wants to talk is talked to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.models import Debrief, PanelMember
from recruitment.operations.telling import tell_organisers


@transaction.atomic
def say_how_it_was(*, seat: PanelMember, went: str, words: str, wants_call: bool, by: User) -> Debrief:
    """Keep what the member says, in place of what they said before; a wish to talk is told to those who run the day."""
    if by != seat.person:
        raise StepRefused("Only the panel member themselves can say this.")
    said, _ = Debrief.objects.update_or_create(
        seat=seat,
        defaults={"went": went, "words": words, "wants_call": wants_call, "at": timezone.now()},
    )
    if wants_call and said.spoken_at is None:
        tell_organisers(seat.panel.day, "selection_day_needs_you", key=f"debrief-{said.reference}")
    return said


@transaction.atomic
def record_talk(*, debrief: Debrief, by: User) -> None:
    """Somebody has talked with the member."""
    waiting = Debrief.objects.filter(pk=debrief.pk, spoken_at__isnull=True)
    if waiting.update(spoken_at=timezone.now(), spoken_by=by):
        audit.record(debrief, "talked with a panel member after the day", by=by)

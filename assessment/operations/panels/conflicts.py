"""Whoever has nothing to do with a portfolio says so, or the records show it: all of it closes to them at once."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import models, transaction
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.operations.relations import end_involvement
from assessment.models import (
    PanelConflict,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelPack,
    PanelReading,
    PortfolioSubmission,
)
from assessment.operations.panels.packs import give_pack, revoke
from assessment.panels import permissions, telling
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused, move

Source = PanelConflict.Source
ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def declare(
    member: PanelMember, *, items: Collection[PanelItem], by: User, at: datetime.datetime | None = None
) -> None:
    """Before anything is opened a member says which portfolios they have nothing to do with, or that there is none."""
    at = at or timezone.now()
    meeting = member.meeting
    seat = permissions.seat_of(by, meeting)
    refuse_unless(permissions.may_declare(seat, meeting))
    if seat != member:
        raise StepRefused("Everybody says this for themselves.")
    for item in items:
        _declare(item, by, at=at)
    PanelMember.objects.filter(pk=member.pk).update(declared_at=at, version=models.F("version") + 1)
    member.declared_at = at
    audit.record(member, "said which portfolios they have nothing to do with", by=by, at=at)


@transaction.atomic
def declare_conflict(item: PanelItem, *, by: User, at: datetime.datetime | None = None) -> None:
    """A member finds out, on any day and also in the room, that they have nothing to do with a portfolio.

    No reason is asked. Pack, lists, counts, mails and search close to them at once; a sheet of theirs is set aside.
    """
    at = at or timezone.now()
    refuse_unless(permissions.may_declare(permissions.seat_of(by, item.meeting), item.meeting))
    _declare(item, by, at=at)


def _declare(item: PanelItem, person: User, *, at: datetime.datetime) -> None:
    if item.state not in (PanelItem.State.LISTED, PanelItem.State.DEFERRED):
        raise StepRefused("The panel has dealt with this already. Speak to the chair.")
    withhold(item.submission, person, source=Source.DECLARED, by=person, at=at)


def withhold(
    submission: PortfolioSubmission, person: User, *, source: str, by: User | None, at: datetime.datetime
) -> PanelConflict:
    """Write a conflict and close everything of the portfolio to this person, in the same transaction."""
    conflict, is_new = PanelConflict.objects.standing().get_or_create(
        person=person, submission=submission, source=source, defaults={"since": at}
    )
    if not is_new:
        return conflict
    audit.record(conflict, "has nothing to do with this portfolio", by=by, at=at)
    readings = PanelReading.objects.standing().filter(
        item__submission=submission, member__person=person, item__state=PanelItem.State.LISTED
    )
    for reading in readings.select_related("item__meeting"):
        set_aside(reading, by=by, at=at)
        telling.reader_needed(reading.item)
    opened = Involvement.objects.on(timezone.localdate(at)).filter(
        kind=Involvement.Kind.PANEL_READER, person=person, apprentice=submission.placement.apprentice_id
    )
    for relation in opened:
        end_involvement(relation, on=timezone.localdate(at) - ONE_DAY, by=by)
    for pack in PanelPack.objects.standing().filter(member__person=person, submissions=submission):
        revoke(pack, because=PanelPack.Because.WITHHELD, by=by, at=at)
        if pack.member.meeting.state in PanelMeeting.TO_COME:
            give_pack(pack.member, by=pack.pack.asked_by if pack.pack else person, at=at)
    return conflict


def set_aside(reading: PanelReading, *, by: User | None, at: datetime.datetime) -> None:
    """Somebody is a reader no more; what was open of the item's sheets is closed until both are there again."""
    move(reading, to=PanelReading.State.WITHDRAWN, by=by, at=at)
    PanelItem.objects.filter(pk=reading.item_id).update(revealed_at=None)


@transaction.atomic
def lift_conflict(
    conflict: PanelConflict, *, meeting: PanelMeeting, by: User, at: datetime.datetime | None = None
) -> None:
    """What somebody declared by mistake opens again; the next pack that they are given holds it."""
    at = at or timezone.now()
    conflict = PanelConflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    refuse_unless(permissions.may_lift(permissions.seat_of(by, meeting), meeting, conflict))
    if conflict.lifted_at is not None:
        raise StepRefused("This is lifted already.")
    PanelConflict.objects.filter(pk=conflict.pk).update(lifted_at=at, lifted_by=by)
    audit.record(conflict, "lifted a conflict", by=by, at=at)

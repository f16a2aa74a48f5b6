"""Give each member their pack, take one back, and write the receipt when it is first had."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils import timezone

from assessment.models import PanelItem, PanelMeeting, PanelMember, PanelPack
from assessment.panels import permissions
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.documents import packs
from core.workflow import StepRefused

BUILDER = "assessment_panel_pack"


@transaction.atomic
def give_packs(meeting: PanelMeeting, *, by: User, at: datetime.datetime | None = None) -> list[PanelPack]:
    """Give a pack to every member who has said what they have nothing to do with. A newer one takes the place of the
    one before, and its receipt begins anew.
    """
    from assessment.operations.panels.agenda import find_conflicts

    at = at or timezone.now()
    refuse_unless(permissions.may_prepare(permissions.seat_of(by, meeting), meeting))
    if not meeting.items.filter(state=PanelItem.State.LISTED).exists():
        raise StepRefused("There is nothing on the agenda yet.")
    find_conflicts(meeting, at=at)
    members = meeting.members.sitting().filter(declared_at__isnull=False).select_related("person")
    if not members:
        raise StepRefused("No member has said yet what they have nothing to do with. Packs wait for that.")
    for pack in PanelPack.objects.standing().filter(member__in=[member.pk for member in members]):
        revoke(pack, because=PanelPack.Because.NEWER, by=by, at=at)
    return [give_pack(member, by=by, at=at) for member in members]


def give_pack(member: PanelMember, *, by: User, at: datetime.datetime) -> PanelPack:
    """One member's pack, as far as they may see the agenda now; it is made in the background."""
    last = PanelPack.objects.filter(member=member).aggregate(last=models.Max("number"))["last"] or 0
    given = PanelPack.objects.create(member=member, number=last + 1, given_at=at)
    seen = PanelItem.objects.visible_to(member.person).filter(meeting=member.meeting_id).standing()
    given.submissions.set(seen.values_list("submission_id", flat=True))
    given.pack, _ = packs.ask(builder=BUILDER, subject=given, title=str(member.meeting), by=by)
    given.save(update_fields=["pack"])
    audit.record(given, "gave out a pack", by=by, at=at, number=given.number)
    return given


def revoke(pack: PanelPack, *, because: str, by: User | None, at: datetime.datetime) -> None:
    """Take a pack back: from the next request on it opens no more."""
    PanelPack.objects.filter(pk=pack.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_because=because, version=models.F("version") + 1
    )
    audit.record(pack, "took back a pack", by=by, at=at, because=PanelPack.Because(because).label)

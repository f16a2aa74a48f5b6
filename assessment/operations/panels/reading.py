"""Two readers for a portfolio: named by the hard rules, each alone with their sheet, then together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import models, transaction
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.operations.relations import involve
from assessment.content import hash_of
from assessment.deciding import parts
from assessment.models import (
    PanelConflict,
    PanelItem,
    PanelMember,
    PanelReading,
    PanelReadingComment,
    PanelRecommendation,
    PanelReconciliation,
)
from assessment.operations.panel_recommendations import RESTS_ON
from assessment.operations.panels.agenda import locked
from assessment.operations.panels.conflicts import set_aside
from assessment.panels import content, facts, permissions, rules, telling
from assessment.permissions import refuse_unless
from consortium.models import Statement
from core import audit, words
from core.accounts.models import User
from core.audit.signatures import sign
from core.workflow import StepRefused, move

State = PanelReading.State
Outcome = PanelRecommendation.Outcome


def statements_for(item: PanelItem) -> models.QuerySet[Statement]:
    """What a sheet is written about: the capabilities, in their edition, of the recommendation that stands."""
    recommended = parts.current_recommendation(item.submission).capabilities.values("statement")
    return Statement.objects.filter(pk__in=recommended).select_related("framework").order_by("framework", "number")


def outcomes_for(item: PanelItem) -> list[tuple[str, str]]:
    """What can be recommended about this one: a pass is confirmed, a fail agreed with, where one was recommended."""
    stands = parts.current_recommendation(item.submission).outcome
    return [(o.value, o.label) for o in Outcome if o not in RESTS_ON or RESTS_ON[o] == stands]


def why_not(item: PanelItem, members: Sequence[PanelMember], *, on: datetime.date) -> list[str]:
    """Why these members cannot be the readers of a portfolio, by the hard rules; nothing = they can.

    A conflict is said without its reason: the reason is nobody else's.
    """
    people = facts.people_of([member.person for member in members], on=on)
    whose = facts.whose(item.submission)
    withheld = set(
        PanelConflict.objects.standing().filter(submission=item.submission_id).values_list("person_id", flat=True)
    )
    readers = [
        rules.Reader(
            people[member.person_id],
            member.role,
            conflict="withheld"
            if member.person_id in withheld
            else "".join(rules.conflicts_found(people[member.person_id], whose)[:1]),
        )
        for member in members
    ]
    return rules.why_not_readers(item.meeting.the_terms, readers)


@transaction.atomic
def assign_readers(
    item: PanelItem, *, members: Sequence[PanelMember], by: User, at: datetime.datetime | None = None
) -> list[PanelReading]:
    """Name the readers of a portfolio. Who was named before and is not any more is set aside, with what they sent.

    The record opens to each of them until the day of the meeting, and the apprentice is shown that it did.
    """
    at = at or timezone.now()
    item = locked(item)
    refuse_unless(permissions.may_prepare(permissions.seat_of(by, item.meeting), item.meeting))
    if item.state != PanelItem.State.LISTED:
        raise StepRefused(f"This is: {words.lowered(item.get_state_display())}.")
    if any(member.meeting_id != item.meeting_id or member.left_at for member in members):
        raise StepRefused("Readers are members of this panel.")
    if not item.in_full:
        raise StepRefused("This is taken together with others. Have it read in full first.")
    if reasons := why_not(item, members, on=timezone.localdate(at)):
        raise StepRefused(" ".join(dict.fromkeys(reasons)))
    before = {reading.member_id: reading for reading in item.readings.standing()}
    for member_id, reading in before.items():
        if member_id not in {member.pk for member in members}:
            set_aside(reading, by=by, at=at)
    PanelReconciliation.objects.filter(item=item).delete()
    return [before.get(member.pk) or _ask(item, member, by=by, at=at) for member in members]


def _ask(item: PanelItem, member: PanelMember, *, by: User, at: datetime.datetime) -> PanelReading:
    reading = PanelReading.objects.create(item=item, member=member)
    audit.record(reading, "was asked to read this", by=by, at=at)
    held_on = timezone.localdate(item.meeting.starts_at)
    involve(
        item.submission.placement.apprentice,
        Involvement.Kind.PANEL_READER,
        person=member.person,
        starts_on=timezone.localdate(at),
        ends_on=max(held_on, timezone.localdate(at)),
        by=by,
    )
    telling.to_read(reading)
    return reading


@transaction.atomic
def write_sheet(
    reading: PanelReading, *, comments: Mapping[int, str], overall: str, would_recommend: str, by: User
) -> PanelReading:
    """Keep what a reader has written so far; nobody else reads it."""
    reading = _locked_reading(reading)
    refuse_unless(permissions.may_write_sheet(by, reading))
    allowed = set(statements_for(reading.item).values_list("pk", flat=True))
    kept = {pk: said for pk, said in comments.items() if pk in allowed and said.strip()}
    reading.comments.all().delete()
    PanelReadingComment.objects.bulk_create(
        [PanelReadingComment(reading=reading, statement_id=pk, words=said) for pk, said in kept.items()]
    )
    PanelReading.objects.filter(pk=reading.pk).update(
        overall=overall, would_recommend=would_recommend, version=models.F("version") + 1
    )
    reading.refresh_from_db()
    return reading


def what_is_missing(reading: PanelReading) -> list[str]:
    """What a sheet still needs before it can be sent."""
    missing = []
    written = set(reading.comments.values_list("statement_id", flat=True))
    without = [s.code for s in statements_for(reading.item) if s.pk not in written]
    if without:
        missing.append(f"a word on {words.listed(without)}")
    if not reading.overall.strip():
        missing.append("what you say of the whole")
    if not reading.would_recommend:
        missing.append("what you would recommend")
    elif reading.would_recommend not in dict(outcomes_for(reading.item)):
        missing.append("a recommendation that fits that of the practice educator")
    return missing


@transaction.atomic
def send_sheet(
    reading: PanelReading, *, read: str, by: User, at: datetime.datetime | None = None, address: str | None = None
) -> PanelReading:
    """Sign the sheet and send it: frozen from now on. When it is the second, both are opened to readers and panel."""
    at = at or timezone.now()
    locked(reading.item)  # the second of two sheets sent at one moment waits here, and then sees the first
    reading = _locked_reading(reading)
    refuse_unless(permissions.may_write_sheet(by, reading))
    if missing := what_is_missing(reading):
        raise StepRefused(f"Before it is sent it needs {words.listed(missing)}.")
    signed = content.sheet(reading)
    if read != hash_of(signed):
        raise StepRefused("What you wrote has changed since you opened this page. Check it again, then send it.")
    move(reading, to=State.SENT, by=by, at=at, sent_at=at, content_hash=hash_of(signed))
    sign(reading, by=by, purpose=content.SHEET, content=signed, role="Reader for the panel", at=at, address=address)
    standing = list(reading.item.readings.standing().select_related("member__person"))
    if all(one.state == State.SENT for one in standing) and len(standing) == reading.item.meeting.the_terms.readers:
        PanelItem.objects.filter(pk=reading.item_id).update(revealed_at=at)
        telling.both_have_read(reading.item, standing)
    return reading


@transaction.atomic
def propose_together(
    item: PanelItem, *, would_recommend: str, words_of_both: str, by: User, at: datetime.datetime | None = None
) -> PanelReconciliation:
    """One reader writes what both could say; the other answers. Written again, it takes the place of what stood."""
    item = locked(item)
    readings = list(item.readings.standing().select_related("member__person"))
    refuse_unless(permissions.may_speak_together(by, item, readings))
    if would_recommend not in dict(outcomes_for(item)) or not words_of_both.strip():
        raise StepRefused("Say what you would both recommend, and why.")
    together, is_new = PanelReconciliation.objects.get_or_create(
        item=item, defaults={"would_recommend": would_recommend, "words": words_of_both, "proposed_by": by}
    )
    if not is_new:
        PanelReconciliation.objects.filter(pk=together.pk).update(
            would_recommend=would_recommend, words=words_of_both, proposed_by=by, version=models.F("version") + 1
        )
        together.refresh_from_db()
    audit.record(together, "proposed what both readers would recommend", by=by, at=at)
    telling.answer_the_other(item, readings, but=by, version=together.version)
    return together


@transaction.atomic
def answer_together(
    item: PanelItem, *, agrees: bool, version: int, by: User, at: datetime.datetime | None = None
) -> PanelReconciliation:
    """The other reader agrees; or they leave it to the panel, which hears both."""
    item = locked(item)
    readings = list(item.readings.standing().select_related("member__person"))
    refuse_unless(permissions.may_speak_together(by, item, readings))
    together = PanelReconciliation.objects.select_for_update().filter(item=item).first()
    if together is None or together.proposed_by_id == by.pk:
        raise StepRefused("The other reader answers what one of you has proposed.")
    if together.version != version:
        raise StepRefused("What was proposed has changed since you opened this page. Read it again.")
    to = PanelReconciliation.State.AGREED if agrees else PanelReconciliation.State.DIFFER
    move(together, to=to, by=by, at=at, answered_by=by)
    return together


def _locked_reading(reading: PanelReading) -> PanelReading:
    return (
        PanelReading.objects.select_for_update(of=("self",))
        .select_related(
            "member__person",
            "item__meeting",
            "item__submission__placement__apprentice__person",
            "item__submission__placement__apprentice__cohort",
        )
        .get(pk=reading.pk)
    )

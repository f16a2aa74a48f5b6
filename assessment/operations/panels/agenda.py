"""The agenda of a panel: portfolios that are due, which of them are read in full, what is put off or taken off."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessment.models import PanelItem, PanelMeeting, PanelReading, PortfolioSubmission
from assessment.operations.panel_recommendations import take_from_panel, take_to_panel
from assessment.operations.panels.conflicts import withhold
from assessment.panels import facts, permissions, rules
from assessment.panels.rules import Because
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused, move

State = PanelItem.State


@transaction.atomic
def add_to_agenda(
    meeting: PanelMeeting,
    *,
    submissions: Sequence[PortfolioSubmission],
    by: User,
    at: datetime.datetime | None = None,
    seed: str = "",
) -> list[PanelItem]:
    """Put portfolios on the agenda, and draw which of them are read in full. What was drawn from, and the seed, are
    kept with the meeting: anybody can draw again. Portfolios that come late are drawn from on their own.
    """
    at = at or timezone.now()
    meeting = PanelMeeting.objects.select_for_update(of=("self",)).select_related("university").get(pk=meeting.pk)
    refuse_unless(permissions.may_prepare(permissions.seat_of(by, meeting), meeting))
    wanted = list(facts.due(meeting.university).filter(pk__in=[one.pk for one in submissions]))
    if not wanted or len(wanted) != len(submissions):
        raise StepRefused("Some of these are not waiting for a panel any more. Look at the list again.")
    seed = seed or secrets.token_hex(8)
    portfolios = facts.portfolios_of(wanted)
    terms, lately = meeting.the_terms, facts.settings_read(meeting.university, on=timezone.localdate(at))
    drawn = rules.sample(
        portfolios, share=terms.sample_share, seed=seed, setting_share=terms.setting_share, lately=lately
    )
    items = []
    for submission in sorted(
        wanted, key=lambda one: (one.reference not in drawn, one.placement.apprentice.person.name)
    ):
        take_to_panel(submission, by=by, at=at)
        items.append(
            PanelItem.objects.create(
                meeting=meeting, submission=submission, because=drawn.get(submission.reference, [])
            )
        )
    kept = {
        "at": at.isoformat(),
        "seed": seed,
        "share": terms.sample_share,
        "setting_share": terms.setting_share,
        "lately": sorted(lately),
        "from": [[one.key, one.setting, sorted(one.always)] for one in sorted(portfolios, key=lambda p: p.key)],
        "in_full": {key: list(why) for key, why in drawn.items()},
    }
    PanelMeeting.objects.filter(pk=meeting.pk).update(drawn=[*meeting.drawn, kept])
    audit.record(meeting, "put portfolios on the agenda", by=by, at=at)
    find_conflicts(meeting, at=at)
    return items


def find_conflicts(meeting: PanelMeeting, *, at: datetime.datetime) -> int:
    """Withhold from each member what the records show that they must have nothing to do with; answers how many.

    Asked whenever somebody sits down or something is put on the agenda, before packs go out and when the meeting opens.
    """
    members = list(meeting.members.sitting().select_related("person"))
    people = facts.people_of([member.person for member in members], on=timezone.localdate(at))
    items = meeting.items.filter(state=State.LISTED).select_related(
        "submission__placement__apprentice__employer__part_of",
        "submission__placement__apprentice__person",
        "submission__placement__practice_educator__person",
        "submission__placement__overseen_by__person",
    )
    standing = facts.withheld_at(meeting.pk)
    found = 0
    for item in items:
        whose = facts.whose(item.submission)
        for member in members:
            conflicts = rules.conflicts_found(people[member.person_id], whose)
            if conflicts and (member.person_id, item.submission_id) not in standing:
                withhold(item.submission, member.person, source=conflicts[0], by=None, at=at)
                found += 1
    return found


@transaction.atomic
def read_in_full(item: PanelItem, *, by: User, at: datetime.datetime | None = None) -> PanelItem:
    """A member has a question about a portfolio that was to be taken together with others: it is read in full."""
    item = locked(item)
    seat = permissions.seat_of(by, item.meeting)
    refuse_unless(permissions.may_declare(seat, item.meeting))
    if item.state != State.LISTED or item.in_full:
        raise StepRefused("This is read in full already, or is no longer on the agenda.")
    PanelItem.objects.filter(pk=item.pk).update(because=[Because.ASKED.value])
    item.because = [Because.ASKED.value]
    audit.record(item, "asked for this to be read in full", by=by, at=at)
    return item


@transaction.atomic
def defer(item: PanelItem, *, reason: str, by: User, at: datetime.datetime | None = None) -> None:
    """Put a portfolio off: it waits for another meeting. What was read of it stays with this one."""
    item = locked(item)
    refuse_unless(permissions.may_run(permissions.seat_of(by, item.meeting), item.meeting))
    if not reason.strip():
        raise StepRefused("Say why it is put off.")
    put_back(item, to=State.DEFERRED, by=by, at=at or timezone.now(), reason=reason)


@transaction.atomic
def take_off_agenda(item: PanelItem, *, by: User, at: datetime.datetime | None = None) -> None:
    """Take a portfolio off an agenda that was not issued in session yet: it was put there by mistake."""
    item = locked(item)
    refuse_unless(permissions.may_prepare(permissions.seat_of(by, item.meeting), item.meeting))
    if item.meeting.state != PanelMeeting.State.PLANNED:
        raise StepRefused("The meeting is in session: put it off instead, and say why.")
    put_back(item, to=State.TAKEN_OFF, by=by, at=at or timezone.now())


def put_back(item: PanelItem, *, to: str, by: User, at: datetime.datetime, reason: str = "") -> None:
    """Give a portfolio back to those that wait for a panel; nobody reads for this one any more."""
    move(item, to=to, by=by, at=at, reason=reason)
    for reading in item.readings.filter(state=PanelReading.State.ASKED):
        move(reading, to=PanelReading.State.WITHDRAWN, by=by, at=at)
    if item.submission.state == PortfolioSubmission.State.WITH_PANEL:
        take_from_panel(item.submission, by=by, at=at)


def locked(item: PanelItem) -> PanelItem:
    """The row as it is now, held until the step is done."""
    return (
        PanelItem.objects.select_for_update(of=("self",))
        .select_related(
            "meeting__university",
            "submission__placement__apprentice__person",
            "submission__placement__apprentice__cohort",
            "submission__placement__practice_educator__person",
        )
        .get(pk=item.pk)
    )

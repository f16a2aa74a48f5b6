"""Where hidden pieces are met outside their own pages: home page, navigation, files, one reminder."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.people import kinds
from apprentices.registrations.waiting import Waiting
from assessment.breaches.permissions import answers_for
from assessment.models import Attachment, Breach, Evidence, readers
from assessment.models.breaches import DATA_PROTECTION
from consortium.people import holds, reached_ids
from core import words
from core.registry import NavigationItem, Need, Reminder, WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

State = Breach.State
Kind = Involvement.Kind

SOON = datetime.timedelta(hours=24)
"""So long before the 72 hours end whoever answers for it is reminded."""


def navigation(user: User) -> Iterable[NavigationItem]:
    """A data protection lead has a place of their own."""
    if holds(user, DATA_PROTECTION):
        yield NavigationItem("Data protection", reverse("assessment:breaches"), "/assessment/breaches/")


def files(user: User) -> QuerySet[Any, Any]:
    """Ids of the files beside hidden versions that this person may read as tutor or data protection lead."""
    readable = Breach.objects.readable_by(user).order_by()
    hidden = Attachment.objects.order_by().filter(version__submitted_at__isnull=False)
    return hidden.filter(
        version__evidence__breaches__in=readable, version__number__lte=F("version__evidence__breaches__number")
    ).values_list("file_id")


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """For the home page: decide (tutor), the 72 hours (data protection lead), a copy without details (apprentice)."""
    held = kinds(user)
    standing = Breach.objects.standing().select_related("apprentice__person")
    if Kind.TUTOR in held:
        taught = standing.filter(state=State.FLAGGED, apprentice__in=readers.tutored_by(user, on=on))
        flagged = taught.exclude(about__in=Breach.NOT_THE_TUTORS)
        yield Waiting(flagged, lambda: _to_decide(flagged, on))
    if Kind.SELF in held:
        mine = standing.filter(evidence__apprentice__in=readers.owned_by(user, on=on), resent_at__isnull=True)
        yield Waiting(mine, lambda: _of_my_own(mine))
    if held:
        said = standing.filter(
            writer=user, evidence__isnull=True, state=State.CONFIRMED, resent_at__isnull=True, destruction__isnull=True
        )
        yield Waiting(said, lambda: _of_my_words(said))
    if holds(user, DATA_PROTECTION, on=on):
        unassessed = standing.visible_to(user, on=on).filter(assessed_at__isnull=True)
        yield Waiting(unassessed, lambda: _to_assess(unassessed))
        universities = reached_ids(user, on=on, roles=[DATA_PROTECTION])
        instead = standing.filter(
            state=State.FLAGGED,
            about__in=Breach.NOT_THE_TUTORS,
            apprentice__cohort__university__in=universities,
        ).exclude(writer=user)
        yield Waiting(instead, lambda: _to_decide(instead, on))


def _to_decide(flagged: QuerySet[Breach], on: datetime.date) -> Iterator[WorkItem]:
    for one in flagged:
        since = timezone.localdate(one.flagged_at)
        text = f"Decide whether somebody’s details stand in {one.what}: {one.apprentice}"
        yield WorkItem(text, _url(one), need=Need.overdue_if(since < on), hint=f"Hidden since {words.day(since)}")


def _to_assess(unassessed: QuerySet[Breach]) -> Iterator[WorkItem]:
    for one in unassessed:
        text = "Record whether the Information Commissioner is told of somebody’s details in what was written"
        until = timezone.localdate(one.report_by)
        yield WorkItem(text, _url(one), due_on=until, hint=f"72 hours end on {words.moment(one.report_by)}")


def _of_my_own(mine: QuerySet[Breach]) -> Iterator[WorkItem]:
    for one in mine:
        if one.state == State.FLAGGED:
            yield WorkItem(
                "A piece of your evidence is hidden while your tutor looks at it", _url(one), need=Need.WAITING
            )
        elif one.before != Evidence.State.WITHDRAWN:
            due_on = timezone.localdate(one.fix_by) if one.fix_by else None
            hint = f"By {words.moment(one.fix_by)}" if one.fix_by else "Agree the day with your tutor"
            yield WorkItem(
                "Send a copy of a piece of evidence without somebody’s details", _url(one), due_on=due_on, hint=hint
            )


def _of_my_words(said: QuerySet[Breach]) -> Iterator[WorkItem]:
    for one in said:
        due_on = timezone.localdate(one.fix_by) if one.fix_by else None
        yield WorkItem(f"Write without somebody’s details: {one.what}", _url(one), due_on=due_on)


def _url(one: Breach) -> str:
    return reverse("assessment:breach", args=[one.reference])


def clock_runs_out(at: datetime.datetime) -> Iterable[Reminder]:
    """For ``core.registry.reminder_rules``: a day before the 72 hours end, whoever answers for it is told once."""
    running_since = at - datetime.timedelta(hours=72) + SOON
    late = Breach.objects.standing().filter(assessed_at__isnull=True, flagged_at__lte=running_since)
    for one in late.select_related("apprentice", "evidence__apprentice", "flagged_by", "writer"):
        _, leads = answers_for(one, on=timezone.localdate(at))
        for lead in leads:
            yield Reminder(
                to=lead,
                template="breach",
                context={
                    "breach": one,
                    "news": f"The 72 hours to tell the Information Commissioner end on {words.moment(one.report_by)}.",
                },
                key=f"breach-clock-{one.reference}-{lead.reference}",
            )

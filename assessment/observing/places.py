"""Where direct observations are met outside their own pages: record, placement, home page, one reminder."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from apprentices.people import kinds
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import ONE_DAY, last_day_that_waited_longer
from assessment.models import Observation
from assessment.observing.counts import counted
from assessment.observing.permissions import sets_rule_for
from assessment.portfolios import opens
from consortium.people import holds
from core.registry import Need, RecordSection, Reminder, WorkItem
from core.words import moment
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

Kind = Involvement.Kind
State = Observation.State
TITLE = "Direct observations"
TEMPLATE = "assessment/observations/counts.html"

SOON = datetime.timedelta(days=3)
"""So long before it takes place an observation stands on the home page."""

PATIENCE = 5
"""Working days after which a report that is not signed is late."""


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """How many observations there are, for everybody who sees the record; what is said in them is not here."""
    shown = counted(Placement.objects.filter(apprentice=apprentice).exclude(state__in=Placement.NEVER_WAS))
    if not shown:
        return None
    reads = opens(user, apprentice.pk, on=on)
    return RecordSection(
        TITLE,
        TEMPLATE,
        {"shown": shown, "named": True},
        url=reverse("assessment:observations_of", args=[apprentice.reference]) if reads else "",
    )


def placement_section(user: User, placement: Placement) -> RecordSection | None:
    """The same for one placement; whoever sets how many a university asks for finds the way there."""
    if placement.state in Placement.NEVER_WAS:
        return None
    reads = opens(user, placement.apprentice_id, on=timezone.localdate())
    shown = counted(Placement.objects.filter(pk=placement.pk))
    context = {"shown": shown, "university": sets_rule_for(user)}
    url = reverse("assessment:observations_of", args=[placement.apprentice.reference]) if reads else ""
    return RecordSection(TITLE, TEMPLATE, context, url=url)


def needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """For ``core.registry.worklist``: what an observation asks of apprentice, observer and practice educator.

    A second practice educator has no relation to the apprentice, but the role.
    """
    has_a_part = kinds(user).intersection({Kind.SELF, Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_SUPERVISOR})
    if not has_a_part and not holds(user, "practice_educator"):
        return
    who = user.pk or 0
    mine = Observation.objects.under_way().filter(
        Q(observer=who, state__in=[State.PLANNED, State.OBSERVED])
        | Q(observed=who, state__in=[State.PLANNED, State.REPORTED])
        | Q(placement__practice_educator__person=who, state=State.REFLECTED)
    )
    late = _too_long_ago(on)
    for observation in mine.select_related("observed", "observer"):
        if item := _need(observation, user, on, late):
            yield item


def _need(observation: Observation, user: User, on: datetime.date, late: datetime.date) -> WorkItem | None:
    url = reverse("assessment:observation", args=[observation.reference])
    if observation.state == State.PLANNED:
        return _soon(observation, user, on, url)
    if observation.state == State.REPORTED:
        return WorkItem("Write your reflection on an observation", url, hint=f"Observed by {observation.observer}")
    if observation.state == State.REFLECTED:
        return WorkItem(f"Judge and sign an observation of {observation.observed}", url)
    assert observation.began_at is not None
    need = Need.overdue_if(timezone.localdate(observation.began_at) <= late)
    hint = f"It took place on {moment(observation.began_at)}"
    return WorkItem(f"Write the report of an observation of {observation.observed}", url, need=need, hint=hint)


def _soon(observation: Observation, user: User, on: datetime.date, url: str) -> WorkItem | None:
    """A planned one within three days, or past its time without a word of whether it took place."""
    date = timezone.localdate(observation.planned_for)
    if date > on + SOON:
        return None
    hint = "" if observation.consent_on else "The person or family has not agreed yet"
    if user == observation.observed:
        text = f"You are observed at work by {observation.observer}"
        return WorkItem(text, url, need=Need.WAITING, due_on=date, hint=hint) if date >= on else None
    if date < on:
        hint = "Say whether it took place, was moved or cancelled"
    return WorkItem(f"Observe {observation.observed} at work", url, due_on=date, hint=hint)


def _too_long_ago(on: datetime.date) -> datetime.date:
    return last_day_that_waited_longer(PATIENCE, on, bank_holidays())


def reports_late(at: datetime.datetime) -> Iterable[Reminder]:
    """For ``core.registry.reminder_rules``: the observer is told once that a report is late."""
    next_day = _too_long_ago(timezone.localdate(at)) + ONE_DAY
    until = datetime.datetime.combine(next_day, datetime.time(), timezone.get_current_timezone())
    late = Observation.objects.under_way().filter(state=State.OBSERVED, began_at__lt=until)
    for observation in late.select_related("observer", "placement__apprentice__person"):
        yield Reminder(
            to=observation.observer,
            template="observation_report_late",
            context={"observation": observation, "apprentice": observation.placement.apprentice},
            key=f"observation-report-late-{observation.reference}",
        )

"""Make the reports of outcomes by group on their day, switch and show a practice educator's own profile."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.equality import counted_by_group
from assessment.equity import permissions
from assessment.equity.figures import figures_of
from assessment.equity.outcomes import decisions_of, outcomes
from assessment.models import EquityReport, JudgementProfileRule, JudgementProfileShare
from assessment.permissions import refuse_unless
from consortium.models import Consortium, Organisation
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused

YEARS = 3
"""Academic years taken together: of one year alone nearly every figure would be hidden."""

MADE_FROM = (11, 1)
"""From 1 November after an academic year: results of its last board are out by then."""


def last_year_due(on: datetime.date) -> int:
    """The academic year (by the year in which it began) whose report is due by a day."""
    due = (on.month, on.day) >= MADE_FROM
    return on.year - 1 if due else on.year - 2


def make_reports_due(*, on: datetime.date | None = None) -> list[EquityReport]:
    """On its day, one report for every university and for every consortium with an office; run again, none."""
    on = on or timezone.localdate()
    year = last_year_due(on)
    made: list[EquityReport] = []
    there = EquityReport.objects.filter(year=year)
    of_universities = there.exclude(university=None).values("university")
    for university in Organisation.objects.universities().current(on).exclude(pk__in=of_universities):
        made.append(_make(university, year))
    of_consortia = there.exclude(consortium=None).values("consortium")
    for consortium in Consortium.objects.filter(office__isnull=False).exclude(pk__in=of_consortia):
        made.append(_make(consortium, year))
    return made


@transaction.atomic
def _make(scope: Organisation | Consortium, year: int) -> EquityReport:
    """Count once, keep what may be shown, and forget the rest."""
    first_day, last_day = datetime.date(year - YEARS + 1, 9, 1), datetime.date(year + 1, 8, 31)
    found = outcomes(decisions_of(scope, on=last_day), first_day=first_day, last_day=last_day)
    kind = "university" if isinstance(scope, Organisation) else "consortium"
    report = EquityReport.objects.create(
        **{kind: scope},
        year=year,
        first_day=first_day,
        last_day=last_day,
        figures=figures_of(found, counted_by_group(found)),
    )
    audit.record(report, "read equality answers, counted by group", by=None)
    audit.record(report, "made", by=None)
    return report


# A practice educator's own profile ----------------------------------------------------------------------------


@transaction.atomic
def switch_profile(*, university: Organisation, on: bool, by: User) -> JudgementProfileRule:
    """Whether practice educators see how their judgements about this university's apprentices went."""
    refuse_unless(permissions.may_switch(by, university))
    rule, _ = JudgementProfileRule.objects.select_for_update().get_or_create(university=university)
    if rule.is_on != on:
        JudgementProfileRule.objects.filter(pk=rule.pk).update(is_on=on)
        rule.is_on = on
        audit.record(rule, "switched", by=by, reason="On." if on else "Off.")
    return rule


@transaction.atomic
def share_profile(*, shown_to: User, by: User, at: datetime.datetime | None = None) -> JudgementProfileShare:
    """Show one's own profile to one person of one's choice, until it is ended."""
    if shown_to not in permissions.may_be_shown(by, on=timezone.localdate(at)):
        raise StepRefused("Show it to a practice educator lead of your own organisation.")
    share, new = JudgementProfileShare.objects.standing().get_or_create(
        educator=by, shown_to=shown_to, defaults={"since": at or timezone.now()}
    )
    if new:
        audit.record(share, "shared", by=by, at=at)
    return share


@transaction.atomic
def end_share(share: JudgementProfileShare, *, by: User, at: datetime.datetime | None = None) -> None:
    """Nobody but oneself sees it any more."""
    if share.educator_id != by.pk:
        raise StepRefused("Only whoever shows it ends that.")
    if JudgementProfileShare.objects.standing().filter(pk=share.pk).update(ended_at=at or timezone.now()):
        audit.record(share, "ended", by=by, at=at)

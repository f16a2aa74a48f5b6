"""A university's own days: for handing in after a placement, and for an appeal after a release."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.deciding import board_permissions as permissions
from assessment.deciding.dates import Rule
from assessment.models import DecisionRule
from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.words import day
from core.workflow import StepRefused


@transaction.atomic
def set_decision_rule(
    university: Organisation, *, rule: Rule, valid_from: datetime.date, by: User, at: datetime.datetime | None = None
) -> DecisionRule:
    """Set the days from a day to come. Placements that have ended and results that are released keep theirs."""
    at = at or timezone.now()
    if permissions.board_of(by) != university:
        raise StepRefused(permissions.SETS_DAYS)
    if valid_from <= timezone.localdate(at):
        raise StepRefused("Choose a day to come: days that are running already do not change.")
    try:
        with transaction.atomic():
            made = DecisionRule.objects.create(
                university=university,
                valid_from=valid_from,
                hand_in_days=rule.hand_in_days,
                appeal_working_days=rule.appeal_working_days,
                set_by=by,
            )
    except IntegrityError as taken:
        raise StepRefused(f"Days from {day(valid_from)} are set already. Choose a later day.") from taken
    audit.record(made, "set the days for handing in and appeals", by=by, at=at)
    return made

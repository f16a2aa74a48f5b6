"""Keeping the register of practice educators and the list of settings."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction

from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.periods import require_no_overlap
from core.words import day
from core.workflow import StepRefused
from placements.models import Designation, PracticeEducator, Setting, UniversityRule


@transaction.atomic
def add_educator(
    *, name: str, email: str, kept_by: Organisation, stage: str, stage_from: datetime.date, by: User, **fields: Any
) -> PracticeEducator:
    """Put somebody on the register, with the stage that they hold. Raises ``StepRefused`` where they are on it."""
    person = User.objects.for_email(email, name=name)
    if person.pk == by.pk:
        raise StepRefused("Nobody keeps their own entry. Ask a colleague to add you.")
    try:
        with transaction.atomic():
            educator = PracticeEducator.objects.create(person=person, kept_by=kept_by, **fields)
    except IntegrityError as twice:
        raise StepRefused(f"{person} is on the register already.") from twice
    audit.record(educator, "added to the register", by=by)
    designate(educator, stage=stage, starts_on=stage_from, by=by)
    return educator


@transaction.atomic
def change_educator(educator: PracticeEducator, *, by: User, **changes: Any) -> None:
    """Change an entry of the register; the event names what changed, never the registration number."""
    held = PracticeEducator.objects.select_for_update().get(pk=educator.pk)
    for field, value in changes.items():
        setattr(held, field, value)
    held.version += 1
    held.save(update_fields=[*changes, "version"])
    refresh_currency(held)
    audit.record(held, "changed the entry", by=by, changed=sorted(changes))
    educator.refresh_from_db()


@transaction.atomic
def designate(educator: PracticeEducator, *, stage: str, starts_on: datetime.date, by: User) -> Designation:
    """Record a stage from a day on; the one that held until then ends the day before."""
    held = PracticeEducator.objects.select_for_update().get(pk=educator.pk)
    open_ended = held.designations.filter(ends_on__isnull=True).first()
    if open_ended and open_ended.starts_on >= starts_on:
        raise StepRefused(f"{open_ended} holds since {day(open_ended.starts_on)}. Give a later day.")
    if open_ended:
        open_ended.ends_on = starts_on - datetime.timedelta(days=1)
        open_ended.save(update_fields=["ends_on"])
    require_no_overlap(
        Designation.objects.filter(educator=held),
        starts_on=starts_on,
        ends_on=None,
        words="Another stage is recorded for a later day. Only one holds at a time.",
    )
    made = Designation.objects.create(educator=held, stage=stage, starts_on=starts_on)
    refresh_currency(held)
    audit.record(made, "designated", by=by, stage=made.get_stage_display(), starts_on=starts_on)
    return made


def refresh_currency(educator: PracticeEducator) -> None:
    """Write down until when somebody is current, so that the list can ask for it."""
    educator.current_until = educator.facts().current_until()
    educator.save(update_fields=["current_until"])


@transaction.atomic
def add_setting(*, organisation: Organisation, team: str, by: User, **fields: Any) -> Setting:
    if Setting.objects.filter(organisation=organisation, team__iexact=team).exists():
        raise StepRefused(f"{team} of {organisation.short_name} is on the list already.")
    setting = Setting.objects.create(organisation=organisation, team=team, **fields)
    audit.record(setting, "added this setting", by=by)
    return setting


@transaction.atomic
def change_setting(setting: Setting, *, by: User, **changes: Any) -> None:
    """Change a setting. Its approval stays where the statutory test changes: the rules ask anew each time."""
    held = Setting.objects.select_for_update().get(pk=setting.pk)
    for field, value in changes.items():
        setattr(held, field, value)
    held.version += 1
    held.save(update_fields=[*changes, "version"])
    audit.record(held, "changed this setting", by=by, changed=sorted(changes))
    setting.refresh_from_db()


@transaction.atomic
def approve_setting(
    setting: Setting,
    *,
    audited_on: datetime.date,
    approved_from: datetime.date,
    approved_to: datetime.date,
    by: User,
) -> None:
    """Approve a setting from a day to a day, after an audit."""
    if approved_to < approved_from:
        raise StepRefused("The last day of the approval is before its first day.")
    if audited_on > approved_from:
        raise StepRefused("A setting is approved after its audit. The approval cannot begin before it.")
    change_setting(
        setting,
        by=by,
        audited_on=audited_on,
        approved_from=approved_from,
        approved_to=approved_to,
        approved_by=by,
    )
    audit.record(setting, f"approved this setting to {day(approved_to)}", by=by)


@transaction.atomic
def set_university_rule(*, university: Organisation, own_team_allowed: bool, by: User) -> None:
    """Whether one of the placements may be in the apprentice's own team at this university."""
    rule, _ = UniversityRule.objects.update_or_create(
        university=university, defaults={"own_team_allowed": own_team_allowed}
    )
    said = "allowed one placement in the own team" if own_team_allowed else "allowed no placement in the own team"
    audit.record(rule, said, by=by)

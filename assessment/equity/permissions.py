"""Who reads reports of outcomes by group, who switches the practice educators' own profile, who may be shown one."""

from __future__ import annotations

import datetime

from django.utils import timezone

from assessment.models.equity import CONSORTIUM_ROLES, LEADING, UNIVERSITY_ROLES
from consortium.models import Appointment, Organisation
from consortium.people import held_on, holds, reached_ids
from core.accounts.models import User
from core.permissions import YES, Answer, no


def reads_reports(user: User) -> Answer:
    """May this person read any such report?"""
    if holds(user, *UNIVERSITY_ROLES, *CONSORTIUM_ROLES):
        return YES
    return no("A university’s panel chair and compliance officer, and the consortium manager, read these reports.")


def switched_by(user: User) -> list[Organisation]:
    """The universities for which a person switches the profile."""
    ids = reached_ids(user, on=timezone.localdate(), roles=["assessment_panel_chair"])
    return list(Organisation.objects.universities().filter(pk__in=ids).order_by("name"))


def may_switch(user: User, university: Organisation) -> Answer:
    """May this person switch the practice educators' own profile for a university? The chair of its panel."""
    if university in switched_by(user):
        return YES
    return no("The chair of the university’s practice assessment panel decides that.")


def may_be_shown(user: User, *, on: datetime.date) -> list[User]:
    """To whom a practice educator may show their profile: those who lead practice educators where they work."""
    at = {pk for a in held_on(user, on) for pk in (a.organisation_id, a.organisation.part_of_id) if pk}
    leads = Appointment.objects.accepted().on(on).filter(role__code=LEADING, organisation__in=at, closed_at=None)
    found = {lead.person for lead in leads.select_related("person") if lead.person_id != user.pk}
    return sorted(found, key=lambda lead: lead.name)

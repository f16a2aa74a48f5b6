"""Who records a university's marks, and who sees marks and practice side by side."""

from __future__ import annotations

from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from assessment.models.assignments import RECORDING_ROLES
from assessment.models.readers import tutored_by
from consortium.models import Cohort
from consortium.people import reached_ids
from core.accounts.models import User
from core.permissions import YES, Answer, no


def may_record(user: User, cohort: Cohort) -> Answer:
    """May this person record marks of a cohort? A tutor or compliance officer of its university."""
    if cohort.university_id in reached_ids(user, on=timezone.localdate(), roles=RECORDING_ROLES):
        return YES
    return no(f"A tutor or compliance officer of {cohort.university} records its marks.")


def may_see_marks(user: User, apprentice: Apprentice) -> Answer:
    """May this person see marks beside practice? The apprentice and the university tutor; never an employer."""
    if apprentice.person_id == user.pk or apprentice.pk in tutored_by(user, on=timezone.localdate()):
        return YES
    kind = Involvement.Kind.TUTOR.label.lower()
    return no(f"Marks are seen by {apprentice} and the {kind}.")

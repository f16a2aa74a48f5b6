"""Who records a university's marks, and who sees marks and practice side by side."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from assessment.models.assignments import RECORDING_ROLES
from assessment.models.readers import tutored_by
from consortium.models import Cohort
from consortium.people import reached_ids
from core.accounts.models import User
from core.permissions import YES, Answer, no


def recorded_by(user: User) -> QuerySet[Apprentice]:
    """Apprentices whose marks this person records: a tutor their own, a compliance officer their university's.

    Nobody their own.
    """
    on = timezone.localdate()
    universities = reached_ids(user, on=on, roles=RECORDING_ROLES)
    theirs = Apprentice.objects.filter(Q(pk__in=tutored_by(user, on=on)) | Q(cohort__university__in=universities))
    return theirs.exclude(person=user)


def may_record(user: User, cohort: Cohort) -> Answer:
    """May this person record marks of a cohort? Its university's compliance officer, or a tutor of somebody in it."""
    if recorded_by(user).filter(cohort=cohort).exists():
        return YES
    return no(f"A compliance officer of {cohort.university}, or a tutor of this cohort, records its marks.")


def may_see_marks(user: User, apprentice: Apprentice) -> Answer:
    """May this person see marks beside practice? The apprentice and the university tutor; never an employer."""
    if apprentice.person_id == user.pk or apprentice.pk in tutored_by(user, on=timezone.localdate()):
        return YES
    kind = Involvement.Kind.TUTOR.label.lower()
    return no(f"Marks are seen by {apprentice} and the {kind}.")

"""Who puts evidence together for an audit, compares the learner record, and opens records to somebody from outside."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices import people as people_of_apprentices
from apprentices.models import Apprentice, Visit
from apprentices.models.audit_files import FOR_EMPLOYER, FOR_UNIVERSITY, audited_by
from consortium import people
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no
from core.words import day


def makes_audit_files(user: User) -> bool:
    """Whether a person puts the evidence of anybody together, by a role or as tutor."""
    return people.holds(user, *FOR_EMPLOYER, *FOR_UNIVERSITY) or people_of_apprentices.is_tutor(user)


def may_make_audit_files(user: User) -> Answer:
    if makes_audit_files(user):
        return YES
    return no("An employer's workforce or levy lead and a university's compliance officer and tutors make audit files.")


def may_put_together(user: User, apprentice: Apprentice) -> Answer:
    """The evidence of this apprentice: who answers for them at the employer or the university, never themselves.

    By a role it is answered without a query; the operation asks the involvements themselves (``audited_by``).
    """
    own = user.pk == apprentice.person_id
    employer = {apprentice.employer_id, apprentice.employer.part_of_id}
    if not own and not employer.isdisjoint(people.organisation_ids(user, *FOR_EMPLOYER)):
        return YES
    if not own and apprentice.cohort.university_id in people.organisation_ids(user, *FOR_UNIVERSITY):
        return YES
    if not own and people_of_apprentices.is_tutor(user):
        mine = Apprentice.objects.filter(pk__in=audited_by(user, on=timezone.localdate()))
        return YES if mine.filter(pk=apprentice.pk).exists() else no("The tutor of this apprentice can.")
    return no("The employer's workforce or levy lead and the university's compliance officer or tutor can.")


def keeps_learner_records(user: User) -> bool:
    return people.holds(user, *FOR_UNIVERSITY)


def may_compare_records(user: User) -> Answer:
    """Bring an extract of the learner record: the compliance officer, who answers for what the university returns."""
    if keeps_learner_records(user):
        return YES
    return no("The university's compliance officer compares the learner record.")


def may_compare_records_of(user: User, university: Organisation) -> Answer:
    reached = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=list(FOR_UNIVERSITY))
    if reached.filter(pk=university.pk).exists():
        return YES
    return no(f"The compliance officer of {university} compares its learner record.")


def may_open_visits(user: User) -> Answer:
    """Nobody opens to others what is not open to themselves: so it is the compliance officer of the university."""
    if keeps_learner_records(user):
        return YES
    return no("The university's compliance officer opens visits to the records of its apprentices.")


def may_end_visit(user: User, visit: Visit, *, on: datetime.date) -> Answer:
    if visit.is_over(on=on):
        return no(f"This visit is over since {day(visit.ended_at or visit.ends_on)}.")
    return may_compare_records_of(user, visit.university)

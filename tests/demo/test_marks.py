"""The demo's chapter on marks: passed, handed in again, extended, and confirmed by the board."""

import datetime
import random

import pytest
from django.utils import timezone

from assessment.models import AssignmentResult
from demo.chapters import marks
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_the_chapter_tells_of_marks_resubmissions_and_extensions():
    today = timezone.localdate()
    world = World(today=today, size=SMALL, dice=random.Random(1))
    first = make.portfolio_owner("Apprentice 0")
    cohort = first.cohort
    type(cohort).objects.filter(pk=cohort.pk).update(starts_on=today - datetime.timedelta(days=300))
    cohort.refresh_from_db()
    world.cohorts.append(cohort)
    world.apprentices += [first, *(make.apprentice(f"Apprentice {n}", cohort=cohort) for n in range(1, 11))]
    officer = make.appointment(at=cohort.university, as_="compliance_officer").person
    world.staff[cohort.university_id, "compliance_officer"].append(officer)
    marks.tell(world)
    told = set(AssignmentResult.objects.values_list("outcome", "attempt"))
    assert told == {("passed", 1), ("passed", 2), ("not_passed", 1), ("extended", 1)}
    assert AssignmentResult.objects.filter(confirmed_on__isnull=False).exists()

"""The chapter of capability reviews shows a panel released, one that sits today, and one to come."""

import datetime
import random

import pytest
from django.utils import timezone

from apprentices.models import Milestone
from assessment.models import CapabilityReview
from consortium.models import Organisation
from core.audit.sealing import verify
from demo.chapters import capability_reviews as chapter
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db
State = CapabilityReview.State


def test_panels_before_on_and_after_the_day_are_told():
    today = timezone.localdate()
    world = World(today=today, size=SMALL, dice=random.Random(1))
    first = make.portfolio_owner()
    university = first.cohort.university
    for _ in range(len(chapter.DAYS) * chapter.A_PANEL - 1):
        make.portfolio_owner(cohort=first.cohort)
    world.universities, world.services = [university], [make.service()]
    since = today - datetime.timedelta(days=400)
    for at, role in ((university, "tutor"), (world.services[0], "practice_educator")):
        world.staff[at.pk, role] = [make.appointment(make.person(), at, role, starts_on=since).person]
    group = make.organisation(Organisation.Kind.LIVED_EXPERIENCE_GROUP, "Voices")
    make.appointment(make.person(), group, "panel_member", starts_on=since)

    chapter.tell(world)

    states = list(CapabilityReview.objects.values_list("state", flat=True))
    assert {state: states.count(state) for state in set(states)} == {
        State.RELEASED: 4,
        State.JUDGED: 1,
        State.PLANNED: 7,
    }
    assert Milestone.objects.count() == 3
    assert list(verify()) == []

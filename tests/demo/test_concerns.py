"""The demo's chapter of concerns, told about people of the tests: one in each state that it promises."""

import random

import pytest
from django.utils import timezone

from apprentices.models import Concern, ConcernEscalation, PlacementDecision, WellbeingCheck
from demo.chapters import concerns
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_the_chapter_tells_a_concern_in_each_state():
    circles = [make.concern_circle(f"Apprentice {number}") for number in range(10)]
    world = World(today=timezone.localdate(), size=SMALL, dice=random.Random(1))
    world.services = [circle.apprentice.employer for circle in circles]
    world.universities = [circle.apprentice.cohort.university for circle in circles]

    concerns.tell(world)

    states = Concern.objects.order_by("apprentice").values_list("state", flat=True)
    assert list(states) == [
        "formal",
        "raised",
        "raised",
        "resolved",
        "not_upheld",
        "escalated",
        "referred",
        "raised",
        "referred",
        "raised",
    ]
    late = ConcernEscalation.objects.filter(concern__about=Concern.About.PRACTICE_EDUCATOR)
    assert list(late.values_list("cause", flat=True)) == ["triage"]
    assert WellbeingCheck.objects.count() == 2
    assert list(PlacementDecision.objects.values_list("change", flat=True)) == ["dates"]
    held = Concern.objects.get(hold_asked=True)
    assert list(held.holds.values_list("state", flat=True)) == ["in_force", "asked"]
    assert held.told_at is None

"""The chapter of the exchange shows each of its main states."""

import random

import pytest
from django.utils import timezone

from apprentices.models import LearningSet, OffTheJobEntry, SetMeeting, ShadowingAsk, ShadowingDay
from apprentices.operations import peers
from core.audit.sealing import verify
from demo.chapters import peers as chapter
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_days_and_sets_in_every_main_state_are_told():
    world = World(today=timezone.localdate(), size=SMALL, dice=random.Random(1))
    world.services = make.boroughs("Camden", "Hackney", "Sutton")
    for service in world.services:
        world.staff[service.pk, "practice_educator"].append(make.host(service))
    world.apprentices = [make.learner(at=world.services[number % 3]) for number in range(18)]

    chapter.tell(world)

    assert set(ShadowingDay.objects.values_list("state", flat=True)) == {"held", "open"}
    assert set(ShadowingAsk.objects.values_list("state", flat=True)) == {
        "attended",
        "agreed",
        "waiting",
        "released",
        "asked",
    }
    credited = OffTheJobEntry.objects.confirmed().values_list("activity__code", flat=True)
    assert sorted(credited) == [*["peer_learning"] * 4, "shadowing"]
    assert set(LearningSet.objects.values_list("state", flat=True)) == {"running", "forming"}
    held = SetMeeting.objects.get(notes_version=1)
    assert len(peers.notes_wait_for(held)) == 1
    assert list(verify()) == []

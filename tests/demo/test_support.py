"""The chapter about support, told over a handful of apprentices: each of its states is there to be shown."""

import random

import pytest
from django.utils import timezone

from apprentices.models import Mentoring, PriorLearning, ResultReview, SharedAdjustment, SkillsScan, WorkplaceVisit
from core.audit.sealing import verify
from demo.chapters import support
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_every_state_is_told():
    apprentices = [make.apprentice_with_people()[0] for _ in range(8)]
    make.ksbs(apprentices[0])
    world = World(today=timezone.localdate(), size=SMALL, dice=random.Random(1))
    world.apprentices, world.services = apprentices, [apprentice.employer for apprentice in apprentices[:4]]
    for service in world.services:
        world.staff[service.pk, "workforce_lead"].append(make.appointment(at=service, as_="workforce_lead").person)

    support.tell(world)

    def states(model):
        return set(model.objects.values_list("state", flat=True))

    assert states(SharedAdjustment) == {"told", "asked", "offered", "agreed", "refused"}
    assert states(SkillsScan) == {"open", "discussed"}
    assert states(Mentoring) == {"proposed", "running", "ended"}
    assert states(WorkplaceVisit) == {"planned", "held", "missed"}
    assert (PriorLearning.objects.get().recognised, ResultReview.objects.get().state) == (8, "asked")
    assert list(verify()) == []

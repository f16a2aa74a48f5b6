"""The chapter of direct observations shows one in every state."""

import datetime
import random

import pytest
from django.utils import timezone

from assessment.models import Observation
from core.audit.sealing import verify
from demo.chapters import observations as chapter
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_observations_in_every_state_are_told():
    today = timezone.localdate()
    began = today - datetime.timedelta(days=63 + today.weekday())
    for _ in chapter.LATER:
        make.observed_placement(starts_on=began)

    chapter.tell(World(today=today, size=SMALL, dice=random.Random(1)))

    assert set(Observation.objects.values_list("state", flat=True)) == set(Observation.State.values)
    assert Observation.objects.signed().count() == len(chapter.LATER)
    assert list(verify()) == []

"""The demo's chapter on somebody's details in evidence: each state of a flag, and a draft in which they are marked."""

import random

import pytest
from django.utils import timezone

from assessment.models import AllowedName, Breach, Evidence
from assessment.operations.sending import personal_details
from demo.chapters import confidentiality
from demo.world import SMALL, World
from tests import make

pytestmark = pytest.mark.django_db


def test_the_chapter_tells_of_every_state_of_a_flag_and_of_a_draft_with_details():
    make.role("data_protection_lead")
    world = World(today=timezone.localdate(), size=SMALL, dice=random.Random(1))
    placements = [make.placement(make.portfolio_owner(f"Apprentice {number}")) for number in range(4)]
    for placement in placements:
        make.tutor(placement.apprentice)
        world.services.append(placement.apprentice.employer)
        world.services.append(placement.setting.organisation)
        world.universities.append(placement.apprentice.cohort.university)
    observation = make.observation(placements[0])
    confidentiality.tell(world)
    pieces = Breach.objects.filter(about=Breach.About.EVIDENCE)
    assert sorted(pieces.values_list("state", flat=True)) == ["confirmed", "flagged", "lifted"]
    assert Breach.objects.get(about=Breach.About.REFLECTION).about_id == observation.pk
    assert Breach.objects.get(state="confirmed").assessed_by is not None
    draft = Evidence.objects.get(state=Evidence.State.DRAFT).draft
    assert [one.found for one in personal_details(draft)] == ["Thistlewood", "14 Marlowe Road", "Kofi"]
    assert AllowedName.objects.get().name == "Winston"

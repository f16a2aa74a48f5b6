"""The pool of panel members as the demo shows it: a substitution done and one under way, fees at every stage."""

import datetime
import random
from collections import Counter

import pytest
from django.utils import timezone

from consortium.models import Organisation
from core.audit.sealing import verify
from demo.chapters import panellists as chapter
from demo.chapters.selection import tell_selection_days
from demo.world import SMALL, World
from recruitment.models import Debrief, PaidSupporter, PanelClaim, Panellist, SubstituteOffer, Vacancy
from tests import make

pytestmark = pytest.mark.django_db


def test_the_register_substitutes_and_payments_are_told():
    make.framework("PCF", statements=9)
    today = timezone.localdate()
    campaign = make.campaign(opens_on=today - datetime.timedelta(days=75))
    world = World(today=today, size=SMALL, dice=random.Random(1))
    world.office, world.manager = campaign.run_by, make.appointment(at=campaign.run_by, as_="consortium_manager").person
    group = make.organisation(Organisation.Kind.LIVED_EXPERIENCE_GROUP)
    world.services = [make.service_in(make.borough()) for _ in range(22)]
    world.universities = [make.university()]
    for at, role, number in (
        (group, "panel_member", 8),
        (campaign.run_by, "recruitment_coordinator", 2),
        (world.universities[0], "tutor", 2),
        (world.services[20], "practice_educator", 2),
        (world.services[21], "practice_educator", 2),
    ):
        world.staff[at.pk, role] = [make.appointment(at=at, as_=role).person for _ in range(number)]
    for _ in range(20):
        make.application(campaign, state="invited")
    coordinator = world.staff[campaign.run_by.pk, "recruitment_coordinator"][0]

    chapter.keep_register(world, campaign, coordinator)
    tell_selection_days(world, campaign, coordinator)
    chapter.tell_what_followed(world, campaign, coordinator)

    assert Panellist.objects.filter(group="lived_experience").count() == 15
    done = Vacancy.objects.get(state="filled")
    assert done.filled_by.stands_in_for == done.leaver
    assert done.panel.day.state == "confirmed"
    assert SubstituteOffer.objects.held().count() == 1
    stages = Counter(PanelClaim.objects.values_list("state", flat=True))
    assert {stage: stages[stage] for stage in ("paid", "approved", "checked", "submitted", "queried")} == dict.fromkeys(
        ("paid", "approved", "checked", "submitted", "queried"), 1
    )
    assert PaidSupporter.objects.get().person.name == "Rosa Delgado"
    assert Debrief.objects.waiting_for_a_call().count() == 1
    assert list(verify()) == []

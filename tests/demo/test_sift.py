"""The chapter of the sift leaves answers to read and one application on which two are apart."""

import datetime
import random

import pytest
from django.utils import timezone

from core.audit.sealing import verify
from core.notifications.models import Message
from demo.chapters.sift import APPLICANTS, tell_sift
from demo.world import SMALL, World
from recruitment.models import Application, Sifted, SiftMark
from tests import make

pytestmark = pytest.mark.django_db


def test_a_sift_is_told():
    today = timezone.localdate()
    campaign = make.campaign(opens_on=today - datetime.timedelta(days=75))
    employer = campaign.places.get().employer
    world = World(today=today, size=SMALL, dice=random.Random(1))
    world.staff[employer.pk, "line_manager"] = [make.appointment(at=employer, as_="line_manager").person]
    university = campaign.cohort.university
    world.staff[university.pk, "admissions_tutor"] = [make.appointment(at=university, as_="admissions_tutor").person]

    by_link = make.panellist(campaign.run_by).person

    tell_sift(world, campaign, make.coordinator_of(campaign))

    assert Application.objects.filter(state="eligible").count() == Sifted.objects.count() == APPLICANTS
    assert set(Sifted.objects.values_list("state", flat=True)) == {"waiting", "apart", "read"}
    assert SiftMark.objects.filter(marked_at__isnull=True).exists()
    assert Message.objects.filter(to=by_link, kind="sift_to_read").count() == 1
    assert list(verify()) == []

"""The chapter of first contact shows a campaign with channels, places by lead, feedback and whoever asks again."""

import datetime
import random

import pytest
from django.utils import timezone

from core.audit.sealing import verify
from demo.chapters import first_contact as chapter
from demo.chapters.recruitment import _endorse
from demo.world import SMALL, World
from recruitment.models import Application, EarlierAssurance, Endorsement, Reinvitation, SessionFeedback
from recruitment.operations import endorsements
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State


def test_the_beginning_of_a_campaign_is_told():
    today = timezone.localdate()
    campaign = make.campaign(opens_on=today - datetime.timedelta(days=75))
    employer = campaign.places.get().employer
    world = World(today=today, size=SMALL, dice=random.Random(1))
    world.services = [make.service() for _ in range(17)]
    world.staff[employer.pk, "workforce_lead"] = [make.appointment(at=employer, as_="workforce_lead").person]
    starts = timezone.now() - datetime.timedelta(days=20)
    held = make.information_session(
        campaign, capacity=30, starts_at=starts, ends_at=starts + datetime.timedelta(hours=1)
    )
    for _ in range(8):
        make.booking(held, state="attended")
    coordinator = make.coordinator_of(campaign)

    chapter.make_known(world, campaign, coordinator)
    applied = [
        make.application(campaign, state=state, heard_from=chapter.heard_from(campaign, number))
        for number, state in enumerate((State.INVITED, State.NOT_ELIGIBLE, State.ELIGIBLE))
    ]
    manager = make.person()
    asked = endorsements.ask_manager(
        application=applied[2], by=applied[2].candidate, name=manager.name, email=manager.email
    )
    _endorse(asked, "She is ready.")
    chapter.tell_what_came_of_it(world, campaign, coordinator)

    assert campaign.dates.count() == 5
    assert [channel.visits for channel in campaign.channels.with_totals().order_by("pk")] == [28, 7, 12, 44]
    assert campaign.places.asked().count() == 3
    assert campaign.places.get(employer=employer).teams.count() == 3
    assert SessionFeedback.objects.count() == 8
    assert Endorsement.objects.of_the_service().get().state == Endorsement.State.ENDORSED
    assert (EarlierAssurance.objects.count(), Reinvitation.objects.count()) == (1, 1)
    assert list(verify()) == []

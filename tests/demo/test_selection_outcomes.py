"""The chapter of what came of selection: figures that speak, a later start, a reserve list, a review, a question."""

import datetime
import random

import pytest
from django.utils import timezone

from core import retention
from core.audit.sealing import verify
from demo.chapters import selection_outcomes as chapter
from demo.world import SMALL, World
from recruitment.models import Application, Deferral, OutcomeFeedback, ProcedureReview, SuitabilityReferral
from recruitment.operations.adverse_impact import campaign_impact
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State
TODAY = timezone.localdate()
A_YEAR = datetime.timedelta(days=365)


@pytest.fixture
def world():
    world = World(today=TODAY, size=SMALL, dice=random.Random(1))
    world.services = [make.service() for _ in range(3)]
    world.office, world.manager = make.organisation("consortium_office"), make.person()
    university = make.university()
    for at, role in [(s, "workforce_lead") for s in world.services] + [(university, "admissions_tutor")]:
        world.staff[at.pk, role] = [make.appointment(at=at, as_=role).person]
    world.cohorts = [
        make.cohort(at=university, starts_on=day) for day in (TODAY - A_YEAR, TODAY + datetime.timedelta(days=200))
    ]
    make.role("suitability_panel_member")
    make.organisation("lived_experience_group")
    world.apprentices = [make.apprentice(at=world.services[n % 3], cohort=world.cohorts[0]) for n in range(20)]
    make.appointment(as_="workforce_lead")
    make.appointment(at=make.university(), as_="admissions_tutor")
    return world


def a_campaign(world, cohort, opens_on, closes_on):
    campaign = make.campaign(
        employer=world.services[0], run_by=world.office, cohort=cohort, opens_on=opens_on, closes_on=closes_on
    )
    for service in world.services[1:]:
        campaign.places.create(employer=service, places=4)
    return campaign


def test_the_outcomes_are_told(world):
    starts = world.cohorts[0].starts_on
    last_year = a_campaign(
        world, world.cohorts[0], starts - datetime.timedelta(days=300), starts - datetime.timedelta(days=210)
    )
    current = a_campaign(
        world, world.cohorts[1], TODAY - datetime.timedelta(days=75), TODAY + datetime.timedelta(days=85)
    )
    coordinator = make.coordinator_of(current)
    chapter.tell_last_years_campaign(world, last_year, coordinator)
    make.offer(accepted := make.application(current, state=State.ACCEPTED))
    make.application(current, state=State.RECOMMENDED)
    chapter.tell_outcomes(world, current, coordinator)

    assert Deferral.objects.get().state == Deferral.State.WANTED
    assert [one.employer for one in current.applications.filter(state=State.OFFER_RESERVE)] == [accepted.employer]
    assert ProcedureReview.objects.get().reviewers.count() == 2
    assert OutcomeFeedback.objects.count() == 1
    assert SuitabilityReferral.objects.get().members.count() == 3
    before = campaign_impact(last_year, by=coordinator, on=TODAY)
    assert [found.question for found in before.questions if found.stages] == ["What is your sex?"]
    retention.purge(on=TODAY)
    assert set(last_year.applications.values_list("state", flat=True)) == {State.ENROLLED, State.DEFERRED}
    assert campaign_impact(last_year, by=coordinator, on=TODAY) == before
    assert list(verify()) == []

"""The chapter of decisions shows a portfolio at every step, a fail, a dissent, a second opinion and an appeal."""

import datetime
import random

import pytest
from django.utils import timezone

from apprentices.models import Milestone
from assessment.models import Appeal, BoardDecision, PortfolioSubmission, SecondOpinion, TutorReview
from core.audit.sealing import verify
from demo.chapters import decisions as chapter
from demo.world import SMALL, World
from placements.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
State = PortfolioSubmission.State
GONE_ON, WAITING = 2, 8


def test_portfolios_at_every_step_are_told():
    today = timezone.localdate()
    cohort = make.cohort(starts_on=today - datetime.timedelta(days=700))
    for role, _ in chapter.OFFICERS:
        make.role(role)
    apprentices = [_done(cohort, today, gone_on=number < GONE_ON) for number in range(GONE_ON + WAITING)]
    for _ in range(3):
        make.educator(at=make.service(make.council()))
    world = World(today=today, size=SMALL, dice=random.Random(1))
    world.cohorts, world.apprentices = [cohort] * 3, apprentices

    chapter.tell(world)

    states = sorted(PortfolioSubmission.objects.values_list("state", flat=True))
    assert states == sorted(
        [State.RELEASED] * (GONE_ON + 1)
        + [State.HANDED_IN, State.DECIDED, State.QUERIED, State.SECOND_OPINION, State.READY]
        + [State.PANEL_RECOMMENDED, State.RECOMMENDED]
    )
    assert Milestone.objects.filter(kind=Milestone.Kind.FIRST_PLACEMENT_PASSED).count() == GONE_ON
    assert TutorReview.objects.filter(outcome="dissent").count() == 1
    assert SecondOpinion.objects.filter(state="accepted").count() == 1
    assert Appeal.objects.get().state == Appeal.State.ADMITTED
    assert BoardDecision.objects.filter(state="confirmed", outcome="repeat").count() == 1
    assert list(verify()) == []


def _done(cohort, today, *, gone_on):
    """An apprentice whose first placement has all its days, and perhaps a second one."""
    owner = make.portfolio_owner(cohort=cohort)
    make.tutor(owner)
    starts_on = today - datetime.timedelta(days=225)
    first = make.observed_placement(owner, starts_on=starts_on, ends_on=starts_on + datetime.timedelta(weeks=26))
    fields = {"days_counted": first.days_required, "state": Placement.State.DAYS_COMPLETE}
    Placement.objects.filter(pk=first.pk).update(**fields)
    if gone_on:
        make.placement(
            owner,
            "confirmed",
            number=2,
            starts_on=today + datetime.timedelta(days=10),
            ends_on=today + datetime.timedelta(days=200),
            contrast="Another borough.",
        )
    return owner

"""The home page of every role stays within its ceiling of queries, with everything on it that can be asked of one."""

import datetime
from decimal import Decimal
from itertools import cycle
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apprentices.models import Involvement, Standing
from consortium.models import Invitation, Organisation
from recruitment.models import Application, HelpRequest, PanelMember
from tests import make
from tests.queries import CONSTANT, queries

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
Kind, State = Involvement.Kind, Application.State
CONSTANT_AT_MOST, HOME_AT_MOST = 5, 8

APPOINTED = {
    "workforce_lead": "service",
    "principal_social_worker": "service",
    "levy_lead": "service",
    "line_manager": "service",
    "practice_educator": "service",
    "tutor": "university",
    "admissions_tutor": "university",
    "placement_coordinator": "university",
    "compliance_officer": "university",
    "recruitment_coordinator": "office",
    "consortium_manager": "office",
    "panel_member": "group",
}
INVOLVED = {
    "tutor": Kind.TUTOR,
    "line_manager": Kind.LINE_MANAGER,
    "practice_educator": Kind.PRACTICE_EDUCATOR,
}


@pytest.fixture
def world():
    kinds = Organisation.Kind
    here = SimpleNamespace(
        service=make.service(),
        university=make.university(),
        office=make.organisation(kinds.CONSORTIUM_OFFICE, "The office"),
        group=make.organisation(kinds.LIVED_EXPERIENCE_GROUP),
    )
    here.consortium = make.consortium(office=here.office)
    here.cohort = make.cohort(here.university)
    later = make.cohort(here.university, starts_on=TODAY + 200 * DAY)
    here.campaign = make.campaign(employer=here.service, cohort=later, run_by=here.office)
    here.people = {role: make.appointment(at=getattr(here, at), as_=role).person for role, at in APPOINTED.items()}
    here.people["apprentice"] = here.people["candidate"] = None
    return here


def more_of_everything(world, number: int) -> None:
    states = cycle([State.SUBMITTED, State.ELIGIBLE, State.INVITED, State.RECOMMENDED, State.ACCEPTED, State.OFFERED])
    for _, state in zip(range(number), states, strict=False):
        apprentice = _learning(world)
        application = make.application(world.campaign, state=state)
        if state == State.OFFERED:
            make.offer(application, answer_by=TODAY - DAY)
        world.people["apprentice"] = world.people["apprentice"] or apprentice.person
        world.people["candidate"] = world.people["candidate"] or application.candidate
        make.membership(make.service(), world.consortium, ends_on=TODAY + 20 * DAY)
        make.appointment(at=world.service, as_="line_manager", ends_on=TODAY + 10 * DAY)
        yesterday = timezone.now() - DAY
        make.information_session(world.campaign, starts_at=yesterday, ends_at=yesterday + DAY / 24)
        for role in ("workforce_lead", "consortium_manager"):
            invited = make.appointment(at=world.service, accepted_at=None)
            Invitation.objects.create(appointment=invited, invited_by=world.people[role])


def _learning(world):
    """Somebody behind plan, whose time waits and whose review is late."""
    apprentice = make.apprentice(at=world.service, cohort=world.cohort)
    for role, kind in INVOLVED.items():
        make.involvement(apprentice, kind, person=world.people[role])
    Standing.objects.filter(apprentice=apprentice).update(
        track=Standing.Track.BEHIND,
        confirmed_hours=Decimal(100),
        expected_hours=Decimal(140),
        next_review_on=TODAY - DAY,
    )
    make.entry(apprentice, submitted=True)
    make.entry(apprentice, "lecture", submitted=True, date=apprentice.original_start_on + 9 * DAY)
    return apprentice


def some_that_take_longer_to_make(world, number: int) -> None:
    """Evidence, placements and selection days, for apprentices of the cohort that are there already."""
    for apprentice in list(world.cohort.apprentices.filter(placements__isnull=True)[:number]):
        make.portfolio_frameworks(apprentice)
        make.sent_evidence(apprentice)
        make.accepted_evidence(apprentice, by=world.people["practice_educator"])
        make.placement_days(make.placement(apprentice, hours=None), 2)
        room = make.live_day(of=world.campaign).panels.get()
        seat = room.members.first()
        PanelMember.objects.filter(pk=seat.pk).update(person=world.people["panel_member"])
        HelpRequest.objects.create(member=seat)


def test_home_costs_each_role_the_same_for_3_rows_and_for_300_and_little_beyond_any_page(world):
    def costs() -> dict[str, tuple[int, int]]:
        browsers = {role: make.signed_in(person) for role, person in world.people.items()}
        return {
            role: (len(queries(browser, CONSTANT)), len(queries(browser, "/"))) for role, browser in browsers.items()
        }

    more_of_everything(world, 6)
    some_that_take_longer_to_make(world, 3)
    few = costs()
    more_of_everything(world, 294)
    some_that_take_longer_to_make(world, 9)

    assert costs() == few
    assert {role: cost for role, (cost, _) in few.items() if cost > CONSTANT_AT_MOST} == {}
    assert {role: home for role, (cost, home) in few.items() if home - cost > HOME_AT_MOST} == {}


def test_home_of_somebody_who_is_many_things_at_once_asks_nothing_twice(world):
    more_of_everything(world, 3)
    for role in ("admissions_tutor", "placement_coordinator"):
        make.appointment(world.people["tutor"], world.university, role)
    asked = queries(make.signed_in(world.people["tutor"]), "/")
    assert len(asked) == len(set(asked))


class TestBehindPlan:
    """Who answers for apprentices finds them on the list of what to do, in one line however many there are."""

    @pytest.fixture
    def behind(self, world):
        more_of_everything(world, 3)

    def lines(self, world, role):
        page = make.signed_in(world.people[role]).get("/")
        return [task for group in page.context["groups"] for task in group.tasks if "behind plan" in task.title]

    @pytest.mark.parametrize(
        "role", ["workforce_lead", "principal_social_worker", "line_manager", "tutor", "placement_coordinator"]
    )
    def test_is_a_task_of_those_who_answer_for_them_and_leads_to_the_list_of_them(self, world, behind, role):
        (line,) = self.lines(world, role)
        assert (line.title, line.hint) == ("3 apprentices are behind plan", "The furthest by 40 hours")
        listed = make.signed_in(world.people[role]).get(line.url)
        assert listed.context["page"].paginator.count == 3

    def test_one_is_one(self, world):
        more_of_everything(world, 1)
        (line,) = self.lines(world, "tutor")
        assert (line.title, line.hint) == ("1 apprentice is behind plan", "By 40 hours")

    def test_the_furthest_is_counted_with_what_waits_to_be_confirmed(self, world, behind):
        Standing.objects.update(hours_awaiting=Decimal(15))
        (line,) = self.lines(world, "tutor")
        assert line.hint == "The furthest by 25 hours"

    @pytest.mark.parametrize("role", ["practice_educator", "admissions_tutor", "consortium_manager", "apprentice"])
    def test_is_nobody_elses(self, world, behind, role):
        assert self.lines(world, role) == []

    def test_nobody_is_behind_on_a_break_or_on_plan(self, world, behind):
        Standing.objects.update(track=Standing.Track.ON_TRACK)
        assert self.lines(world, "tutor") == []
        Standing.objects.update(track=Standing.Track.BEHIND)
        world.cohort.apprentices.update(state="on_break")
        assert self.lines(world, "tutor") == []

"""A university's own days for handing in and for appeals: from a day to come, and nobody's last day moves."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apprentices.programme_plan import bank_holidays
from apprentices.working_days import working_days
from assessment.deciding import dates
from assessment.deciding.dates import Rule
from assessment.models import DecisionRule
from assessment.operations.decision_rules import set_decision_rule
from core.workflow import StepRefused
from placements.models import Placement
from tests import make
from tests.make import decisions

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
URL = "/assessment/boards/days/"


@pytest.fixture
def chain() -> decisions.Chain:
    return decisions.chain()


@pytest.fixture
def tomorrow() -> datetime.date:
    return timezone.localdate() + A_DAY


def set_days(chain, valid_from, rule=None):
    university = chain.apprentice.cohort.university
    return set_decision_rule(university, rule=rule or Rule(30, 20), valid_from=valid_from, by=chain.secretary)


def test_a_placement_keeps_the_days_in_force_when_it_ends(chain, tomorrow):
    set_days(chain, tomorrow)
    for ends_on, days in ((tomorrow - A_DAY, 14), (tomorrow, 30)):
        Placement.objects.filter(pk=chain.placement.pk).update(ends_on=ends_on)
        chain.placement.refresh_from_db()
        assert dates.hand_in_by(chain.placement) == ends_on + days * A_DAY


def test_a_result_keeps_the_working_days_in_force_at_its_release(chain, tomorrow):
    set_days(chain, tomorrow)
    university = chain.apprentice.cohort.university
    for released_on, days in ((tomorrow - A_DAY, 10), (tomorrow, 20)):
        until = dates.appeal_until(released_on, university)
        assert working_days(released_on, until, bank_holidays()) == days


def test_days_that_are_running_do_not_change_and_what_was_set_stays(chain, tomorrow):
    with pytest.raises(StepRefused, match="Choose a day to come"):
        set_days(chain, timezone.localdate())
    set_days(chain, tomorrow)
    with pytest.raises(StepRefused, match="are set already"):
        set_days(chain, tomorrow, Rule(5, 5))
    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionRule.objects.update(hand_in_days=1)
    set_days(chain, tomorrow + A_DAY, Rule(21, 15))
    assert [rule.hand_in_days for rule in DecisionRule.objects.all()] == [21, 30]


def test_only_an_officer_of_the_board_of_that_university_sets_them(chain, tomorrow):
    other = make.university("Another university")
    for who, university in ((chain.helen, chain.apprentice.cohort.university), (chain.secretary, other)):
        with pytest.raises(StepRefused, match="sets the days of the university"):
            set_decision_rule(university, rule=Rule(30, 20), valid_from=tomorrow, by=who)
    assert make.signed_in(chain.helen).get(URL).status_code == 403


def test_the_page_shows_what_holds_what_was_set_and_by_whom(chain, tomorrow):
    browser = make.signed_in(chain.secretary)
    assert "what comes with the portal holds" in browser.get(URL).content.decode()
    posted = {"hand_in_days": 30, "appeal_working_days": 4, "valid_from_day": tomorrow.day}
    posted |= {"valid_from_month": tomorrow.month, "valid_from_year": tomorrow.year}
    assert "There is a problem" in browser.post(URL, posted).content.decode()
    assert not DecisionRule.objects.exists()
    browser.post(URL, posted | {"appeal_working_days": 20})
    page = browser.get(URL).content.decode()
    assert "30 days for handing in, 20 working days for an appeal" in page
    assert f"Set by {chain.secretary}" in page
    assert "Today: 14 days for handing in" in page

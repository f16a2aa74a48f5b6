"""Pages of decisions cost the same number of queries for few portfolios and for many."""

import pytest
from django.utils import timezone

from apprentices.registrations.waiting import worklist
from assessment.deciding.worklist import waiting
from assessment.models import PortfolioSubmission
from tests import make
from tests.make import decisions
from tests.queries import beyond_the_constant_page, counted

pytestmark = pytest.mark.django_db


def more(cohort, number, outcome="pass"):
    """So many more portfolios of a cohort, with the panel's recommendation."""
    made = []
    for _ in range(number):
        chain = decisions.chain(make.portfolio_owner(cohort=cohort))
        decisions.for_the_board(chain, outcome)
        made.append(chain)
    return made


def test_a_board_of_few_and_of_many_costs_the_same():
    cohort = make.cohort()
    chain = more(cohort, 2)[0]
    sitting = decisions.board(chain)
    first = PortfolioSubmission.objects.order_by("pk")[0]
    decisions.decided(chain, first, sitting)
    browser, costs = make.signed_in(chain.secretary), []
    for number in (0, 4):
        more(cohort, number)
        costs.append(beyond_the_constant_page(browser, f"/assessment/boards/{sitting.reference}/"))
    assert costs[0] == costs[1]


def test_the_list_and_the_home_page_of_a_tutor_cost_the_same_for_few_and_many():
    cohort = make.cohort()
    chain = decisions.chain(make.portfolio_owner(cohort=cohort))
    decisions.recommended(decisions.handed_in(chain), by=chain.grace)
    lists, tasks = [], []
    for number in (1, 4):
        for _ in range(number):
            other = decisions.chain(make.portfolio_owner(cohort=cohort))
            make.involvement(other.apprentice, "tutor", person=chain.helen)
            decisions.recommended(decisions.handed_in(other), by=other.grace)
        somebody = make.again(chain.helen)
        browser = make.signed_in(somebody)
        lists.append(beyond_the_constant_page(browser, "/assessment/decisions/"))
        tasks.append(len(counted(lambda who=somebody: list(worklist(who, timezone.localdate(), [waiting])))))
    assert (lists[0], tasks[0]) == (lists[1], tasks[1])

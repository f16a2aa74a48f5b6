"""What the write-up of a progress review says about evidence: how much, and never what stands in it."""

import datetime

import pytest
from django.utils import timezone

from apprentices.review_facts import ReviewPeriod
from assessment.places import review_facts
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)


def test_evidence_is_counted_in_all_since_the_last_review_and_waiting():
    apprentice = make.portfolio_owner()
    make.accepted_evidence(apprentice, by=make.practice_educator(apprentice))
    make.sent_evidence(apprentice)
    review = make.review(apprentice)

    periods = [ReviewPeriod(since=since, until=TODAY) for since in (YESTERDAY, TODAY)]

    counted = [[value for _, value in review_facts(review, period).facts] for period in periods]
    assert counted == [["1", "1", "1"], ["1", "0", "1"]]

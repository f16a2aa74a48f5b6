"""What the write-up of a progress review says about placements: confirmed days, in all and since the last review."""

import datetime

import pytest
from django.utils import timezone

from apprentices.review_facts import ReviewPeriod
from placements import operations
from placements.places import review_facts
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_confirmed_days_stand_in_the_facts_and_logged_ones_do_not():
    placement = make.placement()
    days = make.placement_days(placement, 3)
    shown = {day.pk: day.kind for day in days[:2]}
    operations.confirm_days(placement, shown=shown, by=placement.practice_educator.person)
    review = make.review(placement.apprentice)

    whole = review_facts(review, ReviewPeriod(since=placement.starts_on - datetime.timedelta(days=1), until=TODAY))
    latest = review_facts(review, ReviewPeriod(since=days[0].date, until=TODAY))

    assert whole.facts == ((placement.name, "2 of 70 days"), ("Confirmed since the last review", "2"))
    assert latest.facts[-1] == ("Confirmed since the last review", "1")


def test_before_the_first_placement_nothing_is_said():
    review = make.review(make.apprentice())
    assert review_facts(review, ReviewPeriod(since=TODAY, until=TODAY)) is None

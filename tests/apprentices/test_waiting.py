"""What seldom waits for somebody is asked in one query."""

import pytest

from apprentices.models import Apprentice
from apprentices.registrations.waiting import have_rows
from tests import make

pytestmark = pytest.mark.django_db


def test_which_questions_have_an_answer_is_one_query_and_what_nobody_can_have_is_not_asked(django_assert_num_queries):
    amara = make.apprentice("Amara Johnson")
    hers = Apprentice.objects.filter(person__name="Amara Johnson")
    with django_assert_num_queries(1) as asked:
        answers = have_rows([hers.filter(pk__in=[]), hers, hers.exclude(pk=amara.pk), hers.none(), hers.order_by("pk")])
    assert answers == [False, True, False, False, True]
    assert asked.captured_queries[0]["sql"].count("EXISTS") == 3

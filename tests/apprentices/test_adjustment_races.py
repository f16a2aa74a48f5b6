"""Two who decide on one adjustment at the same moment: one decision stands, the other hears of it."""

import pytest

from apprentices import operations
from apprentices.models import SharedAdjustment
from core.audit.sealing import verify
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_of_two_decisions_at_once_one_stands():
    for _ in range(4):
        apprentice, manager, _tutor = make.apprentice_with_people()
        other = make.line_manager(apprentice)
        made = make.adjustment(apprentice)
        one, two = make.adjustment_party(made), make.adjustment_party(made)

        said = at_once(
            lambda one=one, manager=manager: operations.agree_adjustment(one, by=manager),
            lambda two=two, other=other: operations.refuse_adjustment(
                two, because="No room.", turn_to="Sam Lee", by=other
            ),
        )

        kept = SharedAdjustment.objects.get(adjustment=made)
        assert sorted(answer == "done" for answer in said) == [False, True]
        assert kept.decided_by == (manager if said[0] == "done" else other)
    assert list(verify()) == []


def test_a_decision_against_the_end_of_sharing_leaves_no_decision_of_somebody_who_was_not_told():
    for _ in range(4):
        apprentice, manager, _tutor = make.apprentice_with_people()
        made = make.adjustment(apprentice)
        one, two = make.adjustment_party(made), make.adjustment_party(made)

        said = at_once(
            lambda one=one, manager=manager: operations.agree_adjustment(one, by=manager),
            lambda two=two, who=apprentice.person: operations.stop_sharing(two, by=who),
        )

        kept = SharedAdjustment.objects.get(adjustment=made)
        assert (said[1], kept.stopped_at is not None) == ("done", True)
        assert (kept.state == "agreed") == (said[0] == "done")

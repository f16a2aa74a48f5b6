"""Two at the same moment in the sift: two last marks, two who give back, a mark while the sift is closed."""

from functools import partial

import pytest

from core.workflow import StepRefused
from recruitment.models import Sifted, SiftMark, SiftReading
from recruitment.operations import sift as operations
from recruitment.operations import sift_reading as reading
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


def all_but_the_last(sifter, value):
    """Every answer marked but one; answers with the step that marks it."""
    *others, last = SiftMark.objects.of_person(sifter.person).filter(reading__sifter=sifter).in_order()
    for mark in others:
        reading.save_mark(mark=mark, value=value, reasons=[], by=sifter.person)
    return partial(reading.save_mark, mark=last, value=value, reasons=[], by=sifter.person)


def test_two_who_finish_together_are_both_counted_and_locked():
    for _ in range(ROUNDS):
        sift = make.sifted_campaign(applications=1, sifters=2, second_share=100)
        one, other = sift.sifters.order_by("pk")
        assert at_once(all_but_the_last(one, 3), all_but_the_last(other, 4)) == ["done", "done"]
        row = sift.sifted.get()
        assert (row.state, str(row.total)) == (Sifted.State.READ, "3.50")
        assert not SiftMark.objects.filter(reading__sifted=row, locked_at__isnull=True).exists()


def test_two_who_give_back_together_hand_on_to_two_others():
    for _ in range(ROUNDS):
        sift = make.sifted_campaign(applications=1, sifters=4, second_share=100)
        held = list(SiftReading.objects.filter(sifted__sift=sift).select_related("sifter__person"))
        steps = [partial(reading.give_back, mark=row.marks.first(), by=row.sifter.person) for row in held]
        assert at_once(*steps) == ["done", "done"]
        now = SiftReading.objects.counting().filter(sifted__sift=sift)
        assert sorted(now.values_list("turn", flat=True)) == [1, 2]
        assert not set(now.values_list("sifter", flat=True)) & {row.sifter_id for row in held}


def test_a_mark_that_meets_the_closing_is_in_or_out_but_never_half():
    for _ in range(ROUNDS):
        sift = make.sifted_campaign(applications=1)
        sifter = sift.sifters.get()
        make.mark_everything(sifter, 3)
        mark = SiftMark.objects.of_person(sifter.person).filter(reading__sifter=sifter).in_order().first()
        change = partial(reading.save_mark, mark=mark, value=4, reasons=[], by=sifter.person)
        said, closed = at_once(change, partial(operations.close_sift, sift=sift, by=make.person()))
        mark.refresh_from_db()
        assert closed == "done"
        assert (mark.value, str(sift.sifted.get().total)) == ((4, "3.50") if said == "done" else (3, "3.00"))
        with pytest.raises(StepRefused):
            reading.save_mark(mark=mark, value=5, reasons=["learned"], by=sifter.person)

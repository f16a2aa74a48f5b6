"""The same observation signed, cancelled or recorded at the same moment: one wins, the others hear whose it is."""

import pytest
from django.utils import timezone

from assessment.content import hash_of
from assessment.models import Observation
from assessment.observing import content
from assessment.operations import observations as operations
from core.audit.signatures import Signature
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
State = Observation.State


def test_signed_in_ten_tabs_at_once_it_is_signed_once():
    placement = make.observed_placement(practice_educator=make.educator("Grace Mensah"))
    grace = placement.practice_educator.person
    made = make.observation(placement, State.REFLECTED)
    answer = {
        "read": hash_of(content.to_judge(made)),
        "judgements": {one.pk: "sufficient" for one in made.capabilities.all()},
        "judgement": "She listens.",
        "by": grace,
    }
    desks = [Observation.objects.get(pk=made.pk) for _ in range(10)]
    answers = at_once(*(lambda desk=desk: operations.judge(desk, **answer) for desk in desks))
    assert answers.count("done") == 1
    assert all("Grace Mensah signed this on" in said for said in answers if said != "done")
    assert Signature.objects.under(made, content.JUDGEMENT).count() == 1


def test_cancelled_while_it_is_recorded_it_is_one_of_them():
    placement = make.observed_placement()
    educator = placement.practice_educator.person
    for _ in range(5):
        made = make.observation(placement, State.PLANNED)
        answers = at_once(
            lambda made=made: operations.cancel(made, because="person", by=placement.apprentice.person),
            lambda made=made: operations.record(made, began_at=timezone.now(), minutes=20, notes="Seen.", by=educator),
        )
        assert answers.count("done") == 1
        made.refresh_from_db()
        assert (made.state == State.CANCELLED) == (answers[0] == "done") == (made.began_at is None)

"""Two people at once: one wins, the other hears of it, and nothing is half done."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, BreakInLearning
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = BreakInLearning.State


def test_the_last_agreement_against_a_refusal_leaves_one_of_them():
    for _ in range(4):
        apprentice, manager, tutor = make.apprentice_with_people()
        asked = make.asked_break(apprentice, starts_in=0)
        operations.agree_break(asked, party="employer", terms=1, by=manager)

        said = at_once(
            lambda: operations.agree_break(
                BreakInLearning.objects.get(pk=asked.pk),  # noqa: B023
                party="university",
                terms=1,
                by=tutor,  # noqa: B023
            ),
            lambda: operations.refuse_break(
                BreakInLearning.objects.get(pk=asked.pk),  # noqa: B023
                support_plan="Time.",
                by=manager,  # noqa: B023
            ),
        )

        asked.refresh_from_db()
        apprentice.refresh_from_db()
        assert said.count("done") == 1
        assert (asked.state, apprentice.state) == (
            (State.ACTIVE, Apprentice.State.ON_BREAK) if said[0] == "done" else (State.REFUSED, Apprentice.State.ACTIVE)
        )


def test_leaving_against_a_break_that_begins_ends_in_leaving_with_no_break_running():
    for _ in range(4):
        apprentice, manager, tutor = make.apprentice_with_people()
        agreed = make.agreed_break(apprentice, manager, tutor, starts_in=1)

        at_once(
            lambda: operations.run_breaks(on=TODAY + DAY),
            lambda: operations.withdraw(
                Apprentice.objects.get(pk=apprentice.pk),  # noqa: B023
                last_day=TODAY,
                trigger="apprentice",
                code="own_choice",
                by=tutor,  # noqa: B023
                on=TODAY + DAY,
            ),
        )

        agreed.refresh_from_db()
        apprentice.refresh_from_db()
        assert apprentice.state == Apprentice.State.WITHDRAWN
        assert agreed.state in (State.TAKEN_BACK, State.CONVERTED)


def test_the_same_break_asked_for_twice_at_once_is_one():
    apprentice, manager, tutor = make.apprentice_with_people()
    ask = [
        lambda by=by, party=party: operations.ask_break(
            apprentice, asked=make.wish(starts_in=3), asked_as="employer", speaks_for=party, by=by
        )
        for by, party in ((manager, "employer"), (tutor, "university"))
    ]
    assert at_once(*ask).count("done") == 1


def test_the_database_itself_refuses_two_breaks_that_share_a_day():
    apprentice = make.apprentice_with_people()[0]
    first = make.asked_break(apprentice, starts_in=5, days=30)
    copied = {
        field.attname: getattr(first, field.attname)
        for field in BreakInLearning._meta.concrete_fields
        if field.attname not in ("id", "reference", "reason_id", "starts_on")
    }
    with pytest.raises(IntegrityError, match="break_one_on_a_day"), transaction.atomic():
        BreakInLearning.objects.create(**copied, starts_on=first.ends_on)
    operations.take_back_break(first, by=apprentice.person)
    assert BreakInLearning.objects.create(**copied, starts_on=first.ends_on).pk

"""Two people at once: a visit is ended once, and the same visitor is let in to the same records once."""

import pytest

from apprentices import operations
from apprentices.models import Apprentice, Involvement, Visit
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def two_officers():
    amara = make.apprentice("Amara Johnson")
    return amara, make.compliance_officer(amara), make.compliance_officer(amara)


def test_a_visit_that_two_end_at_once_is_ended_by_one():
    for _ in range(4):
        amara, first, second = two_officers()
        visit = make.visit(amara, by=first)

        said = at_once(
            *(
                lambda by=by: operations.end_visit(Visit.objects.get(pk=visit.pk), by=by)  # noqa: B023
                for by in (first, second)
            )
        )

        assert said.count("done") == 1
        assert not Involvement.objects.filter(apprentice=amara, kind="visitor").exists()


def test_a_visitor_whom_two_let_in_at_once_comes_by_one_visit():
    for _ in range(4):
        amara, first, second = two_officers()

        said = at_once(
            *(
                lambda by=by: make.visit(Apprentice.objects.get(pk=amara.pk), by=by)  # noqa: B023
                for by in (first, second)
            )
        )

        assert said.count("done") == 1
        assert (Visit.objects.filter(apprentices=amara).count(), amara.involvements.filter(kind="visitor").count()) == (
            1,
            1,
        )

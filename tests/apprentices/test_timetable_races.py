"""Two people at the same moment: a register credits once, and nobody who joins meanwhile misses a session."""

import datetime
from decimal import Decimal

import pytest

from apprentices import operations
from apprentices.models import Attendance, OffTheJobEntry, Standing
from apprentices.operations import Line
from consortium.models import PublishedMinimum
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TUESDAY = datetime.date(2025, 10, 7)
LATER = TUESDAY + datetime.timedelta(days=7)


@pytest.fixture
def cohort():
    for kind in ("lecture", "skills_day"):
        make.activity(kind)
    return make.cohort()


def test_a_register_that_two_people_save_at_once_credits_once(cohort):
    tutor = make.planner(cohort)
    apprentices = [make.apprentice(cohort=cohort) for _ in range(5)]
    session = make.published_session(cohort, by=tutor)
    lines = {apprentice.pk: Line("present") for apprentice in apprentices}

    def save():
        operations.take_register(session, lines=lines, by=tutor, on=LATER)

    assert at_once(*[save] * 4) == ["done"] * 4

    assert (Attendance.objects.count(), OffTheJobEntry.objects.count()) == (5, 5)
    assert set(Standing.objects.values_list("confirmed_hours", flat=True)) == {Decimal(6)}


def test_a_register_and_a_cancellation_at_once_leave_nothing_credited_for_a_cancelled_session(cohort):
    tutor = make.planner(cohort)
    apprentice = make.apprentice(cohort=cohort)
    session = make.published_session(cohort, by=tutor)

    at_once(
        lambda: operations.take_register(session, lines={apprentice.pk: Line("present")}, by=tutor, on=LATER),
        lambda: operations.cancel_session(session, reason="strike", by=tutor, on=LATER),
    )

    assert Standing.objects.get().confirmed_hours == Decimal(0)
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_drafts_that_two_people_publish_at_once_stand_once_in_each_calendar(cohort):
    tutor = make.planner(cohort)
    apprentice = make.apprentice(cohort=cohort)
    draft = make.draft_session(cohort, by=tutor)

    said = at_once(*[lambda: operations.publish(cohort, shown={draft.pk: 1}, by=tutor)] * 3)

    assert said.count("done") == 1
    assert apprentice.calendar.count() == 1


def test_whoever_joins_while_a_timetable_is_published_has_it(cohort):
    make.rule_set("C-2025-26")
    PublishedMinimum.objects.create(
        standard=cohort.standard_version.standard, hours=835, valid_from=datetime.date(2025, 8, 1)
    )
    tutor, employer = make.planner(cohort), make.service()
    people = [make.person() for _ in range(3)]
    draft = make.draft_session(cohort, by=tutor)

    def join(person):
        return lambda: operations.enrol(
            person=person,
            cohort=cohort,
            employer=employer,
            starts_on=cohort.starts_on,
            weekly_hours=Decimal(37),
            by=tutor,
        )

    said = at_once(
        lambda: operations.publish(cohort, shown={draft.pk: 1}, by=tutor), *[join(person) for person in people]
    )

    assert said == ["done"] * 4
    assert [a.calendar.filter(source_id=draft.pk).count() for a in cohort.apprentices.all()] == [1, 1, 1]

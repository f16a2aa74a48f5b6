"""Visits to the workplace: planned, moved, held, missed; due by each university's figure; in both calendars."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, WorkplaceVisit
from apprentices.models.visits import visits_due
from apprentices.registrations import support as registrations
from apprentices.registrations.waiting import worklist
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def trio():
    return make.apprentice_with_people("Amara Johnson")


def items(user, on=TODAY):
    return [item.text for item in worklist(user, on, of=[registrations.waiting])]


def due(on=TODAY):
    return set(visits_due(Apprentice.objects.all(), on=on))


def test_a_visit_is_planned_once_told_and_in_the_calendar_of_both(trio):
    apprentice, manager, tutor = trio
    visit = make.workplace_visit(apprentice, tutor)

    with pytest.raises(StepRefused, match="planned already"):
        make.workplace_visit(apprentice, tutor, 9)
    assert {mail.to for mail in Message.objects.filter(kind="change_news")} == {apprentice.person, manager}
    feeds = [list(registrations.calendar(who)) for who in (apprentice.person, tutor, manager)]
    assert [[item.uid for item in feed] for feed in feeds] == [[f"visit-{visit.reference}"]] * 2 + [[]]
    assert {item.title for feed in feeds for item in feed} == {"Workplace visit"}


def test_a_move_is_counted_and_a_visit_that_was_missed_stays(trio):
    apprentice, _, tutor = trio
    visit = make.workplace_visit(apprentice, tutor)
    operations.move_visit(visit, planned=make.visit_plan(12), by=tutor)
    operations.move_visit(visit, planned=make.visit_plan(14), by=tutor)
    assert (visit.times_moved, visit.date) == (2, TODAY + 14 * DAY)
    operations.miss_visit(visit, because="The train did not run.", by=tutor)
    with pytest.raises(AlreadyMoved, match="missed already"):
        operations.move_visit(visit, planned=make.visit_plan(20), by=tutor)
    make.workplace_visit(apprentice, tutor, 20)
    assert WorkplaceVisit.objects.count() == 2


def test_what_was_agreed_is_written_after_the_day_and_stays(trio):
    apprentice, _, tutor = trio
    coming = make.workplace_visit(apprentice, tutor)
    with pytest.raises(StepRefused, match="not taken place"):
        operations.hold_visit(coming, notes="All well.", agreed="", by=tutor)
    operations.miss_visit(coming, because="Moved to another month.", by=tutor)
    visit = make.workplace_visit(apprentice, tutor, -3)
    assert items(tutor) == ["Record the workplace visit with Amara Johnson"]
    operations.hold_visit(visit, notes="She leads two cases.", agreed="A court day by May.", by=tutor)
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkplaceVisit.objects.filter(pk=visit.pk).update(notes="Something else")


def test_visits_are_due_by_the_universitys_own_figure(trio):
    apprentice, _, tutor = trio  # started 200 days ago: 28 weeks
    officer = make.appointment(at=apprentice.cohort.university, as_="compliance_officer").person
    other = make.apprentice(cohort=make.cohort(starts_on=TODAY - 200 * DAY))
    assert due() == {apprentice, other}
    operations.set_visit_interval(apprentice.cohort.university, weeks=30, by=officer)
    assert due() == {other}
    assert due(apprentice.original_start_on + datetime.timedelta(weeks=30)) == {apprentice, other}
    assert due(apprentice.original_start_on + datetime.timedelta(weeks=30) - DAY) == {other}
    operations.set_visit_interval(apprentice.cohort.university, weeks=4, by=officer)
    assert items(tutor) == ["Plan the workplace visits that are overdue"]
    visit = make.workplace_visit(apprentice, tutor, -30)
    assert due() == {other}
    operations.hold_visit(visit, notes="All well.", agreed="", by=tutor)
    assert due() == {apprentice, other}
    assert due(visit.date + datetime.timedelta(weeks=4) - DAY) == {other}


def test_whoever_is_away_is_not_due(trio):
    apprentice = trio[0]
    Apprentice.objects.filter(pk=apprentice.pk).update(state=Apprentice.State.ON_BREAK)
    assert due() == set()


def test_notes_are_read_by_the_three_and_recorded_by_the_university(trio):
    apprentice, manager, tutor = trio
    educator = make.involvement(apprentice, "practice_educator", person=make.person()).person
    visit = make.workplace_visit(apprentice, tutor, -2)
    page = f"/apprentices/workplace-visits/{visit.reference}/"
    readers = (apprentice.person, manager, tutor, educator, make.person())
    assert [make.signed_in(who).get(page).status_code for who in readers] == [200, 200, 200, 403, 404]
    assert [make.signed_in(who).get(f"{page}held/").status_code for who in readers] == [403, 403, 200, 403, 404]


def test_the_list_is_the_tutors_own_and_costs_as_much_for_many_as_for_few(trio):
    apprentice, _, tutor = trio
    make.apprentice_with_people("Ben Other")
    browser = make.signed_in(tutor)

    def grow(number):
        for _ in range(number):
            more = make.apprentice(cohort=apprentice.cohort)
            make.involvement(more, "tutor", person=tutor)
            make.workplace_visit(more, tutor)

    grow(2)
    few = beyond_the_constant_page(browser, "/apprentices/workplace-visits/")
    grow(30)
    page = browser.get("/apprentices/workplace-visits/?due=due").text
    assert beyond_the_constant_page(browser, "/apprentices/workplace-visits/") == few
    assert ("Amara Johnson" in page, "1 apprentice" in page, "Ben Other" in page) == (True, True, False)
    assert make.signed_in(apprentice.person).get("/apprentices/workplace-visits/").status_code == 403

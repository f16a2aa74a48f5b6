"""The pages of changes: who is let in, what reading a reason leaves behind, what a wizard asks and shows."""

import datetime

import pytest
from django.utils import timezone

from apprentices import change_previews, operations
from apprentices.models import BreakInLearning
from assessment.worklist import away_since
from core.audit.models import Event
from placements import places
from placements.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def trio():
    make.activity()
    return make.apprentice_with_people("Amara Johnson")


def dated(field, date):
    return {f"{field}_day": date.day, f"{field}_month": date.month, f"{field}_year": date.year}


def test_reading_somebodys_reason_is_written_down_and_whom_it_was_not_told_to_hears_why_not(trio):
    apprentice, manager, tutor = trio
    reason = make.asked_break(apprentice, starts_in=5, told=[manager]).reason
    page = f"/apprentices/reasons/{reason.reference}/"

    answers = [make.signed_in(who).get(page) for who in (apprentice.person, manager, tutor)]

    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert "Amara Johnson can share it with you" in answers[2].content.decode()
    read = Event.objects.filter(step="read the reason", subject_id=reason.pk)
    assert [event.actor for event in read] == [manager]


def test_the_wizard_asks_why_a_break_is_late_only_where_it_is_and_sends_once_everything_is_answered(trio):
    apprentice = trio[0]
    browser = make.signed_in(apprentice.person)
    base = f"/apprentices/{apprentice.reference}/break"
    browser.get(f"{base}/start/")

    def post(page, **typed):
        return browser.post(f"{base}/{page}/", typed).url.split("/")[-2]

    assert post("reason", code="jury", note="") == "first-day"
    assert post("first-day", **dated("starts_on", TODAY - DAY)) == "late"
    assert post("first-day", **dated("starts_on", TODAY + DAY)) == "return"
    too_early = browser.post(f"{base}/return/", dated("expected_return_on", TODAY + DAY))
    assert "must be after the first day" in too_early.content.decode()
    assert post("return", **dated("expected_return_on", TODAY + 9 * DAY)) == "learning-days"
    assert browser.get(f"{base}/check/").url == f"{base}/learning-days/"
    assert post("learning-days", dates="") == "contact"
    assert post("contact", contact="none") == "told"
    assert post("told") == "check"
    shown = browser.get(f"{base}/check/").content.decode()
    assert "The funding rules do not ask for a break" in shown

    browser.post(f"{base}/check/")
    made = BreakInLearning.objects.get()
    assert (made.starts_on, made.contact, made.reason.code) == (TODAY + DAY, "none", "jury")
    assert browser.get(f"{base}/reason/").status_code == 403


def test_a_practice_educator_sees_that_learning_is_paused_and_no_more(trio):
    running = make.agreed_break(*trio, starts_in=0)
    make.involvement(trio[0], "practice_educator", person=(educator := make.person()))
    browser = make.signed_in(educator)
    record = browser.get(f"/apprentices/{trio[0].reference}/").content.decode()
    assert "On a break in learning" in record
    assert "Changes</a>" not in record
    assert browser.get(f"/apprentices/breaks/{running.reference}/").status_code == 403


def test_a_placement_whose_dates_have_passed_waits_for_the_coordinator_after_the_return(trio):
    apprentice, manager, _ = trio
    coordinator = make.placement_coordinator(apprentice)
    placement = make.placement(apprentice, hours=None, ends_on=TODAY + 30 * DAY)
    running = make.agreed_break(*trio, starts_in=0, days=40)
    Placement.objects.filter(pk=placement.pk).update(ends_on=TODAY)
    operations.record_return(running, returned_on=TODAY + DAY, by=manager, on=TODAY + DAY)
    placement.refresh_from_db()
    assert placement.state == Placement.State.SUSPENDED
    assert [item.text for item in places.needs(coordinator, TODAY)] == ["Say how Amara Johnson's placement goes on"]


def test_the_preview_says_end_hours_and_what_the_rules_ask_for_with_keep_in_touch_days(trio):
    apprentice = trio[0]
    first = (TODAY.replace(day=1) + 32 * DAY).replace(day=1)
    lines = change_previews.of_break(
        apprentice,
        starts_on=first,
        ends_on=first + 200 * DAY,
        learning_days=[first + 20 * DAY],
        rejoins=apprentice.cohort,
        by=apprentice.person,
    )
    text = " ".join(lines)
    assert "The hours of training stay as agreed: 0 of 900 hours are confirmed, 900 are left." in lines
    assert "so the rules ask for a break" in text
    assert "A return meeting is due by" in text


def test_the_day_of_returned_evidence_moves_by_the_breaks_since(trio):
    running = make.agreed_break(*trio, starts_in=-30, days=100)
    operations.record_return(running, returned_on=TODAY, by=trio[1])
    before, inside = (timezone.now() - days * DAY for days in (40, 10))
    assert away_since(before, [running]) == 30 * DAY
    assert away_since(inside, [running]) == 10 * DAY

"""The timetable in the browser's terms: planned, read, accepted; the board; one's own day; what others never see."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.notifications.models import Message
from recruitment.models import DayCandidate, DayChange, DayHours, PanelCandidate, PanelMember, SelectionDay, Timetable
from recruitment.operations import day_changes, selection_days, timetables
from tests import make

pytestmark = pytest.mark.django_db


def page(name, *parts):
    return reverse(f"recruitment:{name}", args=[getattr(part, "reference", part) for part in parts])


def read(response):
    """What the person reads, without the markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def accepted():
    return make.accepted_timetable(candidates=3)


@pytest.fixture
def live(accepted):
    """The day of the timetable is confirmed and has come; it is ten o'clock."""
    day = accepted.day
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    PanelMember.objects.filter(panel__day=day).update(state=PanelMember.State.CONFIRMED)
    ten = timezone.make_aware(datetime.datetime.combine(day.date, datetime.time(10)))
    with time_machine.travel(ten, tick=False):
        yield accepted


def browser_of(timetable):
    return make.signed_in(timetable.asked_by)


def test_a_day_is_planned_worked_out_and_accepted_in_the_browser():
    day = make.day_to_plan(candidates=2)
    browser = make.signed_in(make.coordinator_of(day))
    hours = {
        "opens": "9:30",
        "closes": "16:30",
        "lunch": "45",
        "lunch_from": "12:00",
        "lunch_until": "14:00",
        "between": "10",
        "changeover": "5",
        "sittings": "15",
    }
    browser.post(page("day_hours", day), hours)
    browser.post(page("add_room", day), {"name": "Garden room", "seats": "6", "step_free": "on"})
    far = day.expected.first()
    arranged = {"earliest": "11:00", "extra_time": "25", "rest": "0", "version": "1"}
    browser.post(page("arrange_day", far), arranged)
    far.refresh_from_db()
    assert (far.earliest, far.extra_time) == (datetime.time(11), 25)
    assert DayHours.objects.get(day=day).lunch == 45

    browser.post(page("ask_for_timetable", day))
    make.do_owed_work()

    proposal = Timetable.objects.get()
    shown = read(browser.get(page("timetable", proposal)))
    assert "Accept this timetable" in shown
    assert far.application.candidate.name in shown
    browser.post(page("accept_timetable", proposal))
    assert PanelCandidate.objects.filter(panel__day=day).count() == 2
    assert "accepted timetable" in read(browser.get(page("day_timetable", day)))


def test_who_comes_is_chosen_from_the_invited():
    day = make.selection_day()
    who = make.application(to=day.campaign, state="invited")
    browser = make.signed_in(make.coordinator_of(day))

    browser.post(page("expect_candidates", day), {"applications": [who.pk]})

    assert DayCandidate.objects.get(day=day).application == who
    browser.post(page("expect_no_more", day.expected.get()))
    assert not day.expected.exists()


def test_lunch_is_over_after_it_begins():
    day = make.selection_day()
    browser = make.signed_in(make.coordinator_of(day))
    answer = browser.post(page("day_hours", day), {"opens": "17:00", "closes": "9:00"})
    assert "The day must end after it begins" in read(answer)


def test_a_slot_is_moved_and_kept_by_hand():
    found = make.proposal(candidates=1)
    slot = found.slots.filter(exercise__name="Written task").get()
    browser = browser_of(found)

    refused = browser.post(page("move_timetable_slot", found, slot.pk), {"starts": "20:00"})
    assert "This cannot be." in read(refused)
    browser.post(page("move_timetable_slot", found, slot.pk), {"starts": "16:00"})

    slot.refresh_from_db()
    assert (timezone.localtime(slot.starts_at).hour, slot.pinned) == (16, True)
    assert "Stays here; let go" in read(browser.get(page("timetable", found) + "?by=candidate"))
    browser.post(page("pin_timetable_slot", found, slot.pk), {"pinned": "no"})
    slot.refresh_from_db()
    assert not slot.pinned


def test_what_is_in_the_way_is_read_on_the_page():
    day = make.day_to_plan(panels=1)
    day.panels.get().members.filter(group="university").update(state=PanelMember.State.DECLINED)
    found = make.proposal(day)
    shown = read(browser_of(found).get(page("timetable", found)))
    assert "No timetable keeps every rule." in shown
    assert "is not complete, so it was left out." in shown


# The board -----------------------------------------------------------------------------------------------------------


def test_the_board_says_who_is_where_what_is_next_and_who_is_missing(live):
    now = live.slots.filter(starts_at__lte=timezone.now(), ends_at__gt=timezone.now()).first()
    missing = live.slots.filter(starts_at__lte=timezone.now()).first().candidate.application.candidate

    shown = read(browser_of(live).get(page("day_board", live.day)))

    assert "It is 10:00" in shown
    assert f"{missing.name} " in shown.split("Now and next")[0]
    assert now.exercise.name in shown


def test_the_board_renews_itself_without_the_rest_of_the_page(live):
    part = browser_of(live).get(page("day_board", live.day), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 15s"' in part
    assert "<html" not in part


def test_the_board_costs_as_many_queries_for_many_as_for_few(live):
    browser = browser_of(live)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(page("day_board", live.day))
        return len(asked)

    browser.get(page("day_board", live.day))
    few = cost()
    slot = live.slots.first()
    for candidate in make.expected(live.day, 20):
        slot.pk, slot.candidate = None, candidate
        slot.save()
        DayChange.objects.create(
            day=live.day, kind="gone", candidate=candidate, begins=datetime.time(9), recorded_by=live.asked_by
        )
    assert cost() == few


def test_what_happened_is_written_down_planned_and_shown_before_it_is_accepted(live):
    browser = browser_of(live)
    late = live.slots.first().candidate
    answers = {"candidate": late.pk, "begins": "9:00", "until": "13:30"}
    browser.post(page("write_down_change", live.day, "late"), answers)
    assert "is away until 13:30" in read(browser.get(page("day_board", live.day)))

    browser.post(page("ask_for_timetable", live.day))
    make.do_owed_work()

    again = Timetable.objects.get(based_on=live)
    shown = read(browser.get(page("timetable", again)))
    assert "What it changes" in shown
    assert late.code in shown.split("The whole day")[0]
    live.refresh_from_db()
    assert live.state == Timetable.State.ACCEPTED
    browser.post(page("take_change_back", live.day, live.day.changes.get().pk))
    assert not live.day.changes.exists()


@pytest.mark.parametrize("kind", DayChange.Kind.values)
def test_every_kind_of_change_has_its_form(live, kind):
    assert browser_of(live).get(page("write_down_change", live.day, kind)).status_code == 200


def test_a_kind_that_does_not_exist_is_not_found(live):
    assert browser_of(live).get(page("write_down_change", live.day, "meteor")).status_code == 404


# One's own day -------------------------------------------------------------------------------------------------------


def by_link(person):
    body = Message.objects.filter(to=person, kind="selection_day_candidate").latest("pk").body
    client = Client()
    return client.get(re.search(r"/link/[^/\s]+/", body)[0], follow=True)


def test_a_candidate_reads_their_own_day_and_nobody_elses(accepted):
    SelectionDay.objects.filter(pk=accepted.day.pk).update(state=SelectionDay.State.CONFIRMED)
    own, other = accepted.day.expected.select_related("application__candidate")[:2]
    slot = PanelCandidate.objects.get(application=own.application)
    browser = make.signed_in(own.application.candidate)

    shown = read(browser.get(page("my_selection_day", slot)))

    for part in accepted.slots.filter(candidate=own):
        assert f"{timezone.localtime(part.starts_at):%H:%M} to" in shown
        assert part.exercise.name in shown
    assert other.code not in shown
    assert other.application.candidate.name not in shown


def test_who_is_moved_on_the_day_is_told_with_a_link_to_the_new_times(live):
    late = live.slots.first().candidate
    day_changes.record_change(
        day=live.day,
        kind="late",
        candidate=late,
        begins=datetime.time(9),
        until=datetime.time(14),
        by=live.asked_by,
    )
    again, _ = timetables.ask_again(day=live.day, by=live.asked_by)
    make.do_owed_work()
    again.refresh_from_db()

    browser_of(live).post(page("accept_timetable", again))

    first = again.slots.filter(candidate=late).first()
    shown = read(by_link(late.application.candidate))
    assert f"{timezone.localtime(first.starts_at):%H:%M} to" in shown


def test_a_panel_member_reads_the_day_of_their_panel_under_codes(live):
    seat = PanelMember.objects.filter(panel__day=live.day).first()
    shown = read(make.signed_in(seat.person).get(page("my_panel", seat)))
    slots = live.slots.filter(panel=seat.panel).select_related("candidate__application__candidate")
    for slot in slots:
        assert slot.candidate.code in shown
        assert slot.candidate.application.candidate.name not in shown


def test_a_workforce_lead_who_sees_the_day_does_not_see_its_timetable(accepted):
    campaign = accepted.day.campaign
    lead = make.appointment(at=campaign.places.first().employer, as_="workforce_lead").person
    browser = make.signed_in(lead)
    assert browser.get(page("selection_day", accepted.day)).status_code == 200
    assert browser.get(page("day_timetable", accepted.day)).status_code == 403
    assert browser.get(page("timetable", accepted)).status_code == 404


def test_a_postponed_day_keeps_its_times_on_the_new_date(accepted):
    before = accepted.slots.first().starts_at
    selection_days.postpone(day=accepted.day, reason="Snow", by=accepted.asked_by)
    selection_days.plan_again(
        day=accepted.day, date=accepted.day.date + datetime.timedelta(days=7), by=accepted.asked_by
    )
    assert accepted.slots.first().starts_at - before == datetime.timedelta(days=7)

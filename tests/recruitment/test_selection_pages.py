"""Selection days in the browser's terms: who gets which page, by account or by link, and what is not on it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import links
from core.links.models import SignedLink
from core.notifications.models import Message
from recruitment.models import (
    Application,
    Avoidance,
    Group,
    HelpRequest,
    PanelCandidate,
    PanelMember,
    Recommendation,
    Score,
    ScoreSheet,
    SelectionDay,
)
from recruitment.operations import panels, scoring, selection_days, slots
from tests import make

pytestmark = pytest.mark.django_db


def page(name, *parts):
    return reverse(f"recruitment:{name}", args=[getattr(part, "reference", part) for part in parts])


@pytest.fixture
def day():
    return make.live_day()


@pytest.fixture
def slot(day):
    return PanelCandidate.objects.select_related("panel__day", "application__candidate").get()


@pytest.fixture
def members(slot):
    return list(slot.panel.members.select_related("panel__day", "person"))


@pytest.fixture
def coordinator(day):
    return make.signed_in(make.coordinator_of(day))


def by_link(record, template):
    """A browser that came by the newest link in a mail about this record."""
    person = record.person if isinstance(record, PanelMember) else record.application.candidate
    body = Message.objects.filter(to=person, kind=template).latest("pk").body
    client = Client()
    client.get(re.search(r"/link/[^/\s]+/", body)[0], follow=True)
    return client


def member_by_link(member):
    panels.send_invitation(member)
    return by_link(member, "panel_invitation")


def answers(response):
    """What the person reads, without the markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# Those who run the day ------------------------------------------------------------------------------------------------


def test_a_day_is_planned_staffed_and_confirmed_in_the_browser():
    campaign = make.campaign()
    browser = make.signed_in(make.coordinator_of(campaign))
    browser.post(
        page("plan_selection_day", campaign),
        {"date_day": "3", "date_month": "3", "date_year": "2099", "place": "Town Hall", "getting_there": ""},
    )
    day = SelectionDay.objects.get()
    interview = {"name": "Interview", "minutes": "40", "setting": "alone", "largest_group": "6"}
    browser.post(page("add_exercise", day), interview)
    anchors = {f"anchor_{mark}": f"Mark {mark}" for mark in range(1, 6)}
    exercise = day.exercises.get()
    browser.post(page("add_criterion", day), {"exercise": exercise.pk, "name": "Listens", "weight": "1", **anchors})
    browser.post(page("selection_day_step", day), {"step": "begin_staffing"})
    browser.post(page("add_panel", day), {"name": "Panel A", "room": "Room 1"})
    panel = day.panels.get()
    invited = [("employer", make.service()), ("university", make.university()), ("lived_experience", None)]
    for number, (group, organisation) in enumerate(invited):
        answer = {"name": f"Member {number}", "email": f"member{number}@example.org", "group": group}
        browser.post(
            page("invite_panel_member", panel), answer | ({"organisation": organisation.pk} if organisation else {})
        )
    for member in panel.members.all():
        member_by_link(member).post(page("answer_panel_invitation", member), {"answer": "yes"})
    application = make.application(to=campaign, state="invited")
    browser.post(page("allot_slot", panel), {"application": application.pk, "starts": "10:00", "minutes": "50"})

    browser.post(page("selection_day_step", day), {"step": "meet_composition"})
    browser.post(page("selection_day_step", day), {"step": "confirm"})

    day.refresh_from_db()
    assert day.state == SelectionDay.State.CONFIRMED
    assert PanelCandidate.objects.get().application == application


def test_a_refused_step_says_every_reason(coordinator):
    campaign = make.campaign()
    day = make.selection_day(campaign)
    make.panel(day, name="Panel A")
    browser = make.signed_in(make.coordinator_of(campaign))

    response = browser.post(page("selection_day_step", day), {"step": "meet_composition"}, follow=True)

    assert "Panel A has no member from an employer." in answers(response)


def test_an_unknown_step_is_not_found(coordinator, day):
    assert coordinator.post(page("selection_day_step", day), {"step": "ratify"}).status_code == 404


@pytest.mark.parametrize("weights", [("50", "50", "1"), ("0", "0", "0"), ("100.05", "0", "0"), ("x", "", "-1")])
def test_weights_that_do_not_add_up_come_back_with_what_was_typed(weights):
    day = make.selection_day()
    browser = make.signed_in(make.coordinator_of(day))
    typed = dict(zip(("employer", "university", "lived_experience"), weights, strict=True))

    response = browser.post(page("selection_day_weights", day), {**typed, "ties": "shared", "version": day.version})

    assert (response.status_code, "There is a problem" in answers(response)) == (200, True)


def test_weights_change_from_the_page():
    day = make.selection_day()
    browser = make.signed_in(make.coordinator_of(day))

    browser.post(
        page("selection_day_weights", day),
        {"employer": "40", "university": "32.5", "lived_experience": "27.5", "ties": "shared", "version": day.version},
    )

    day.refresh_from_db()
    assert list(day.weights.values()) == [400, 325, 275]


def test_a_coordinator_sees_progress_and_no_values_until_scoring_is_closed(coordinator, day, slot, members):
    make.sent_scores(members[0], slot, 5, 4)

    shown = answers(coordinator.get(page("panel", slot.panel)))

    assert "The scores are sealed until scoring is closed." in shown
    assert (shown.count("Sent"), shown.count("Not yet"), "As seen" in shown) == (1, 2, False)
    assert coordinator.get(page("outcomes", day)).status_code == 403


def test_the_outcome_table_opens_when_scoring_is_closed(coordinator, day, slot):
    make.all_scores(slot, 4, 4)
    coordinator.post(page("selection_day_step", day), {"step": "close_scoring"})

    shown = answers(coordinator.get(page("outcomes", day)))

    assert (slot.code in shown, "4.00" in shown) == (True, True)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("agree_score", {"score": "4.5", "reason": "A question was read wrongly"}),
        ("recommend", {"outcome": "recommended", "reason": "Strong throughout"}),
    ],
)
def test_what_was_typed_about_a_candidate_stays_where_it_is_refused(coordinator, day, slot, members, name, typed):
    make.sent_scores(members[0], slot, 4, 4)
    for step in ("close_scoring", "begin_moderation"):
        coordinator.post(page("selection_day_step", day), {"step": step})

    response = coordinator.post(page(name, slot), typed)

    assert (response.status_code, typed["reason"] in answers(response)) == (200, True)


def test_a_recommendation_is_recorded_from_the_page(coordinator, day, slot):
    make.all_scores(slot, 4, 4)
    for step in ("close_scoring", "begin_moderation"):
        coordinator.post(page("selection_day_step", day), {"step": step})
    coordinator.post(page("agree_score", slot), {"score": "4.5", "reason": "A question was read wrongly"})
    coordinator.post(page("recommend", slot), {"outcome": "recommended", "reason": "Strong throughout"})
    coordinator.post(page("selection_day_step", day), {"step": "agree_recommendations"})

    slot.application.refresh_from_db()
    assert (Recommendation.objects.get().total, slot.application.state) == (4.5, Application.State.RECOMMENDED)


def test_a_workforce_lead_staffs_their_own_employers_seats_and_sees_no_candidate():
    employer = make.service()
    campaign = make.campaign(employer=employer)
    day = make.selection_day(campaign)
    room = make.full_panel(day)
    slot = make.slot(room)
    browser = make.signed_in(make.appointment(at=employer).person)

    browser.post(
        page("invite_panel_member", room),
        {"name": "Ife Ade", "email": "ife@example.org", "group": "employer", "organisation": employer.pk},
    )
    shown = answers(browser.get(page("panel", room)))

    colleagues = [member.person.name for member in room.members.exclude(person__name="Ife Ade")]
    assert ("Ife Ade" in shown, [n for n in colleagues if n in shown]) == (True, [])
    assert (slot.code in shown, slot.application.candidate.name in shown) == (False, False)


def test_a_workforce_lead_does_not_staff_for_others():
    employer, other = make.service(), make.service()
    day = make.selection_day(make.campaign(employer=employer))
    room = make.full_panel(day)
    browser = make.signed_in(make.appointment(at=employer).person)
    post = {"name": "Ife Ade", "email": "ife@example.org", "group": "employer", "organisation": other.pk}

    browser.post(page("invite_panel_member", room), post)
    member = room.members.get(group=Group.UNIVERSITY)
    released = browser.post(page("panel_member_step", member), {"step": "release"})

    assert (PanelMember.objects.count(), released.status_code) == (3, 404)


@pytest.mark.parametrize(
    "name",
    ["selection_day_weights", "add_exercise", "add_criterion", "add_panel", "selection_day_new_date"],
)
def test_who_only_staffs_a_day_is_told_who_runs_it(name):
    employer = make.service()
    day = make.selection_day(make.campaign(employer=employer))
    browser = make.signed_in(make.appointment(at=employer).person)

    response = browser.get(page(name, day))

    assert (response.status_code, "The recruitment coordinator of the campaign can." in answers(response)) == (
        403,
        True,
    )


def test_others_do_not_know_that_a_day_exists(day, slot):
    stranger = make.signed_in(
        make.appointment(as_="recruitment_coordinator", at=make.organisation("consortium_office")).person
    )

    names = [
        ("selection_day", day),
        ("outcomes", day),
        ("panel", slot.panel),
        ("move_candidate", slot),
        ("recommend", slot),
    ]
    assert [stranger.get(page(name, record)).status_code for name, record in names] == [404] * 5


def test_the_list_costs_the_same_for_three_and_for_thirty():
    def queries_for(days):
        campaign = make.campaign()
        for _ in range(days):
            make.full_panel(make.selection_day(campaign))
        browser = make.signed_in(make.coordinator_of(campaign))
        browser.get(page("selection_days"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(page("selection_days"))
        return len(captured)

    assert queries_for(3) == queries_for(30)


def test_a_panels_page_costs_the_same_for_one_and_for_twelve_candidates():
    def queries_for(candidates):
        day = make.live_day(candidates=candidates)
        room = day.panels.get()
        for slot in room.candidates.all():
            make.all_scores(slot)
        browser = make.signed_in(make.coordinator_of(day))
        member = make.signed_in(room.members.first().person)
        counts = []
        for one, address in ((browser, page("panel", room)), (member, page("my_panel", room.members.first()))):
            one.get(address)
            with CaptureQueriesContext(connection) as captured:
                one.get(address)
            counts.append(len(captured))
        return counts

    assert queries_for(1) == queries_for(12)


# Panel members --------------------------------------------------------------------------------------------------------


def test_a_member_comes_by_link_without_a_password(day, members):
    browser = member_by_link(members[2])

    shown = answers(browser.get(page("my_panel", members[2])))

    assert f"Hello {members[2].person.first_name}." in shown


def test_a_link_opens_the_seat_that_it_is_for_and_no_other(members):
    browser = member_by_link(members[2])

    assert browser.get(page("my_panel", members[0])).status_code == 410
    assert Client().get(page("my_panel", members[2])).status_code == 410
    assert Client().get(page("my_panel", "nosuchseat22")).status_code == 410


def test_a_signed_in_member_has_their_own_seat_and_no_other(members):
    browser = make.signed_in(members[0].person)

    assert [browser.get(page("my_panel", member)).status_code for member in members] == [200, 404, 404]


def test_a_link_that_was_taken_back_closes_the_page_at_once(day, members):
    browser = member_by_link(members[2])
    panels.release(member=members[2], by=make.coordinator_of(day))

    assert browser.get(page("my_panel", members[2])).status_code == 410


def test_a_link_that_ran_out_is_renewed_while_the_seat_is_open(day, members):
    panels.send_invitation(members[2])
    token = re.search(r"/link/([^/\s]+)/", Message.objects.get(kind="panel_invitation").body)[1]
    SignedLink.objects.update(expires_at=timezone.now())

    links.renew(token)
    PanelMember.objects.filter(pk=members[2].pk).update(state=PanelMember.State.DID_NOT_ATTEND)
    links.renew(token)

    assert Message.objects.filter(kind="fresh_link", to=members[2].person).count() == 1


def test_members_meet_codes_and_no_names(slot, members):
    browser = member_by_link(members[2])

    pages = [
        page("my_panel", members[2]),
        page("score_question", members[2], slot, 1),
        page("send_scores", members[2], slot),
        page("step_out", members[2], slot),
    ]
    shown = [browser.get(address).content.decode() for address in pages]

    assert [slot.code in text for text in shown[:3]] == [True] * 3
    assert [slot.application.candidate.name in text or "lived" in text for text in shown] == [False] * 4


def test_one_question_a_screen_to_the_end_and_sent_once(slot, members):
    member = members[2]
    browser = member_by_link(member)

    first = browser.get(page("score_sheet", member, slot))
    assert first.url == page("score_question", member, slot, 1)
    second = browser.post(first.url, {"value": "4", "reason": ""})
    assert second.url == page("score_question", member, slot, 2)
    check = browser.post(second.url, {"value": "5", "reason": "Listened to everybody"})
    for _ in range(2):  # the signal was lost, and the page is sent again
        sent = browser.post(check.url, {"notes": "Kind", "once": "a" * 32})

    assert sent.url == page("score_sheet", member, slot)
    assert ScoreSheet.objects.get().state == ScoreSheet.State.SUBMITTED
    assert make.scores_of(slot) == [4, 5]
    assert "Your scores are sent. Thank you" in answers(browser.get(sent.url))


def test_a_late_repeat_of_an_older_mark_does_not_overwrite_a_newer_one(slot, members):
    browser = member_by_link(members[2])
    address = page("score_question", members[2], slot, 1)
    older = {"value": "2", "reason": "", "once": "b" * 32}
    browser.post(address, older)
    browser.post(address, {"value": "4", "reason": "", "once": "c" * 32})

    browser.post(address, older)

    assert make.scores_of(slot) == [4]


@pytest.mark.parametrize("end", ["1", "5"])
def test_a_mark_at_either_end_asks_why_and_keeps_what_was_typed(slot, members, end):
    browser = member_by_link(members[2])

    response = browser.post(page("score_question", members[2], slot, 1), {"value": end, "reason": " "})

    assert f"Please say why you gave a {end}" in answers(response)
    assert Score.objects.get().value == int(end)


def test_what_is_typed_is_kept_while_it_is_typed(slot, members):
    browser = member_by_link(members[2])

    response = browser.post(page("keep_score", members[2], slot, 1), {"reason": "She asked the young pers"})

    assert (response.status_code, Score.objects.get().reason) == (204, "She asked the young pers")


@pytest.mark.parametrize("value", ["0", "6", "x", "4.5", "9" * 50])
def test_a_mark_that_is_none_is_refused_kindly(slot, members, value):
    browser = member_by_link(members[2])

    response = browser.post(page("score_question", members[2], slot, 1), {"value": value, "reason": "\x00" * 3})

    assert (response.status_code, Score.objects.exists()) == (200, False)


def test_a_question_that_is_not_there_is_not_found(slot, members):
    browser = member_by_link(members[2])

    assert [browser.get(page("score_question", members[2], slot, n)).status_code for n in (0, 3, 99)] == [404] * 3


def test_colleagues_scores_open_when_ones_own_are_sent(slot, members):
    make.sent_scores(members[0], slot, 2, 3)
    browser = member_by_link(members[2])
    sealed = browser.get(page("colleagues_scores", members[2], slot))
    make.sent_scores(members[2], slot)

    opened = answers(browser.get(page("colleagues_scores", members[2], slot)))

    assert (sealed.status_code, "As seen" in answers(sealed)) == (403, False)
    assert "2 members have sent scores so far." in opened


def test_a_candidate_of_another_panel_is_not_found(day, slot, members):
    elsewhere = make.slot(make.full_panel(day, state="confirmed"))
    browser = member_by_link(members[2])

    names = ["score_sheet", "send_scores", "step_out", "colleagues_scores"]
    assert [browser.get(page(name, members[2], elsewhere)).status_code for name in names] == [404] * 4


def test_asking_for_help_goes_back_to_the_question(slot, members):
    browser = member_by_link(members[2])
    here = page("score_question", members[2], slot, 2)

    response = browser.post(page("ask_for_help", members[2]), {"back": here})

    assert (response.url, HelpRequest.objects.count()) == (here, 1)


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/accounts/logout/", ""])
def test_help_never_leads_away(members, back):
    browser = member_by_link(members[2])

    assert browser.post(page("ask_for_help", members[2]), {"back": back}).url == page("my_panel", members[2])


def test_stepping_out_asks_nothing(slot, members):
    browser = member_by_link(members[2])

    response = browser.post(page("step_out", members[2], slot), follow=True)

    assert "You stepped out" in answers(response)
    assert browser.get(page("score_question", members[2], slot, 1)).status_code == 403


def test_a_member_keeps_a_list_that_nobody_else_reads():
    day = make.selection_day()
    room = make.full_panel(day)
    member = room.members.get(group=Group.LIVED_EXPERIENCE)
    borough = make.borough("Camden")
    browser = member_by_link(member)

    browser.post(page("people_to_avoid", member), {"boroughs": [borough.pk], "names": "Amara Johnson\n\nPeter"})
    mine = browser.get(page("people_to_avoid", member)).content.decode()
    theirs = make.signed_in(make.coordinator_of(day)).get(page("panel", room)).content.decode()

    assert sorted(map(str, Avoidance.objects.all())) == ["Amara Johnson", "Camden", "Peter"]
    assert ("Amara Johnson\nPeter" in mine, "Amara Johnson" in theirs, "avoid" in theirs) == (True, False, False)


def test_papers_open_by_link_for_a_member_who_sits(day, slot, members):
    make.signed_in(make.coordinator_of(day)).post(page("ask_for_panel_papers", slot.panel))
    make.do_owed_work()
    browser = member_by_link(members[2])

    response = browser.get(page("my_panel_papers", members[2], "usual"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_papers_do_not_open_before_a_seat_is_confirmed(day, slot):
    make.signed_in(make.coordinator_of(day)).post(page("ask_for_panel_papers", slot.panel))
    make.do_owed_work()
    waiting = make.panel_member(slot.panel)

    assert member_by_link(waiting).get(page("my_panel_papers", waiting, "usual")).status_code == 404


def test_saying_no_thanks_and_closes():
    member = make.full_panel(make.selection_day()).members.first()
    browser = member_by_link(member)

    response = browser.post(page("answer_panel_invitation", member), {"answer": "no"})

    assert "Thank you for telling us" in answers(response)
    member.refresh_from_db()
    assert member.state == PanelMember.State.DECLINED


# Candidates -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def told():
    day = make.selection_day(state=SelectionDay.State.COMPOSITION_MET)
    room = make.full_panel(day)
    slot = make.slot(room)
    selection_days.confirm(day=day, by=make.coordinator_of(day))
    return slot


def test_a_candidate_reads_where_when_and_first_names_only(told):
    shown = by_link(told, "selection_day_candidate").get(page("my_selection_day", told)).content.decode()

    names = [member.person.name for member in told.panel.members.select_related("person")]
    assert [name.split()[0] in shown for name in names] == [True] * 3
    assert [name in shown for name in names] == [False] * 3
    hidden = ["lived experience", "employer", "university", "criterion"]
    main = shown[shown.index("<main") : shown.index("</main>")].lower()
    assert [word for word in hidden if word in main] == []


def test_before_the_day_is_confirmed_a_candidate_reads_no_names():
    slot = make.slot(make.full_panel(make.selection_day()))
    browser = make.signed_in(slot.application.candidate)

    shown = answers(browser.get(page("my_selection_day", slot)))

    assert ("We are still getting this day ready." in shown, "You will meet" in shown) == (True, False)


def test_a_candidate_says_that_they_know_somebody(told):
    browser = by_link(told, "selection_day_candidate")

    response = browser.post(page("ask_for_another_panel", told), follow=True)

    assert "We will find another panel for you" in answers(response)
    told.refresh_from_db()
    assert (told.panel.day.state, told.asked_for_another_panel_at is not None) == (SelectionDay.State.STAFFING, True)


def test_nobody_else_opens_a_candidates_page(told):
    other = make.signed_in(make.slot(told.panel).application.candidate)

    assert other.get(page("my_selection_day", told)).status_code == 404
    assert Client().get(page("my_selection_day", told)).status_code == 410
    assert Client().post(page("ask_for_another_panel", told)).status_code == 410


def test_a_moved_candidates_old_page_and_link_close(told):
    browser = by_link(told, "selection_day_candidate")
    other = make.full_panel(told.panel.day)
    slots.move_candidate(
        candidate=told, to=other, starts_at=told.starts_at, minutes=50, by=make.coordinator_of(told.panel.day)
    )

    assert browser.get(page("my_selection_day", told)).status_code == 410
    assert not SignedLink.objects.live().filter(purpose=panels.SLOT, subject_id=told.pk).exists()


# Home -----------------------------------------------------------------------------------------------------------------


def test_home_says_what_the_day_needs_and_who_calls(coordinator, day, members):
    scoring.ask_for_help(member=members[2], by=members[2].person)

    shown = answers(coordinator.get("/"))

    asked = f"{members[2].person.first_name} asks for help"
    assert ("Follow the scoring while the day is live" in shown, asked in shown) == (True, True)


def test_home_tells_a_member_with_an_account_what_is_left_to_score(members, slot):
    browser = make.signed_in(members[0].person)
    before = answers(browser.get("/"))
    make.sent_scores(members[0], slot)

    after = answers(browser.get("/"))

    assert ("Score 1 candidate" in before, "Score 1 candidate" in after) == (True, False)

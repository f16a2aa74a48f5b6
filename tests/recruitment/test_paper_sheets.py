"""Scores on paper: entered by somebody else, with a photo, confirmed by the member; nothing counts before."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.files.models import StoredFile
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import PanelCandidate, PanelMember, PaperSheet, Score, ScoreSheet
from recruitment.operations import paper_sheets, scoring, selection_days
from recruitment.operations.outcomes import outcome_table
from tests import make

pytestmark = pytest.mark.django_db
State = ScoreSheet.State


def photo(colour="white"):
    out = io.BytesIO()
    Image.new("RGB", (2, 2), colour).save(out, "PNG")
    return SimpleUploadedFile("sheet.png", out.getvalue(), "image/png")


@pytest.fixture
def day():
    return make.live_day()


@pytest.fixture
def slot(day):
    return PanelCandidate.objects.select_related("panel__day").get()


@pytest.fixture
def members(slot):
    return list(slot.panel.members.select_related("panel__day", "person"))


@pytest.fixture
def coordinator(day):
    return make.coordinator_of(day)


def entered(member, slot, by, *marks):
    criteria = scoring.criteria_of(slot.panel.day)
    given = {c.pk: (mark, "As written" if mark in (1, 5) else "") for c, mark in zip(criteria, marks, strict=True)}
    return paper_sheets.enter_from_paper(
        member=member, candidate=slot, marks=given, notes="", photo=photo(), photo_name="sheet.png", by=by
    )


def refused(step):
    with pytest.raises(StepRefused) as why:
        step()
    return str(why.value)


def fresh(member):
    return PanelMember.objects.select_related("panel__day", "person").get(pk=member.pk)


def test_entered_from_paper_nothing_counts_until_the_member_confirms(slot, members, coordinator):
    mine = members[0]
    paper = entered(mine, slot, coordinator, 5, 2)
    assert (paper.sheet.member, paper.entered_by, ScoreSheet.objects.get().state) == (mine, coordinator, State.ON_PAPER)
    assert not ScoreSheet.objects.counting().exists()
    assert Message.objects.filter(to=mine.person, kind="paper_scores_to_confirm").count() == 1

    paper_sheets.confirm_paper(member=mine, candidate=slot, by=mine.person)

    sheet = ScoreSheet.objects.get()
    assert (sheet.state, sheet.paper.confirmed_at is not None, make.scores_of(slot)) == (State.SUBMITTED, True, [5, 2])


def test_confirmed_twice_it_is_sent_once(slot, members, coordinator):
    mine = members[0]
    entered(mine, slot, coordinator, 3, 3)
    paper_sheets.confirm_paper(member=mine, candidate=slot, by=mine.person)
    first = ScoreSheet.objects.get().submitted_at
    paper_sheets.confirm_paper(member=mine, candidate=slot, by=mine.person)
    assert ScoreSheet.objects.get().submitted_at == first


def test_a_confirmed_sheet_locks_with_a_colleagues(slot, members, coordinator):
    make.sent_scores(members[1], slot)
    entered(members[0], slot, coordinator, 3, 3)
    paper_sheets.confirm_paper(member=members[0], candidate=slot, by=members[0].person)
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {State.LOCKED}
    assert not Score.objects.filter(locked_at__isnull=True).exists()


def test_what_is_wrong_is_said_and_entered_anew_and_only_the_new_photo_stays(slot, members, coordinator):
    mine = members[0]
    entered(mine, slot, coordinator, 3, 3)
    paper_sheets.query_paper(member=mine, candidate=slot, query="The second is a 4.", by=mine.person)
    assert Message.objects.filter(to=coordinator, kind="selection_day_needs_you").exists()
    entered(mine, slot, coordinator, 3, 4)
    assert (PaperSheet.objects.get().query, make.scores_of(slot), StoredFile.objects.count()) == ("", [3, 4], 1)


def test_a_sheet_found_after_scoring_was_closed_is_frozen_as_it_is_confirmed(day, slot, members, coordinator):
    for member in members[1:]:
        make.sent_scores(member, slot)
    selection_days.close_scoring(day=day, by=coordinator)
    assert outcome_table(day)[0].outcome.blocked
    mine = fresh(members[0])
    entered(mine, slot, coordinator, 4, 4)
    paper_sheets.confirm_paper(member=mine, candidate=slot, by=mine.person)
    sheet = ScoreSheet.objects.get(member=mine)
    assert (sheet.state, sheet.frozen_at is not None) == (State.FROZEN, True)
    assert not outcome_table(day)[0].outcome.blocked


def test_after_the_panels_have_begun_to_talk_nothing_comes_in(day, slot, members, coordinator):
    mine = members[0]
    entered(mine, slot, coordinator, 4, 4)
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)
    why = refused(lambda: paper_sheets.confirm_paper(member=fresh(mine), candidate=slot, by=mine.person))
    assert "The panels have begun to talk" in why
    assert "The panels have begun to talk" in refused(lambda: entered(fresh(members[1]), slot, coordinator, 3, 3))


def test_who_may_not_enter_or_confirm(day, slot, members, coordinator):
    mine, colleague, _ = members
    make.appointment(colleague.person, at=day.campaign.run_by, as_="recruitment_coordinator")
    assert "You sit on this panel" in refused(lambda: entered(mine, slot, colleague.person, 3, 3))
    assert "is run by" in refused(lambda: entered(mine, slot, make.person(), 3, 3))
    entered(mine, slot, coordinator, 3, 3)
    assert "Nobody confirms scores for somebody else." in refused(
        lambda: paper_sheets.confirm_paper(member=mine, candidate=slot, by=coordinator)
    )


def test_what_a_member_typed_or_sent_is_never_replaced_from_paper(slot, members, coordinator):
    make.draft_scores(members[0], slot)
    make.sent_scores(members[1], slot)
    assert "has begun to score this candidate on a screen" in refused(
        lambda: entered(members[0], slot, coordinator, 5, 5)
    )
    assert "has sent scores for this candidate already" in refused(lambda: entered(members[1], slot, coordinator, 5, 5))
    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)
    assert "stepped out" in refused(lambda: entered(members[2], slot, coordinator, 3, 3))


def test_a_sheet_is_entered_whole_or_not_at_all(slot, members, coordinator):
    first, _ = scoring.criteria_of(slot.panel.day)
    why = refused(
        lambda: paper_sheets.enter_from_paper(
            member=members[0],
            candidate=slot,
            marks={first.pk: (5, "")},
            notes="",
            photo=photo(),
            photo_name="sheet.png",
            by=coordinator,
        )
    )
    assert "say why you gave a 5" in why
    assert (ScoreSheet.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_while_it_waits_the_member_cannot_score_on_a_screen(slot, members, coordinator):
    mine = members[0]
    entered(mine, slot, coordinator, 3, 3)
    why = refused(lambda: scoring.submit(member=mine, candidate=slot, by=mine.person))
    assert "Please confirm them, or say what is wrong." in why
    assert "Please confirm them" in refused(lambda: make.draft_scores(mine, slot))


def test_from_the_panels_page_to_the_members_confirmation(slot, members, coordinator):
    mine = members[0]
    browser, own = make.signed_in(coordinator), make.signed_in(mine.person)
    address = reverse("recruitment:enter_from_paper", args=[mine.reference, slot.reference])
    assert address in browser.get(reverse("recruitment:panel", args=[slot.panel.reference])).text
    first, second = scoring.criteria_of(slot.panel.day)
    answers = {f"mark_{first.pk}": "5", f"mark_{second.pk}": "3", "photo": photo()}
    assert f"Enter why “{first.name}” has a 5" in browser.post(address, answers).text
    answers |= {f"reason_{first.pk}": "Kept the child in mind", "photo": photo()}
    assert browser.post(address, answers).status_code == 302
    text = browser.get(reverse("recruitment:panel", args=[slot.panel.reference])).text
    assert "On paper, to be confirmed" in text

    page = reverse("recruitment:confirm_paper", args=[mine.reference, slot.reference])
    assert "Please check" in own.get(reverse("recruitment:my_panel", args=[mine.reference])).text
    shown = own.get(reverse("recruitment:score_sheet", args=[mine.reference, slot.reference]), follow=True).text
    assert f"{coordinator.name} entered these scores from your paper sheet" in shown
    assert "Kept the child in mind" in shown
    picture = own.get(reverse("recruitment:paper_photo", args=[mine.reference, slot.reference]))
    assert picture.status_code in (200, 409)
    assert own.post(page).status_code == 302
    assert ScoreSheet.objects.get().state == State.SUBMITTED


def test_the_photo_is_not_open_to_others_who_run_the_day_before_scoring_is_closed(day, slot, members, coordinator):
    paper = entered(members[0], slot, coordinator, 3, 3)
    another = make.coordinator_of(day)
    assert not StoredFile.objects.visible_to(another).filter(pk=paper.photo_id).exists()
    selection_days.close_scoring(day=day, by=coordinator)
    assert StoredFile.objects.visible_to(make.coordinator_of(day)).filter(pk=paper.photo_id).exists()

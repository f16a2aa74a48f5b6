"""Scores: kept as typed, sealed until sent, locked at the moment they meet, frozen when scoring closes."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.audit.models import canonical, sha256
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import (
    AgreedScore,
    Group,
    HelpRequest,
    PanelCandidate,
    PanelMember,
    Recommendation,
    Score,
    ScoreSheet,
)
from recruitment.operations import panels, scoring, selection_days, slots
from recruitment.operations.composition import reasons_on
from recruitment.operations.outcomes import outcome_table
from recruitment.permissions.selection import may_read_colleagues
from tests import make

pytestmark = pytest.mark.django_db
State = ScoreSheet.State


@pytest.fixture
def day():
    return make.live_day()


@pytest.fixture
def slot(day):
    return PanelCandidate.objects.get()


@pytest.fixture
def members(slot):
    """Employer, university, person with lived experience."""
    return list(slot.panel.members.select_related("panel__day", "person"))


@pytest.fixture
def coordinator(day):
    return make.coordinator_of(day)


def closed(day, coordinator):
    selection_days.close_scoring(day=day, by=coordinator)
    return day


def discussing(day, coordinator):
    closed(day, coordinator).begin_moderation(by=coordinator)
    return day


# Drafts and sending -------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_even_without_a_mark(slot, members):
    criterion = scoring.criteria_of(slot.panel.day)[0]

    scoring.save_score(
        member=members[0], candidate=slot, criterion=criterion, value=None, reason="Kept eye con", by=members[0].person
    )

    assert Score.objects.get().reason == "Kept eye con"


def test_saving_the_same_mark_again_keeps_one(slot, members):
    make.draft_scores(members[0], slot, 4, 4)
    make.draft_scores(members[0], slot, 4, 2)

    assert make.scores_of(slot) == [4, 2]


@pytest.mark.parametrize("end", [1, 5])
def test_a_mark_at_either_end_is_not_sent_without_its_reason(slot, members, end):
    make.draft_scores(members[0], slot, end, 3)
    Score.objects.filter(value=end).update(reason=" ")

    with pytest.raises(StepRefused, match=rf"Criterion 1 \(say why you gave a {end}\)"):
        scoring.submit(member=members[0], candidate=slot, by=members[0].person)


def test_a_sheet_with_a_gap_is_not_sent(slot, members):
    with pytest.raises(StepRefused, match=r"Criterion 1 \(no mark yet\); Criterion 2 \(no mark yet\)"):
        scoring.submit(member=members[0], candidate=slot, by=members[0].person)


def test_a_sheet_sent_twice_is_sent_once(slot, members):
    first = make.sent_scores(members[0], slot)
    again = scoring.submit(member=members[0], candidate=slot, by=members[0].person)

    assert (again.pk, again.submitted_at, ScoreSheet.objects.count()) == (first.pk, first.submitted_at, 1)


def test_a_sent_sheet_keeps_the_hash_of_what_was_sent(slot, members):
    sheet = make.sent_scores(members[0], slot)

    assert sheet.content_hash == sha256(canonical(sheet.content()))


def test_a_sent_sheet_is_not_written_to(slot, members):
    make.sent_scores(members[0], slot)

    with pytest.raises(StepRefused, match="sent these scores already"):
        make.draft_scores(members[0], slot, 1, 1)


def test_nobody_scores_for_somebody_else(slot, members):
    criterion = scoring.criteria_of(slot.panel.day)[0]

    with pytest.raises(StepRefused, match="Nobody scores for somebody else"):
        scoring.save_score(
            member=members[0], candidate=slot, criterion=criterion, value=3, reason="", by=members[1].person
        )


def test_a_member_scores_the_candidates_of_their_own_panel_only(day, slot):
    elsewhere = make.full_panel(day, state=PanelMember.State.CONFIRMED).members.first()

    with pytest.raises(StepRefused, match="Only the confirmed members of a panel"):
        make.draft_scores(elsewhere, slot)


def test_somebody_who_only_said_yes_does_not_score(day, slot):
    waiting = make.panel_member(slot.panel)

    with pytest.raises(StepRefused, match="Only the confirmed members of a panel"):
        make.draft_scores(waiting, slot)


# Sealed and locked --------------------------------------------------------------------------------------------------


def test_colleagues_sheets_are_sealed_until_ones_own_is_sent(slot, members):
    make.sent_scores(members[0], slot)
    make.draft_scores(members[1], slot)

    assert not may_read_colleagues(members[1], slot)
    assert set(ScoreSheet.objects.readable_by_member(members[1]).values_list("member_id", flat=True)) == {members[1].pk}

    scoring.submit(member=members[1], candidate=slot, by=members[1].person)

    assert may_read_colleagues(members[1], slot)
    readable = ScoreSheet.objects.readable_by_member(members[1]).values_list("member_id", flat=True)
    assert set(readable) == {members[0].pk, members[1].pk}


def test_a_draft_is_read_by_its_author_alone(slot, members):
    make.sent_scores(members[0], slot)
    make.draft_scores(members[1], slot)

    assert not ScoreSheet.objects.readable_by_member(members[0]).filter(member=members[1]).exists()


def test_another_panel_reads_nothing(day, slot, members):
    make.sent_scores(members[0], slot)
    other = make.full_panel(day, state=PanelMember.State.CONFIRMED).members.select_related("panel__day").first()

    assert not ScoreSheet.objects.readable_by_member(other).exists()


def test_a_sheet_that_no_colleague_has_met_may_be_taken_back(slot, members):
    make.sent_scores(members[0], slot, 2, 2)

    scoring.take_back(member=members[0], candidate=slot, by=members[0].person)
    make.sent_scores(members[0], slot, 4, 4)

    assert make.scores_of(slot) == [4, 4]


def test_sheets_lock_at_the_moment_they_can_see_each_other(slot, members):
    make.sent_scores(members[0], slot)
    make.sent_scores(members[1], slot)

    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {State.LOCKED}
    for member in members[:2]:
        with pytest.raises(StepRefused, match="can no longer change"):
            scoring.take_back(member=member, candidate=slot, by=member.person)


def test_the_database_refuses_a_change_to_a_locked_score(slot, members):
    make.sent_scores(members[0], slot)
    make.sent_scores(members[1], slot)

    for statement in ("UPDATE recruitment_score SET value = 5", "DELETE FROM recruitment_score"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_sheets_of_other_candidates_do_not_lock_each_other(day, slot, members):
    second = make.slot(slot.panel, make.application(to=day.campaign, state="attended"), state="attended")
    make.sent_scores(members[0], slot)
    make.sent_scores(members[1], second)

    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {State.SUBMITTED}


# Frozen -------------------------------------------------------------------------------------------------------------


def test_closing_freezes_what_was_sent_and_leaves_drafts_out(day, slot, members, coordinator):
    make.sent_scores(members[0], slot)
    make.draft_scores(members[1], slot)

    closed(day, coordinator)

    states = dict(ScoreSheet.objects.values_list("member_id", "state"))
    assert states == {members[0].pk: State.FROZEN, members[1].pk: State.DRAFT}


def test_nothing_is_sent_after_scoring_is_closed(day, slot, members, coordinator):
    make.draft_scores(members[0], slot)
    closed(day, coordinator)

    with pytest.raises(StepRefused, match="Scoring is closed"):
        scoring.submit(member=members[0], candidate=slot, by=members[0].person)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recruitment_score SET value = 5",
        "UPDATE recruitment_score SET locked_at = NULL",
        "DELETE FROM recruitment_score",
        "UPDATE recruitment_scoresheet SET state = 'draft', frozen_at = NULL",
        "UPDATE recruitment_scoresheet SET notes = 'changed'",
        "DELETE FROM recruitment_scoresheet",
    ],
)
def test_direct_sql_does_not_change_what_is_frozen(day, slot, members, coordinator, statement):
    make.sent_scores(members[0], slot)
    closed(day, coordinator)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_erasure_may_replace_a_reason_and_nothing_else(day, slot, members, coordinator):
    make.sent_scores(members[0], slot)
    closed(day, coordinator)

    Score.objects.update(reason="erased by order 7")

    assert set(Score.objects.values_list("reason", flat=True)) == {"erased by order 7"}


# Stepping out and help ----------------------------------------------------------------------------------------------


def test_stepping_out_sets_the_members_scores_aside_and_asks_nothing(slot, members, coordinator):
    make.sent_scores(members[2], slot)

    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)
    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)

    assert ScoreSheet.objects.get().state == State.SET_ASIDE
    assert make.scores_of(slot) == [3, 3]
    assert Message.objects.filter(kind="selection_day_needs_you", to=coordinator).count() == 1


def test_after_stepping_out_the_panel_is_looked_at_again(day, slot, members):
    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)

    assert reasons_on(day) == [
        f"{slot.panel.name} has no member from people with lived experience of social work for candidate {slot.code}, "
        "because a member stepped out."
    ]


def test_somebody_who_stepped_out_neither_scores_nor_reads(slot, members):
    make.sent_scores(members[0], slot)
    make.sent_scores(members[2], slot)
    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)

    with pytest.raises(StepRefused, match="You stepped out"):
        make.draft_scores(members[2], slot)
    assert not may_read_colleagues(members[2], slot)
    assert set(ScoreSheet.objects.readable_by_member(members[2]).values_list("member_id", flat=True)) == {members[2].pk}


def test_stepping_out_for_one_candidate_leaves_the_others(day, slot, members):
    second = make.slot(slot.panel, make.application(to=day.campaign, state="attended"), state="attended")
    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)

    assert make.sent_scores(members[2], second).state == State.SUBMITTED


def test_help_is_one_call_until_somebody_comes(members, coordinator):
    for _ in range(2):
        scoring.ask_for_help(member=members[2], by=members[2].person)
    assert HelpRequest.objects.count() == 1

    scoring.answer_help(asked=HelpRequest.objects.get(), by=coordinator)
    scoring.ask_for_help(member=members[2], by=members[2].person)

    assert HelpRequest.objects.count() == 2


# Outcomes -----------------------------------------------------------------------------------------------------------


def test_the_table_weighs_the_groups_and_ranks(day, slot, members, coordinator):
    second = make.slot(slot.panel, make.application(to=day.campaign, state="attended"), state="attended")
    for member, marks in zip(members, [(4, 4), (2, 2), (5, 5)], strict=True):
        make.sent_scores(member, slot, *marks)
    make.all_scores(second, 4, 4)
    closed(day, coordinator)

    rows = [(row.candidate, row.outcome.total, row.outcome.rank) for row in outcome_table(day)]

    assert rows == [(second, Decimal("4.00"), 1), (slot, Decimal("3.50"), 2)]


def test_a_missing_group_blocks_and_a_missing_person_is_named(day, slot, members, coordinator):
    spare = make.panel_member(slot.panel, Group.EMPLOYER, make.person("Nadia Spare"), state=PanelMember.State.CONFIRMED)
    make.sent_scores(members[0], slot)
    make.sent_scores(members[1], slot)
    discussing(day, coordinator)

    row = outcome_table(day)[0]

    assert row.missing_groups == ("Person with lived experience of social work",)
    assert row.missing_members == (members[2].person.name, spare.person.name)
    with pytest.raises(StepRefused, match="A whole group has not scored"):
        scoring.recommend(candidate=slot, outcome="recommended", reason="Good", by=coordinator)
    with pytest.raises(StepRefused, match="A whole group has not scored"):
        scoring.agree_score(candidate=slot, score=Decimal(4), reason="Good", by=coordinator)


def test_a_sheet_set_aside_is_not_counted(day, slot, members, coordinator):
    make.all_scores(slot)
    scoring.step_out(member=members[2], candidate=slot, by=members[2].person)
    closed(day, coordinator)

    row = outcome_table(day)[0]

    assert (row.outcome.total, row.outcome.blocked, row.missing_members) == (None, True, ())


def test_a_blocked_candidate_gets_a_new_slot_and_the_old_scores_stay_frozen(day, slot, members, coordinator):
    make.sent_scores(members[0], slot)
    discussing(day, coordinator)
    other = make.live_day(candidates=0, of=day.campaign)
    room = other.panels.get()

    moved = slots.move_candidate(candidate=slot, to=room, starts_at=slot.starts_at, minutes=50, by=coordinator)
    panels.record_attendance(candidate=moved, came=True, by=coordinator)
    make.all_scores(moved, 4, 4)

    closed(other, coordinator)
    assert outcome_table(day) == []
    assert [row.outcome.total for row in outcome_table(other)] == [Decimal("4.00")]
    assert make.scores_of(slot) == [3, 3]


def test_a_low_mean_of_one_group_is_discussed_whatever_the_total():
    campaign = make.campaign()
    day = make.selection_day(campaign, floor=Decimal(2), state="live", date=make.live_day().date)
    room = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    slot = make.slot(room, make.application(to=campaign, state="attended"), state="attended")
    for member, marks in zip(
        room.members.select_related("panel__day", "person"), [(5, 5), (5, 5), (1, 5)], strict=True
    ):
        make.sent_scores(member, slot, *marks)

    assert outcome_table(day)[0].under_floor == ("Criterion 1",)


def test_an_agreed_score_stands_beside_the_originals(day, slot, members, coordinator):
    make.all_scores(slot, 2, 2)
    discussing(day, coordinator)

    scoring.agree_score(candidate=slot, score=Decimal("2.50"), reason="A question was not heard", by=coordinator)
    scoring.agree_score(candidate=slot, score=Decimal("2.75"), reason="Agreed again", by=coordinator)

    row = outcome_table(day)[0].outcome
    assert (row.total, row.agreed, row.final) == (Decimal("2.00"), Decimal("2.75"), Decimal("2.75"))
    assert set(make.scores_of(slot)) == {2}


def test_an_agreed_score_needs_a_reason_and_is_never_overwritten(day, slot, coordinator):
    make.all_scores(slot)
    discussing(day, coordinator)
    with pytest.raises(StepRefused, match="say why"):
        scoring.agree_score(candidate=slot, score=Decimal(4), reason=" ", by=coordinator)
    scoring.agree_score(candidate=slot, score=Decimal(4), reason="Heard again", by=coordinator)

    for change in (lambda: AgreedScore.objects.update(score=5), lambda: AgreedScore.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_is_agreed_before_scoring_is_closed(slot, coordinator):
    make.all_scores(slot)

    with pytest.raises(StepRefused, match="while the panels discuss"):
        scoring.agree_score(candidate=slot, score=Decimal(4), reason="Early", by=coordinator)


def test_a_recommendation_may_change_until_it_is_agreed_and_not_after(day, slot, coordinator):
    make.all_scores(slot)
    discussing(day, coordinator)
    scoring.recommend(candidate=slot, outcome="not_recommended", reason="Not yet", by=coordinator)
    scoring.recommend(candidate=slot, outcome="recommended", reason="On reflection", by=coordinator)
    selection_days.agree_recommendations(day=day, by=coordinator)

    with pytest.raises(DatabaseError), transaction.atomic():
        Recommendation.objects.update(outcome="not_recommended")
    assert Recommendation.objects.get().outcome == "recommended"


def test_the_outcome_table_costs_the_same_for_one_and_for_twelve():
    def queries_for(candidates):
        day = make.live_day(candidates=candidates)
        for slot in PanelCandidate.objects.filter(panel__day=day):
            make.all_scores(slot)
        with CaptureQueriesContext(connection) as captured:
            outcome_table(day)
        return len(captured)

    few, many = queries_for(1), queries_for(12)

    assert (few, many <= 8) == (many, True)


def test_saving_a_score_is_few_queries(slot, members):
    criterion = scoring.criteria_of(slot.panel.day)[0]
    make.draft_scores(members[0], slot)

    with CaptureQueriesContext(connection) as captured:
        scoring.save_score(
            member=members[0], candidate=slot, criterion=criterion, value=4, reason="", by=members[0].person
        )

    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) <= 6

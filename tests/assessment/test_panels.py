"""A practice assessment panel: stepping aside closes everything, readers are blind, the quorum is asked for each."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices.models import Involvement
from assessment.models import (
    PanelAction,
    PanelConflict,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelPack,
    PanelReading,
    PanelReconciliation,
    PortfolioSubmission,
)
from assessment.operations import panels
from assessment.operations.panels.reading import outcomes_for
from assessment.panels import facts, permissions, places, rules
from assessment.panels.terms import terms_of
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
State = PanelItem.State


@pytest.fixture
def pap():
    here = make.university("University here")
    return make.assessment_panel(*(make.portfolio_for_panel(at=here, with_evidence=False) for _ in range(3)))


def refusal(step, *args, **kwargs) -> str:
    with pytest.raises(StepRefused) as refused, transaction.atomic():
        step(*args, **kwargs)
    return str(refused.value)


def seen(user) -> set[int]:
    return set(PanelItem.objects.visible_to(make.again(user)).values_list("pk", flat=True))


# Calling it ---------------------------------------------------------------------------------------------------


def test_a_meeting_is_called_by_the_secretary_under_the_terms_of_its_day(pap):
    assert pap.meeting.the_terms == terms_of(pap.university, on=timezone.localdate())
    new = rules.Terms(edition="Own", quorum=3, mix={"university": 1}, chair_from=["employer"], sample_share=50)
    panels.set_terms(
        pap.university, edition="Own", valid_from=timezone.localdate(), terms=new, by=make.again(pap.secretary)
    )
    assert terms_of(pap.university, on=timezone.localdate()).quorum == 3
    pap.meeting.refresh_from_db()
    assert pap.meeting.the_terms.quorum == 4
    assert "secretary or chair" in refusal(
        panels.call_meeting, pap.university, starts_at=timezone.now(), place="Here", by=pap.tutor
    )


def test_where_a_member_comes_from_follows_from_their_appointment_and_a_university_does_not_chair(pap):
    parts = {name: seat.part for name, seat in pap.seats.items()}
    assert parts["chair"] == parts["worker"] == "employer"
    assert (parts["tutor"], parts["lived"], parts["independent"]) == ("university", "lived_experience", "independent")
    PanelMember.objects.filter(pk=pap.seats["chair"].pk).update(left_at=timezone.now())
    other = make.appointment(make.person(), pap.university, "assessment_panel_member").person
    assert "from where a chair may come" in refusal(
        panels.give_seat, pap.meeting, person=other, role="chair", by=pap.secretary
    )


def test_what_is_drawn_can_be_drawn_again_from_the_seed_that_was_kept(pap):
    pap.meeting.refresh_from_db()
    (drawn,) = pap.meeting.drawn
    again = rules.sample(
        [
            rules.Portfolio(key, setting, frozenset(map(rules.Because, always)))
            for key, setting, always in drawn["from"]
        ],
        share=drawn["share"],
        seed=drawn["seed"],
        setting_share=drawn["setting_share"],
        lately=drawn["lately"],
    )
    assert {key: list(why) for key, why in again.items()} == drawn["in_full"]
    assert {item.submission.reference for item in pap.meeting.items.all() if item.in_full} == set(drawn["in_full"])
    assert set(PortfolioSubmission.objects.values_list("state", flat=True)) == {"with_panel"}


def test_a_setting_counts_by_council_and_service_and_as_read_for_twelve_months(pap):
    today = timezone.localdate()
    read = [item for item in pap.meeting.items.all() if item.in_full]
    kinds = {facts.kind_of_setting(item.submission.placement.setting) for item in read}
    assert facts.settings_read(pap.university, on=today) == kinds
    organisation = read[0].submission.placement.setting.organisation
    beside = make.setting(organisation, service=read[0].submission.placement.setting.service)
    assert facts.kind_of_setting(beside) in kinds
    PanelMeeting.objects.filter(pk=pap.meeting.pk).update(starts_at=timezone.now() - datetime.timedelta(days=366))
    assert facts.settings_read(pap.university, on=today) == set()


def test_fails_returns_first_assessments_and_what_is_borderline_are_read_in_full():
    here = make.university()
    plain = make.portfolio_for_panel(at=here, with_evidence=False)
    fail = make.portfolio_for_panel(at=here, outcome="fail", with_evidence=False)
    unable = make.portfolio_for_panel(at=here, outcome="unable", with_evidence=False)
    dissent = make.portfolio_for_panel(at=here, review="dissent", with_evidence=False)
    owner = make.portfolio_owner(cohort=make.cohort(here))
    new = make.educator(stage="stage_1")
    first = make.portfolio_for_panel(
        owner, in_placement=make.placement(owner, practice_educator=new), with_evidence=False
    )
    found = {one.key: set(one.always) for one in facts.portfolios_of(list(facts.due(here)))}
    assert found == {
        plain.reference: set(),
        fail.reference: {rules.Because.FAIL},
        unable.reference: {rules.Because.BORDERLINE},
        dissent.reference: {rules.Because.BORDERLINE},
        first.reference: {rules.Because.FIRST_TIME_EDUCATOR},
    }


# Conflicts ----------------------------------------------------------------------------------------------------


def test_whoever_steps_aside_meets_the_portfolio_nowhere_from_that_moment(pap):
    make.panel_declared(pap)
    item, other = pap.items[0], pap.items[1]
    make.panel_readers(pap, item, "worker", "independent")
    panels.give_packs(pap.meeting, by=pap.secretary)
    before = PanelPack.objects.standing().get(member=pap.seats["worker"])
    assert Involvement.objects.filter(person=pap.worker, kind="panel_reader").count() == 1

    panels.declare_conflict(item, by=pap.worker)

    worker = make.again(pap.worker)
    assert seen(worker) == {one.pk for one in pap.items[1:]}
    before.refresh_from_db()
    assert (before.revoked_because, before.revoked_at is not None) == ("withheld", True)
    after = PanelPack.objects.standing().get(member=pap.seats["worker"])
    assert (after.number, after.opened_at) == (2, None)
    assert set(after.submissions.all()) == {one.submission for one in pap.items[1:]}
    assert not PanelReading.objects.visible_to(worker).exists()
    assert not Involvement.objects.on(timezone.localdate()).filter(person=worker, kind="panel_reader").exists()
    assert places.reading_progress(pap.meeting, worker) == {"asked": 0, "sent": 0}
    assert [work.text for work in places.needs(worker, timezone.localdate())] == []
    assert item.readings.standing().count() == 1
    page = make.signed_in(worker).get(f"/assessment/panels/{pap.meeting.reference}/").content.decode()
    name = item.submission.apprentice.person.name
    assert name not in page and other.submission.apprentice.person.name in page
    assert make.signed_in(worker).get(f"/assessment/panels/items/{item.reference}/").status_code == 404


def test_the_numbers_on_an_agenda_have_no_holes_whatever_is_withheld(pap):
    make.panel_declared(pap)
    panels.declare_conflict(pap.items[1], by=pap.lived)
    for who, how_many in ((pap.lived, 2), (pap.tutor, 3)):
        page = make.signed_in(who).get(f"/assessment/panels/{pap.meeting.reference}/").content.decode()
        assert [f'<li value="{n}">' in page for n in range(1, 5)] == [n <= how_many for n in range(1, 5)]


def test_what_the_records_show_is_withheld_before_anybody_asks(pap):
    submission = pap.items[0].submission
    apprentice = submission.apprentice
    colleague = make.appointment(make.person("Cole League"), apprentice.employer, "assessment_panel_member").person
    make.tutor(apprentice, "Tilda Taught")
    taught = make.appointment(
        Involvement.objects.get(person__name="Tilda Taught").person, pap.university, "assessment_panel_member"
    ).person
    for who in (colleague, taught):
        panels.give_seat(pap.meeting, person=who, role="member", by=pap.secretary)
        assert pap.items[0].pk not in seen(who)
    found = dict(PanelConflict.objects.filter(submission=submission).values_list("person__name", "source"))
    assert found == {"Cole League": "borough", "Tilda Taught": "earlier_part"}
    conflict = PanelConflict.objects.get(person=taught)
    assert refusal(panels.lift_conflict, conflict, meeting=pap.meeting, by=pap.secretary) == (
        "What the records show cannot be lifted."
    )


def test_an_officer_who_stepped_aside_does_not_find_it_in_the_chain_either(pap):
    item = pap.items[0]
    assert item.submission in PortfolioSubmission.objects.visible_to(make.again(pap.secretary))
    panels.declare_conflict(item, by=pap.secretary)
    assert item.submission not in PortfolioSubmission.objects.visible_to(make.again(pap.secretary))


def test_what_was_declared_by_mistake_is_lifted_by_somebody_else(pap):
    panels.declare_conflict(pap.items[0], by=pap.lived)
    conflict = PanelConflict.objects.get()
    panels.lift_conflict(conflict, meeting=pap.meeting, by=pap.secretary)
    assert pap.items[0].pk in seen(pap.lived)
    panels.declare_conflict(pap.items[0], by=pap.secretary)
    own = PanelConflict.objects.standing().get()
    assert refusal(panels.lift_conflict, own, meeting=pap.meeting, by=pap.secretary).startswith("Somebody else")


def test_no_mail_names_an_apprentice(pap):
    make.panel_declared(pap)
    readings = make.panel_readers(pap, pap.items[0], "tutor", "worker")
    for reading in readings:
        make.sent_panel_sheet(reading)
    panels.give_packs(pap.meeting, by=pap.secretary)
    make.do_owed_work()
    mails = Message.objects.filter(kind="panel_news")
    assert mails.count() > 8
    names = [item.submission.apprentice.person.name for item in pap.items]
    assert not [mail for mail in mails if any(name in mail.body + mail.subject for name in names)]


# Readers ------------------------------------------------------------------------------------------------------


def test_readers_are_blind_to_each_other_until_both_have_sent(pap):
    item = pap.items[0]
    one, two = make.panel_readers(pap, item, "tutor", "worker")
    make.sent_panel_sheet(one, overall="Only mine so far.")
    for who in (pap.worker, pap.chair, pap.secretary):
        assert not PanelReading.objects.visible_to(who).filter(pk=one.pk).exists()
        page = make.signed_in(who).get(f"/assessment/panels/items/{item.reference}/").content.decode()
        assert "Only mine so far." not in page and "sent" in page
    make.sent_panel_sheet(two)
    for who in (pap.worker, pap.chair, pap.secretary, pap.lived):
        assert PanelReading.objects.visible_to(who).filter(pk=one.pk).exists()


def test_when_a_reader_is_replaced_the_other_sheet_closes_again(pap):
    one, two = make.panel_readers(pap, pap.items[0], "tutor", "worker")
    make.sent_panel_sheet(one)
    taker = make.appointment(make.person("Nia New"), make.service(make.council()), "assessment_panel_member").person
    new = panels.substitute(pap.seats["worker"], person=taker, by=pap.secretary)
    two.refresh_from_db()
    assert two.state == "withdrawn"
    assert not PanelReading.objects.visible_to(taker).exists()
    panels.assign_readers(pap.items[0], members=[pap.seats["tutor"], new], by=pap.secretary)
    assert not PanelReading.objects.visible_to(taker).filter(pk=one.pk).exists()


def test_nobody_reads_with_a_colleague_or_against_the_rules(pap):
    item = make.item_in_full(pap.items[0])
    colleague = make.appointment(make.person(), pap.elsewhere, "assessment_panel_member").person
    seat = panels.give_seat(pap.meeting, person=colleague, role="member", by=pap.secretary)
    assert "different organisations" in refusal(
        panels.assign_readers, item, members=[pap.seats["chair"], seat], by=pap.secretary
    )
    assert "2 different people" in refusal(panels.assign_readers, item, members=[pap.seats["chair"]], by=pap.secretary)
    panels.declare_conflict(item, by=pap.tutor)
    assert "may not read" in refusal(
        panels.assign_readers, item, members=[pap.seats["chair"], pap.seats["tutor"]], by=pap.secretary
    )


def test_a_sheet_once_sent_is_frozen_by_the_database(pap):
    one, _ = make.panel_readers(pap, pap.items[0], "tutor", "worker")
    make.sent_panel_sheet(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelReading.objects.filter(pk=one.pk).update(overall="Something else")
    with pytest.raises(IntegrityError), transaction.atomic():
        one.comments.all().delete()


def test_readers_who_differ_speak_together_or_leave_it_to_the_panel(pap):
    item = pap.items[0]
    one, two = make.panel_readers(pap, item, "tutor", "worker")
    make.sent_panel_sheet(one), make.sent_panel_sheet(two, "more_evidence")
    assert "have not said yet" in permissions.reading_missing(item)
    said = {"would_recommend": "more_evidence", "words_of_both": "Two pieces are thin."}
    together = panels.propose_together(item, **said, by=pap.tutor)
    assert "other reader answers" in refusal(
        panels.answer_together, item, agrees=True, version=together.version, by=pap.tutor
    )
    assert "Read it again" in refusal(panels.answer_together, item, agrees=True, version=99, by=pap.worker)
    panels.answer_together(item, agrees=True, version=together.version, by=pap.worker)
    assert PanelReconciliation.objects.get().state == "agreed"
    assert permissions.reading_missing(item) == ""


# The day ------------------------------------------------------------------------------------------------------


def test_an_outcome_needs_the_reading_the_quorum_and_reasons_and_goes_on_in_the_chain(pap):
    item = pap.items[0]
    for reading in make.panel_readers(pap, item, "tutor", "worker"):
        make.sent_panel_sheet(reading)
    record = {"outcome": "confirm_pass", "reasons": "Both readers and the tutor agree.", "by": pap.secretary}
    assert "in session" in refusal(panels.record_outcome, item, **record)
    make.panel_session(pap, "chair", "tutor", "worker")
    assert refusal(panels.record_outcome, item, **record) == (
        "The panel cannot decide this now: 3 of 4 members are here and not enough members from independent members."
    )
    panels.came(PanelMember.objects.get(pk=pap.seats["independent"].pk), by=pap.secretary)
    done = panels.record_outcome(item, **record)
    made = done.recommendation
    assert (done.state, made.outcome, made.chaired_by) == (State.DECIDED, "confirm_pass", pap.chair)
    assert set(made.members.all()) == {pap.chair, pap.tutor, pap.worker, pap.independent}
    item.submission.refresh_from_db()
    assert item.submission.state == "panel_recommended"


def test_who_is_out_of_the_room_for_an_item_is_neither_counted_nor_named_for_it(pap):
    item = pap.items[0]
    panels.declare_conflict(item, by=pap.chair)
    for reading in make.panel_readers(pap, item, "tutor", "worker"):
        make.sent_panel_sheet(reading)
    make.panel_session(pap)
    record = {"outcome": "confirm_pass", "reasons": "It carries.", "by": pap.secretary}
    assert refusal(panels.record_outcome, item, **record) == "Say which member in the room chaired this."
    done = panels.record_outcome(item, **record, chaired_by=pap.seats["worker"])
    assert done.recommendation.chaired_by == pap.worker
    assert pap.chair not in done.recommendation.members.all()


def test_a_pass_is_confirmed_and_a_fail_agreed_with_only_where_it_was_recommended(pap):
    assert {code for code, _ in outcomes_for(pap.items[0])} == {
        "confirm_pass",
        "more_evidence",
        "extend_days",
        "disagree",
    }


def test_passes_without_a_question_are_confirmed_together_each_on_its_own(pap):
    PanelItem.objects.update(because=[])
    items = list(PanelItem.objects.all())
    panels.read_in_full(items[0], by=pap.lived)
    make.panel_session(pap)
    items = list(PanelItem.objects.all())
    assert "not read in full" in refusal(panels.confirm_together, pap.meeting, items=items, by=pap.secretary)
    assert panels.confirm_together(pap.meeting, items=items[1:], by=pap.secretary) == 2
    assert [item.state for item in PanelItem.objects.order_by("pk")] == ["listed", "decided", "decided"]


def test_the_chair_closes_when_all_is_dealt_with_and_the_minutes_stay(pap):
    make.panel_session(pap)
    panels.write_item_minutes(pap.items[0], minutes="Spoken of at length.", by=pap.secretary)
    panels.write_minutes(pap.meeting, minutes="Apologies.", by=pap.secretary)
    assert "3 portfolios" in refusal(panels.close_meeting, pap.meeting, by=pap.chair)
    for item in PanelItem.objects.all():
        panels.defer(item, reason="The reader is ill.", by=pap.secretary)
    assert set(PortfolioSubmission.objects.values_list("state", flat=True)) == {"ready"}
    assert "The chair" in str(permissions.may_close(pap.seats["secretary"], pap.meeting).reason)
    panels.close_meeting(pap.meeting, by=pap.chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(pap.meeting).objects.filter(pk=pap.meeting.pk).update(minutes="Something else")
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelItem.objects.update(minutes="Something else")


def test_a_substitute_takes_the_seat_and_both_names_are_kept(pap):
    make.panel_declared(pap)
    panels.give_packs(pap.meeting, by=pap.secretary)
    taker = make.appointment(make.person("Nia New"), make.service(make.council()), "assessment_panel_member").person
    new = panels.substitute(pap.seats["worker"], person=taker, by=pap.secretary)
    assert (new.role, new.replaces, new.declared_at) == ("member", pap.seats["worker"], None)
    assert not PanelPack.objects.readable_by(pap.worker).exists()
    assert seen(pap.worker) == set()
    panels.declare(new, items=[], by=taker)
    panels.give_packs(pap.meeting, by=pap.secretary)
    assert PanelPack.objects.standing().get(member=new).opened_at is None
    page = make.signed_in(pap.secretary).get(f"/assessment/panels/{pap.meeting.reference}/minutes/").content.decode()
    assert "Wren Worker" in page and "replaced by Nia New" in page


def test_actions_are_given_out_followed_up_and_done(pap):
    due = timezone.localdate() + datetime.timedelta(days=7)
    action = panels.add_action(
        pap.meeting, what="Write to the team", owner=pap.tutor, due_on=due, by=pap.secretary, item=pap.items[0]
    )
    texts = [work.text for work in places.needs(make.again(pap.tutor), timezone.localdate())]
    assert "Write to the team" in texts
    panels.declare_conflict(pap.items[0], by=pap.tutor)
    assert not PanelAction.objects.visible_to(make.again(pap.tutor)).exists()
    other = panels.add_action(pap.meeting, what="Book a room", owner=pap.lived, due_on=due, by=pap.secretary)
    assert "does this" in refusal(panels.do_action, other, outcome="Booked.", by=pap.chair)
    assert panels.do_action(other, outcome="Booked.", by=pap.lived).state == "done"
    assert action.state == "open"


def test_a_meeting_that_is_cancelled_gives_its_portfolios_back(pap):
    make.panel_declared(pap)
    panels.give_packs(pap.meeting, by=pap.secretary)
    panels.cancel_meeting(pap.meeting, by=pap.secretary)
    assert facts.due(pap.university).count() == 3
    assert not PanelPack.objects.standing().exists()

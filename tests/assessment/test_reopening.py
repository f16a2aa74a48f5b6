"""Opening accepted evidence again: by whose authority, who is told, what stays, and what stands when nothing comes."""

import datetime

import pytest
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Milestone, Standing
from apprentices.operations import reach_milestone
from assessment import operations, pack, portfolios, worklist
from assessment.models import Evidence, EvidenceVersion, Reopening, SignOff
from core.audit.models import Event
from core.audit.sealing import verify
from core.documents import packs
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
State = Evidence.State
REASON = "The law is named and not applied."


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def grace(apprentice):
    return make.practice_educator(apprentice, "Grace Mensah")


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def standing(apprentice) -> tuple[int, int]:
    found = Standing.objects.get(apprentice=apprentice)
    return found.evidence_waiting, found.evidence_accepted


def reopen(evidence, by, **fields) -> Reopening:
    return operations.reopen(
        evidence, **({"number": evidence.shown.number, "reason": REASON, "until": in_days(14)} | fields), by=by
    )


def review(apprentice, tutor) -> None:
    covers = operations.accepted_set(apprentice)
    operations.review_portfolio(apprentice, statement="Read.", read=operations.hash_of_set(covers), by=tutor)


def send_and_sign(evidence, by) -> None:
    operations.submit(evidence, by=evidence.apprentice.person)
    operations.sign_off(
        evidence,
        number=evidence.shown.number,
        judgements=make.all_sufficient(evidence),
        statement="Now it is applied.",
        by=by,
    )


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("to__name", flat=True))


# By whose authority -------------------------------------------------------------------------------------------


def test_before_a_review_the_assessor_after_it_the_tutor_after_a_decision_the_chair_and_nobody_else(apprentice, grace):
    helen, manager = make.tutor(apprentice, "Dr Helen Brooks"), make.line_manager(apprentice)
    chair = make.involvement(apprentice, Involvement.Kind.PANEL_READER, person=make.person("Sir Chair")).person
    make.appointment(chair, at=apprentice.cohort.university, as_="assessment_panel_chair")
    reader = make.involvement(apprentice, Involvement.Kind.PANEL_READER, person=make.person("Reader")).person
    evidence = make.accepted_evidence(apprentice, by=grace)
    everybody = {grace, helen, chair, reader, manager, apprentice.person}

    def only(who, words):
        for other in everybody - {who}:
            with pytest.raises(StepRefused, match=words):
                reopen(evidence, other)

    only(grace, "No review and no decision rests on this yet. Grace Mensah can open it again")
    review(apprentice, helen)
    only(helen, "The university tutor has reviewed this. Dr Helen Brooks can open it again")
    reach_milestone(apprentice, Milestone.Kind.FIRST_PLACEMENT_PASSED, on=in_days(0), by=helen)
    only(chair, "A decision rests on this. Sir Chair can open it again")
    assert reopen(evidence, chair).reopened_as == "Chair of the practice assessment panel"


def test_nobody_named_for_it_nobody_opens_it(apprentice, grace):
    evidence = make.accepted_evidence(apprentice, by=grace)
    reach_milestone(apprentice, Milestone.Kind.FIRST_PLACEMENT_PASSED, on=in_days(0), by=grace)
    with pytest.raises(StepRefused, match="Nobody is named today who could open it again"):
        reopen(evidence, grace)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " "}, "Say why it is opened again"),
        ({"until": in_days(-1)}, "Choose a day from today"),
        ({"until": in_days(57)}, "Choose a day from today"),
        ({"number": 2}, "Version 1 was accepted since you opened this"),
    ],
)
def test_a_reason_a_day_that_can_be_kept_and_the_version_that_was_read(apprentice, grace, fields, words):
    evidence = make.accepted_evidence(apprentice, by=grace)
    with pytest.raises(StepRefused, match=words):
        reopen(evidence, grace, **fields)
    assert Evidence.objects.get().state == State.ACCEPTED


def test_whoever_reads_it_may_ask_who_has_the_authority(apprentice, grace):
    helen = make.tutor(apprentice, "Dr Helen Brooks")
    evidence = make.accepted_evidence(apprentice, by=grace)
    review(apprentice, helen)
    operations.ask_to_reopen(evidence, why="I know more now.", by=apprentice.person)
    assert told("evidence_reopening_asked") == {"Dr Helen Brooks"}
    newest = Event.objects.timeline(evidence)[0]
    assert (newest.sentence, newest.reason) == (
        "Amara Johnson asked for this to be opened again",
        "I know more now.",
    )
    with pytest.raises(StepRefused, match="You can open this again yourself"):
        operations.ask_to_reopen(evidence, why="x", by=helen)


# What it means ------------------------------------------------------------------------------------------------


def test_open_again_it_counts_for_nothing_stays_readable_and_begins_the_next_from_the_last(apprentice, grace):
    helen = make.tutor(apprentice)
    evidence = make.reopened_evidence(apprentice, assessor=grace)
    assert (evidence.state, standing(apprentice), operations.accepted_set(apprentice)) == (State.REOPENED, (0, 0), [])
    assert all(covered.is_empty for covered in portfolios.coverage_of(apprentice))
    assert (evidence.draft.number, evidence.draft.text) == (2, make.TEXT)
    assert [v.number for v in EvidenceVersion.objects.visible_to(helen)] == [1]
    page = make.signed_in(helen).get(f"/assessment/evidence/{evidence.reference}/").content.decode()
    assert (REASON in page, "Version 1 was accepted and counts for nothing" in page) == (True, True)
    [mine] = worklist.needs(apprentice.person, timezone.localdate())
    assert (mine.text.endswith("again: it was opened again"), mine.due_on) == (True, in_days(14))


def test_everybody_who_relied_on_it_is_told_and_no_mail_says_why(apprentice, grace):
    helen, manager = make.tutor(apprentice, "Dr Helen Brooks"), make.line_manager(apprentice, make.person("Maria"))
    make.involvement(apprentice, Involvement.Kind.LINE_MANAGER, person=make.person("Not asked"))
    evidence = make.sent_evidence(apprentice)
    make.witness_statement(evidence, witness=manager, text="I heard her ask.")
    operations.sign_off(evidence, number=1, judgements=make.all_sufficient(evidence), statement="Yes.", by=grace)
    review(apprentice, helen)
    asker = make.involvement(apprentice, Involvement.Kind.PANEL_READER, person=make.person("Pack Asker"))
    packs.ask(builder=pack.NAME, subject=apprentice, title="Portfolio", by=asker.person)
    asker.delete()
    reopen(evidence, helen)
    assert told("evidence_reopened") == {"Amara Johnson", "Grace Mensah", "Maria", "Pack Asker"}
    assert not Message.objects.filter(body__contains="law is named").exists()


def test_the_next_version_replaces_it_and_the_first_keeps_its_signature_for_good(apprentice, grace):
    helen = make.tutor(apprentice)
    evidence = make.accepted_evidence(apprentice, by=grace)
    review(apprentice, helen)
    reopen(evidence, helen)
    operations.write(evidence, title="Better", text="Section 9.", happened_on=make.HAPPENED, by=apprentice.person)
    send_and_sign(evidence, grace)
    first, second = SignOff.objects.order_by("pk")
    assert (evidence.state, standing(apprentice), evidence.shown.number) == (State.ACCEPTED, (0, 1), 2)
    assert [piece["hash"] for piece in operations.accepted_set(apprentice)] == [second.content_hash]
    assert Reopening.objects.get().outcome == Reopening.Outcome.REPLACED
    assert told("evidence_reopening_ended") >= {"Amara Johnson", "Grace Mensah", "Dr Helen Brooks"}
    desk = make.signed_in(helen)
    old = desk.get(f"/assessment/evidence/{evidence.reference}/versions/1/").content.decode()
    assert (first.content_hash in old, first.statement in old, make.TEXT in old) == (True, True, True)
    assert "replaced since" in desk.get(f"/assessment/evidence/{evidence.reference}/").content.decode()
    reviewed = desk.get(f"/assessment/review/{apprentice.portfolio_reviews.get().reference}/").content.decode()
    assert "1 piece that it covers was opened again or replaced since." in reviewed
    [piece] = pack.snapshot(apprentice.pk)["pieces"]
    assert [(one["version"], one["hash"]) for one in piece["accepted_before"]] == [(1, first.content_hash)]
    assert list(verify()) == []


def test_it_can_be_opened_a_second_time(apprentice, grace):
    evidence = make.reopened_evidence(apprentice, assessor=grace)
    send_and_sign(evidence, grace)
    reopen(evidence, grace)
    assert (Reopening.objects.running().get().version.number, evidence.draft.number) == (2, 3)


def test_what_was_accepted_once_is_neither_withdrawn_nor_deleted(apprentice, grace):
    evidence = make.reopened_evidence(apprentice, assessor=grace)
    for step in (operations.withdraw, operations.throw_away):
        with pytest.raises(StepRefused):
            step(evidence, by=apprentice.person)
    operations.submit(evidence, by=apprentice.person)
    operations.open_shown(evidence, by=grace)
    with pytest.raises(StepRefused, match="It stays in the portfolio"):
        operations.withdraw(evidence, by=apprentice.person)


# What stands when nothing comes -------------------------------------------------------------------------------


def let_stand(days: int) -> int:
    return operations.let_stand(at=timezone.now() + datetime.timedelta(days=days))


def test_not_sent_by_its_day_what_was_accepted_stands_again_and_the_draft_waits(apprentice, grace):
    evidence = make.reopened_evidence(apprentice, assessor=grace)
    before = SignOff.objects.get()
    operations.write(evidence, title="Half", text="Half a th", happened_on=None, by=apprentice.person)
    assert (let_stand(14), Evidence.objects.get().state) == (0, State.REOPENED)
    assert (let_stand(15), let_stand(16)) == (1, 0)
    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.shown.number, standing(apprentice)) == (State.ACCEPTED, 1, (0, 1))
    assert (evidence.answered_by, evidence.answered_at) == (grace, before.signed_at)
    assert Reopening.objects.get().outcome == Reopening.Outcome.STANDS
    assert told("evidence_reopening_ended") == {"Amara Johnson", "Grace Mensah"}
    reopen(evidence, grace)
    assert evidence.draft.text == "Half a th"


def test_returned_for_more_it_is_waited_for_until_that_day_and_then_the_accepted_version_is_shown(apprentice, grace):
    evidence = make.reopened_evidence(apprentice, assessor=grace)
    operations.submit(evidence, by=apprentice.person)
    assert let_stand(30) == 0  # sent, so it waits for the assessor and not for the writer
    operations.return_for_more(evidence, number=2, reason="Thin.", enough="More.", again_by=in_days(40), by=grace)
    assert (let_stand(40), let_stand(41)) == (0, 1)
    assert Evidence.objects.get().shown.number == 1
    assert [v.number for v in EvidenceVersion.objects.visible_to(grace)] == [1, 2]


def test_taken_back_it_is_open_again_with_the_same_day(apprentice, grace):
    evidence = make.reopened_evidence(apprentice, assessor=grace)
    operations.submit(evidence, by=apprentice.person)
    operations.take_back(evidence, by=apprentice.person)
    assert (evidence.state, evidence.shown.number, let_stand(15)) == (State.REOPENED, 1, 1)


def test_a_break_moves_the_day_and_leaving_ends_the_waiting(apprentice, grace):
    make.reopened_evidence(apprentice, assessor=grace)
    state = Apprentice.objects.filter(pk=apprentice.pk).update
    state(state=Apprentice.State.ON_BREAK)
    assert let_stand(30) == 0
    state(state=Apprentice.State.WITHDRAWN)
    assert let_stand(1) == 1


# The pages ----------------------------------------------------------------------------------------------------


def test_on_the_pages_it_is_asked_for_and_opened(apprentice, grace):
    evidence = make.accepted_evidence(apprentice, by=grace)
    url = f"/assessment/evidence/{evidence.reference}/"
    mine, desk = make.signed_in(apprentice.person), make.signed_in(grace)
    assert "Grace Mensah can open it again." in mine.get(url).content.decode()
    asked = mine.post(url + "open-again/ask/", {"why": "I know more."}, follow=True)
    assert "Asked. Grace Mensah decides." in asked.content.decode()
    until = in_days(10)
    typed = {"number": 1, "reason": REASON, "until_day": until.day, "until_month": until.month}
    assert desk.post(url + "open-again/", typed | {"until_year": 2090}).status_code == 200
    answer = desk.post(url + "open-again/", typed | {"until_year": until.year}, follow=True)
    assert "Everybody who relied on it has been told." in answer.content.decode()
    assert "Work on it again" in mine.get(url).content.decode()
    assert mine.get(url + "open-again/").status_code == 403

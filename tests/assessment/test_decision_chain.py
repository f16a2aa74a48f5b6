"""From handing in to the release: each step by whose it is, and nobody's words changed by anybody else."""

import datetime
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from apprentices.models import Apprentice, Milestone
from assessment.content import hash_of
from assessment.deciding import content, dates, parts, permissions
from assessment.deciding.holding import HELD, place_held
from assessment.models import (
    BoardDecision,
    PanelRecommendation,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
    SupervisorReport,
)
from assessment.operations import (
    appeals,
    boards,
    recommendations,
    second_opinions,
    submissions,
    tutoring,
)
from assessment.operations.countersigning import countersign
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import StepRefused
from placements.models import Designation, Placement
from tests import make
from tests.make import decisions

pytestmark = pytest.mark.django_db
State = PortfolioSubmission.State
Panel = PanelRecommendation.Outcome
Result = BoardDecision.Outcome
A_WEEK = datetime.timedelta(days=7)


@pytest.fixture
def chain() -> decisions.Chain:
    return decisions.chain()


def refusal(step, *args, **kwargs) -> str:
    with pytest.raises(StepRefused) as refused, transaction.atomic():
        step(*args, **kwargs)
    return str(refused.value)


# Handing in ---------------------------------------------------------------------------------------------------


def test_what_is_handed_in_names_every_accepted_piece_by_version_and_hash(chain):
    submission = decisions.handed_in(chain)
    piece = chain.apprentice.evidence.get()
    assert submission.evidence == [
        {"evidence": piece.reference, "version": 1, "hash": piece.shown.sign_off.content_hash}
    ]
    assert (submission.number, submission.state) == (1, State.HANDED_IN)
    assert Signature.objects.under(submission).get().content_hash == submission.content_hash


def test_what_was_handed_in_cannot_be_changed_by_anybody(chain):
    submission = decisions.handed_in(chain)
    with pytest.raises(IntegrityError), transaction.atomic():
        PortfolioSubmission.objects.filter(pk=submission.pk).update(snapshot={"evidence": []})


def test_another_portfolio_than_the_one_on_the_page_is_not_handed_in(chain):
    read = hash_of(content.snapshot_of(chain.placement))
    make.accepted_evidence(chain.apprentice, by=chain.grace, title="Another visit")
    said = refusal(submissions.hand_in, chain.placement, read=read, by=chain.amara)
    assert said == "Your portfolio has changed since you opened this page. Look at it again before you go on."


def test_a_portfolio_is_handed_in_once(chain):
    decisions.handed_in(chain)
    assert refusal(decisions.handed_in, chain).startswith("You handed this portfolio in on")


def test_late_is_never_silent_and_comes_in_once_the_tutor_has_recorded_a_later_day(chain):
    late = timezone.now() + datetime.timedelta(days=(dates.hand_in_by(chain.placement) - timezone.localdate()).days + 1)
    assert refusal(decisions.handed_in, chain, at=late).startswith("The last day for handing in was")
    until = timezone.localdate(late) + A_WEEK
    assert refusal(submissions.extend_hand_in, chain.placement, until=until, ground="mitigating", by=chain.grace)
    submissions.extend_hand_in(chain.placement, until=until, ground="mitigating", by=chain.helen)
    assert decisions.handed_in(chain, at=late).due_on == until


def test_it_is_taken_back_until_somebody_writes_about_it(chain):
    submission = submissions.take_back(decisions.handed_in(chain), by=chain.amara)
    assert submission.state == State.TAKEN_BACK
    again = decisions.handed_in(chain)
    assert again.number == 2
    decisions.written(again, by=chain.grace)
    assert "cannot be taken back" in refusal(submissions.take_back, again, by=chain.amara)


def test_pieces_from_before_a_placement_that_was_decided_are_context_and_no_proof(chain):
    decisions.released(chain)
    Placement.objects.filter(pk=chain.placement.pk).update(
        state="closed", starts_on=make.HAPPENED - A_WEEK, ends_on=make.HAPPENED + A_WEEK
    )
    second = make.observed_placement(
        chain.apprentice, number=2, practice_educator=make.educator("Una Second"), contrast="Another borough."
    )
    old = chain.apprentice.evidence.get()
    make.accepted_evidence(chain.apprentice, by=second.practice_educator.person, happened_on=second.starts_on)
    snapshot = content.snapshot_of(second)
    assert [piece["evidence"] for piece in snapshot["earlier"]] == [old.reference]
    assert len(snapshot["evidence"]) == 1


# The recommendation -------------------------------------------------------------------------------------------


def test_a_pass_needs_words_about_every_capability_and_every_day(chain):
    submission = decisions.handed_in(chain)
    made = decisions.written(submission, by=chain.grace, said={}, holistic="")
    missing = recommendations.what_is_missing(made, on=timezone.localdate())
    assert missing[:2] == ["Write about PCF-1, PCF-2 and PCF-3.", "Write about the practice as a whole."]
    Placement.objects.filter(pk=chain.placement.pk).update(days_counted=69)
    made = decisions.written(submission, by=chain.grace)
    made.submission.placement.refresh_from_db()
    assert recommendations.what_is_missing(made, on=timezone.localdate())[0].startswith("69 of 70 days are confirmed.")


def test_only_the_practice_educator_of_the_placement_recommends(chain):
    submission = decisions.handed_in(chain)
    for who in (chain.amara, chain.helen, chain.manager, chain.second.person):
        assert refusal(decisions.written, submission, by=who)


def test_a_fail_without_a_concern_on_the_way_asks_for_an_explanation(chain):
    submission = decisions.handed_in(chain)
    made = decisions.written(submission, "fail", by=chain.grace, unexplained_until_now="")
    assert recommendations.what_is_missing(made, on=timezone.localdate()) == [
        "No concern was recorded in this placement. Say why a fail comes at its end."
    ]


def test_unable_says_why_and_says_nothing_about_practice(chain):
    submission = decisions.handed_in(chain)
    made = decisions.written(submission, "unable", by=chain.grace, because="")
    missing = recommendations.what_is_missing(made, on=timezone.localdate())
    assert missing == ["Say why nothing can be recommended."]
    decisions.recommended(submission, "unable", by=chain.grace)
    assert parts.current_recommendation(submission).because == "days"


def test_the_words_of_a_signed_recommendation_never_change(chain):
    submission = decisions.recommended(decisions.handed_in(chain), by=chain.grace)
    signed = parts.current_recommendation(submission)
    for values in ({"holistic": "Other"}, {"outcome": "fail"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recommendation.objects.filter(pk=signed.pk).update(**values)
    assert refusal(decisions.written, submission, by=chain.grace) == (
        "This recommendation is signed, and stays as it is."
    )
    assert list(verify()) == []


def test_at_the_last_placement_a_practice_educator_at_stage_2_recommends(chain):
    placement = chain.placement
    Placement.objects.filter(pk=placement.pk).update(is_last=True)
    placement.refresh_from_db()
    assert permissions.stage_reason(placement, on=timezone.localdate()) == ""
    Designation.objects.filter(educator=placement.practice_educator).update(stage=Designation.Stage.STAGE_1)
    assert permissions.stage_reason(placement, on=timezone.localdate()).startswith("At the last placement a practice")


def overseen() -> decisions.Chain:
    trainee = make.educator("Tia Trainee", stage=Designation.Stage.WORKING_TOWARDS_STAGE_2)
    return decisions.chain(
        practice_educator=trainee, overseen_by=make.educator("Ola Overseer"), evidence=False, days=True
    )


def test_in_training_both_sign_the_same_content_each_under_their_own_name():
    chain = overseen()
    overseer = chain.placement.overseen_by.person
    make.signed_evidence(chain.apprentice, by=chain.grace)
    piece = chain.apprentice.evidence.get()
    countersign(piece, proposed=piece.shown.proposed_sign_offs.get().pk, by=overseer)
    submission = decisions.recommended(decisions.handed_in(chain), by=chain.grace)
    assert submission.state == State.COUNTERSIGN
    made = submission.recommendations.get()
    read = hash_of(content.recommended(made))
    assert refusal(recommendations.sign_beside, made, read=read, by=chain.grace) == "Ola Overseer signs beside this."
    back = recommendations.send_back(made, because="Say more about values.", by=overseer)
    submission.refresh_from_db()
    assert (back.state, submission.state) == (Recommendation.State.SENT_BACK, State.HANDED_IN)
    decisions.recommended(submission, by=chain.grace)
    again = submission.recommendations.get(state="countersign")
    recommendations.sign_beside(again, read=hash_of(content.recommended(again)), by=overseer)
    submission.refresh_from_db()
    assert submission.state == State.RECOMMENDED
    hashes = {signature.content_hash for signature in Signature.objects.under(again)}
    assert hashes == {again.content_hash}
    assert {signature.signer for signature in Signature.objects.under(again)} == {chain.grace, overseer}


def test_the_report_of_the_workplace_supervisor_goes_beside_or_it_is_said_why_not():
    sol = make.person("Sol Campbell")
    chain = decisions.chain(supervisor=sol)
    submission = decisions.handed_in(chain)
    made = decisions.written(submission, by=chain.grace)
    assert recommendations.what_is_missing(made, on=timezone.localdate())[0].startswith("Sol Campbell")
    report = recommendations.sign_supervisor_report(submission, report="Always on time, and kind.", by=sol)
    assert recommendations.what_is_missing(made, on=timezone.localdate()) == []
    assert Signature.objects.under(report).get().signer == sol
    assert refusal(recommendations.sign_supervisor_report, submission, report="Again.", by=sol)


def test_the_supervisor_reports_by_link_and_only_with_the_code_that_was_sent_to_them():
    sol = make.person("Sol Campbell", password=None)
    submission = decisions.handed_in(decisions.chain(supervisor=sol))
    address = re.search(r"https?://\S+", Message.objects.get(kind="supervisor_report_asked").body).group()
    browser = Client()
    page = browser.get("/" + address.split("//", 1)[1].split("/", 1)[1]).url
    assert page == f"/assessment/decisions/{submission.reference}/report/"
    assert browser.post(page, {"report": "Always on time, and kind."}).url == page + "sign/"
    checked = browser.get(page + "sign/").context["form"].fingerprint
    typed = {"checked": checked, "name": "Sol Campbell", "role": "Team manager"}
    assert browser.post(page + "sign/", typed | {"code": "000000"}).status_code == 200
    assert not SupervisorReport.objects.exists()
    browser.post(page + "code/")
    code = re.search(r"\b\d{6}\b", Message.objects.get(kind="one_time_code").body).group()
    browser.post(page + "sign/", typed | {"code": code})
    signature = Signature.objects.under(SupervisorReport.objects.get()).get()
    assert (signature.signer, signature.method, signature.signer_role) == (
        sol,
        Signature.Method.LINK_AND_CODE,
        "Team manager",
    )
    assert "Always on time, and kind." in browser.get(page).content.decode()
    assert Client().get(page).status_code == 404
    assert list(verify()) == []


def test_a_link_of_a_supervisor_who_is_one_no_longer_opens_nothing():
    chain = decisions.chain(supervisor=make.person("Sol Campbell", password=None))
    decisions.handed_in(chain)
    address = re.search(r"https?://\S+", Message.objects.get(kind="supervisor_report_asked").body).group()
    Placement.objects.filter(pk=chain.placement.pk).update(supervisor=make.person())
    assert Client().get("/" + address.split("//", 1)[1].split("/", 1)[1], follow=True).status_code == 404


def test_what_looks_like_personal_details_in_the_report_asks_for_a_reason_which_is_kept():
    sol = make.person("Sol Campbell")
    submission = decisions.handed_in(decisions.chain(supervisor=sol))
    assert refusal(recommendations.sign_supervisor_report, submission, report="She rang 020 7946 0857.", by=sol)
    report = recommendations.sign_supervisor_report(
        submission, report="She rang 020 7946 0857.", kept_reason="A public helpline.", by=sol
    )
    assert report.kept_reason == "A public helpline."


# The tutor and the second opinion -----------------------------------------------------------------------------


def test_a_tutor_asks_and_the_answer_stands_beside_words_that_stay(chain):
    submission = decisions.recommended(decisions.handed_in(chain), by=chain.grace)
    before = parts.current_recommendation(submission).content_hash
    query = tutoring.ask_educator(submission, question="What of the second visit?", by=chain.helen)
    submission.refresh_from_db()
    assert submission.state == State.QUERIED
    assert refusal(tutoring.answer_query, query, answer="x", by=chain.helen) == "Grace Mensah was asked."
    tutoring.answer_query(query, answer="It went as well.", by=chain.grace)
    submission.refresh_from_db()
    assert submission.state == State.RECOMMENDED
    assert parts.current_recommendation(submission).content_hash == before


def test_concurring_with_a_pass_goes_to_the_panel_and_dissent_to_a_second_opinion(chain):
    submission = decisions.recommended(decisions.handed_in(chain), by=chain.grace)
    assert refusal(decisions.reviewed, submission, "dissent", by=chain.helen, reasons=" ") == "Say why you dissent."
    assert decisions.reviewed(submission, "dissent", by=chain.helen).state == State.SECOND_OPINION
    another = decisions.chain()
    assert decisions.with_panel(another).state == State.READY


def test_a_fail_always_has_a_second_opinion_by_somebody_apart_of_another_council(chain):
    submission = decisions.reviewed(
        decisions.recommended(decisions.handed_in(chain), "fail", by=chain.grace), by=chain.helen
    )
    assert submission.state == State.SECOND_OPINION
    near = make.educator("Nia Near", at=chain.placement.practice_educator.kept_by)
    former = make.educator("Fay Former", at=make.service(make.council()))
    make.involvement(
        chain.apprentice, "workplace_assessor", person=former.person, ends_on=timezone.localdate() - A_WEEK
    )
    possible = permissions.second_opinion_educators(submission, on=timezone.localdate())
    assert chain.second in possible
    assert not {near, former, chain.placement.practice_educator}.intersection(possible)
    assert refusal(second_opinions.ask_for_second_opinion, submission, educator=near, by=chain.helen)


def test_whoever_is_asked_reads_only_after_accepting_and_may_decline_without_a_word(chain):
    submission = decisions.reviewed(
        decisions.recommended(decisions.handed_in(chain), "fail", by=chain.grace), by=chain.helen
    )
    opinion = decisions.second_opinion(chain, submission, "asked")
    seen = PortfolioSubmission.objects.visible_to(chain.second.person)
    assert not seen.exists()
    assert refusal(second_opinions.accept_request, opinion, apart=False, by=chain.second.person)
    second_opinions.accept_request(opinion, apart=True, by=chain.second.person)
    assert seen.get() == submission
    opinion.refresh_from_db()
    second_opinions.decline_request(opinion, by=chain.second.person)
    assert not seen.exists()
    assert chain.second not in permissions.second_opinion_educators(submission, on=timezone.localdate())


def test_a_second_opinion_is_signed_and_the_panel_goes_on(chain):
    submission = decisions.with_panel(chain, "fail")
    opinion = SecondOpinion.objects.get()
    assert (submission.state, opinion.state, opinion.supports) == (State.READY, "given", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondOpinion.objects.update(supports=False)


def test_an_officer_of_the_panel_may_ask_for_one_and_take_it_back(chain):
    submission = decisions.with_panel(chain)
    opinion = second_opinions.ask_for_second_opinion(submission, educator=chain.second, by=chain.panel_chair)
    submission.refresh_from_db()
    assert submission.state == State.SECOND_OPINION
    second_opinions.take_back_request(opinion, by=chain.panel_chair)
    submission.refresh_from_db()
    assert submission.state == State.READY


# The panel ----------------------------------------------------------------------------------------------------


def test_a_panel_confirms_only_what_was_recommended(chain):
    submission = decisions.with_panel(chain)
    said = refusal(decisions.panel_said, chain, submission, Panel.CONCUR_FAIL)
    assert said.startswith("The practice educator’s recommendation is: Pass.")
    decisions.panel_said(chain, submission)
    assert submission.state == State.PANEL_RECOMMENDED


def test_more_evidence_goes_back_by_a_day_and_comes_again_as_another_number(chain):
    submission = decisions.with_panel(chain)
    due_on = timezone.localdate() + A_WEEK * 40
    assert refusal(decisions.panel_said, chain, submission, Panel.MORE_EVIDENCE).startswith("Say by which day")
    decisions.panel_said(chain, submission, Panel.MORE_EVIDENCE, due_on=due_on)
    assert submission.state == State.RETURNED
    assert dates.hand_in_by(chain.placement) == due_on
    make.accepted_evidence(chain.apprentice, by=chain.grace, title="What was missing")
    again = decisions.handed_in(chain)
    submission.refresh_from_db()
    assert (submission.state, again.number, len(again.evidence)) == (State.REPLACED, 2, 2)


def test_a_report_that_was_thin_is_written_again_about_the_same_portfolio(chain):
    submission = decisions.with_panel(chain)
    decisions.panel_said(chain, submission, Panel.MORE_EVIDENCE, due_on=timezone.localdate() + A_WEEK)
    decisions.recommended(submission, by=chain.grace, holistic="More, as the panel asked.")
    assert submission.state == State.RECOMMENDED
    assert submission.recommendations.count() == 2
    assert parts.tutor_review(submission) is None


def test_a_panel_adds_days_and_never_takes_any_away(chain):
    submission = decisions.with_panel(chain)
    decisions.panel_said(chain, submission, Panel.EXTEND_DAYS, more_days=5, due_on=timezone.localdate() + A_WEEK)
    chain.placement.refresh_from_db()
    assert (submission.state, chain.placement.days_required) == (State.RETURNED, 75)


def test_nobody_with_an_earlier_part_sits_on_the_panel(chain):
    submission = decisions.with_panel(chain, "fail")
    for who in (chain.grace, chain.helen, chain.manager, chain.second.person):
        assert "takes none in the panel" in refusal(decisions.panel_said, chain, submission, members=[who])


def test_a_break_takes_it_out_of_every_queue_and_the_return_brings_it_back(chain):
    submission = decisions.with_panel(chain)
    Apprentice.objects.filter(pk=chain.apprentice.pk).update(state="on_break")
    assert not PortfolioSubmission.objects.waiting_in(State.READY).exists()
    assert "It waits until then" in refusal(decisions.panel_said, chain, submission)
    Apprentice.objects.filter(pk=chain.apprentice.pk).update(state="active")
    assert PortfolioSubmission.objects.waiting_in(State.READY).get() == submission


# The board and the release ------------------------------------------------------------------------------------


def test_a_board_ratifies_or_refers_back_and_two_people_enter_a_result(chain):
    submission = decisions.for_the_board(chain)
    sitting = decisions.board(chain)
    said = refusal(
        boards.enter_results, sitting, results={submission: boards.Result(Result.NOT_PASSED)}, by=chain.secretary
    )
    assert "ratifies what the panel recommends" in said
    made = boards.enter_results(sitting, results={submission: boards.Result(Result.PASSED)}, by=chain.secretary)[0]
    shown = {made.pk: Result.PASSED}
    assert refusal(boards.confirm_results, sitting, shown=shown, by=chain.secretary) == (
        "Somebody else confirms what you have entered."
    )
    boards.confirm_results(sitting, shown=shown, by=chain.board_chair)
    submission.refresh_from_db()
    assert submission.state == State.DECIDED
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardDecision.objects.update(outcome=Result.NOT_PASSED)


def test_referred_back_it_is_ready_for_a_panel_again(chain):
    submission = decisions.for_the_board(chain)
    decisions.decided(chain, submission, decisions.board(chain), Result.REFER_BACK)
    assert submission.state == State.READY
    decisions.panel_said(chain, submission)
    assert submission.state == State.PANEL_RECOMMENDED


def test_whoever_chaired_the_panel_takes_no_part_where_views_differ(chain):
    make.appointment(chain.panel_chair, at=chain.apprentice.cohort.university, as_="board_of_examiners_chair")
    submission = decisions.recommended(decisions.handed_in(chain), by=chain.grace)
    decisions.reviewed(submission, "dissent", by=chain.helen)
    decisions.second_opinion(chain, submission)
    decisions.panel_said(chain, submission)
    sitting = decisions.board(chain)
    result = {submission: boards.Result(Result.PASSED)}
    assert refusal(boards.enter_results, sitting, results=result, by=chain.panel_chair).startswith(
        "You chaired the panel, and views"
    )
    assert boards.enter_results(sitting, results=result, by=chain.secretary)


def test_without_its_days_nothing_is_passed_whatever_a_panel_says(chain):
    submission = decisions.for_the_board(chain)
    Placement.objects.filter(pk=chain.placement.pk).update(days_counted=69)
    sitting = decisions.board(chain)
    assert refusal(
        boards.enter_results, sitting, results={submission: boards.Result(Result.PASSED)}, by=chain.secretary
    )


def test_a_result_is_taken_back_before_its_release_and_never_after(chain):
    submission = decisions.for_the_board(chain)
    sitting = decisions.board(chain)
    decision = decisions.decided(chain, submission, sitting)
    boards.take_back_result(decision, because="Typed in the wrong line.", by=chain.secretary)
    submission.refresh_from_db()
    assert submission.state == State.PANEL_RECOMMENDED
    again = decisions.decided(chain, submission, sitting)
    boards.close_results(sitting, by=chain.secretary)
    sitting.refresh_from_db()
    boards.release_due(sitting.release_at)
    again.refresh_from_db()
    assert refusal(boards.take_back_result, again, because="Too late.", by=chain.secretary) == (
        "These results are released."
    )


def test_nothing_is_released_before_its_moment_and_all_of_it_then(chain):
    cohort = chain.apprentice.cohort
    other = decisions.chain(make.portfolio_owner("Ben Okafor", cohort=cohort))
    passed, failed = decisions.for_the_board(chain), decisions.for_the_board(other, "fail")
    sitting = decisions.board(chain)
    decisions.decided(chain, passed, sitting)
    decisions.decided(chain, failed, sitting)
    early = sitting.release_at - datetime.timedelta(seconds=1)
    assert boards.release_due(sitting.release_at) == 0  # not closed yet
    boards.close_results(sitting, by=chain.secretary)
    assert boards.release_due(early) == 0
    assert not Milestone.objects.filter(kind=Milestone.Kind.FIRST_PLACEMENT_PASSED).exists()
    Message.objects.all().delete()
    assert boards.release_due(sitting.release_at) == 1
    assert boards.release_due(sitting.release_at) == 0
    assert Milestone.objects.get(kind=Milestone.Kind.FIRST_PLACEMENT_PASSED).apprentice == chain.apprentice
    told = {(message.to, message.subject) for message in Message.objects.all()}
    assert {to for to, _ in told} >= {chain.amara, chain.grace, chain.helen, chain.manager, other.amara, other.manager}
    bodies = [message.body for message in Message.objects.filter(to__in=[chain.amara, other.amara])]
    texts = {
        body.replace("Amara", "X")
        .replace("Johnson", "Y")
        .replace("Ben", "X")
        .replace("Okafor", "Y")
        .replace(passed.reference, "R")
        .replace(failed.reference, "R")
        for body in bodies
    }
    assert len(texts) == 1


def test_the_last_placement_passed_ratifies_the_portfolio(chain):
    Placement.objects.filter(pk=chain.placement.pk).update(is_last=True)
    chain.placement.refresh_from_db()
    decisions.released(chain)
    assert set(chain.apprentice.milestones.values_list("kind", flat=True)) >= {
        Milestone.Kind.LAST_PLACEMENT_PASSED,
        Milestone.Kind.PORTFOLIO_RATIFIED,
    }


# Appeals ------------------------------------------------------------------------------------------------------


def test_only_a_released_result_that_is_no_pass_is_appealed_within_its_window(chain):
    passed = decisions.released(chain)
    decision = passed.board_decisions.get()
    assert refusal(appeals.lodge_appeal, decision, ground="bias", statement="x", by=chain.amara)
    other = decisions.chain()
    failed = decisions.released(other, "fail").board_decisions.get()
    assert refusal(appeals.lodge_appeal, failed, ground="bias", statement="x", by=other.grace)
    late = timezone.now() + datetime.timedelta(days=40)
    said = refusal(appeals.lodge_appeal, failed, ground="bias", statement="x", by=other.amara, at=late)
    assert said.startswith("The appeal window closed on")


def test_whoever_had_a_part_decides_nothing_about_an_appeal(chain):
    make.appointment(chain.board_chair, at=chain.apprentice.cohort.university, as_="academic_appeals_lead")
    appeal = decisions.appeal(chain, decisions.released(chain, "fail"))
    said = refusal(appeals.answer_admission, appeal, admissible=True, reasons="x", by=chain.board_chair)
    assert said == "You had a part in this result, so somebody else decides the appeal."


def test_upheld_it_is_set_aside_and_goes_to_a_panel_of_which_nobody_sat_before(chain):
    submission = decisions.released(chain, "fail")
    decisions.appeal(chain, submission, "upheld")
    assert submission.state == State.READY
    old = submission.board_decisions.get()
    assert (old.state, old.set_aside_on) == (BoardDecision.State.SET_ASIDE, timezone.localdate())
    assert "Olu Bright had a part in this before" in refusal(decisions.panel_said, chain, submission)
    new = make.appointment(make.person("Nel New"), at=chain.apprentice.cohort.university, as_="assessment_panel_chair")
    decisions.panel_said(chain, submission, Panel.DISAGREE, by=new.person)
    sitting = decisions.board(chain)
    decisions.decided(chain, submission, sitting, Result.PASSED)
    boards.close_results(sitting, by=chain.secretary)
    sitting.refresh_from_db()
    boards.release_due(sitting.release_at)
    assert submission.board_decisions.count() == 2
    assert chain.apprentice.milestones.filter(kind=Milestone.Kind.FIRST_PLACEMENT_PASSED).exists()


def test_the_place_is_kept_until_nothing_can_change_and_then_the_placement_ends(chain):
    submission = decisions.released(chain, "fail")
    assert place_held(chain.placement) == HELD
    appeal = decisions.appeal(chain, submission)
    after = submission.board_decisions.get().appeal_until + datetime.timedelta(days=1)
    assert appeals.settle_results(after) == 0  # the appeal is open
    appeals.answer_admission(appeal, admissible=False, reasons="It is about judgement.", by=chain.appeals_lead)
    assert appeals.settle_results(after) == 1
    chain.placement.refresh_from_db()
    assert chain.placement.state == Placement.State.NOT_PASSED
    assert appeals.settle_results(after) == 0
    repeat = make.observed_placement(chain.apprentice, practice_educator=make.educator("Rae Repeat"))
    assert repeat.number == 1


def test_the_whole_chain_verifies(chain):
    submission = decisions.released(chain, "fail")
    decisions.appeal(chain, submission, "dismissed")
    assert list(verify()) == []


def test_frozen_by_the_database_not_only_by_the_operations(chain):
    decisions.released(chain, "fail")
    with connection.cursor() as cursor:
        for table in ("assessment_tutorreview", "assessment_panelrecommendation", "assessment_boarddecision"):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(f"UPDATE {table} SET reasons = 'other'")

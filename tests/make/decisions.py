"""Portfolios on the way to a decision, each taken there by the steps of the people whose they are."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from assessment.content import hash_of
from assessment.deciding import content, parts
from assessment.models import (
    Appeal,
    BoardDecision,
    BoardOfExaminers,
    PanelRecommendation,
    PortfolioSubmission,
    SecondOpinion,
)
from assessment.operations import (
    appeals,
    boards,
    panel_recommendations,
    recommendations,
    second_opinions,
    submissions,
    tutoring,
)
from core.accounts.models import User
from placements.models import Placement, PracticeEducator
from tests.make.apprentices import involvement, line_manager
from tests.make.assessment import accepted_evidence, portfolio_owner
from tests.make.consortium import appointment, cohort, council, service
from tests.make.observations import observed_placement
from tests.make.people import person
from tests.make.placements import educator

State = PortfolioSubmission.State
Panel = PanelRecommendation.Outcome
Result = BoardDecision.Outcome
HOLISTIC = "She listens before she acts, and says why."
NOON = datetime.time(12)


@dataclass
class Chain:
    """A placement with everybody who has a part in the decision about its portfolio."""

    placement: Placement
    apprentice: Apprentice
    amara: User
    grace: User
    helen: User
    manager: User
    second: PracticeEducator
    chair: User
    secretary: User
    other_secretary: User
    board_chair: User
    panel_chair: User
    appeals_lead: User


def chain(of: Apprentice | None = None, *, evidence: bool = True, days: bool = True, **fields) -> Chain:
    """An apprentice in a placement whose days are counted, with accepted evidence, and everybody around."""
    apprentice = of or portfolio_owner(cohort=fields.pop("cohort", None) or cohort())
    practice_educator = fields.pop("practice_educator", None) or educator("Grace Mensah")
    placement = observed_placement(apprentice, practice_educator=practice_educator, **fields)
    university = apprentice.cohort.university
    helen = involvement(apprentice, Involvement.Kind.TUTOR, person=person("Dr Helen Brooks")).person
    if evidence:
        accepted_evidence(apprentice, by=practice_educator.person)
    if days:
        all_days(placement)
    secretary = appointment(person("Priya Nair"), at=university, as_="board_of_examiners_secretary").person
    chair = appointment(person("Ann Taylor"), at=university, as_="board_of_examiners_chair").person
    return Chain(
        placement=placement,
        apprentice=apprentice,
        amara=apprentice.person,
        grace=practice_educator.person,
        helen=helen,
        manager=line_manager(apprentice, person("Marcus Lee")),
        second=educator("Ruth Adeyemi", at=service(council())),
        chair=chair,
        board_chair=chair,
        secretary=secretary,
        other_secretary=appointment(person("Tom Ellis"), at=university, as_="board_of_examiners_secretary").person,
        panel_chair=appointment(person("Olu Bright"), at=university, as_="assessment_panel_chair").person,
        appeals_lead=appointment(person("Ivy Stone"), at=university, as_="academic_appeals_lead").person,
    )


def all_days(of: Placement) -> None:
    """Every required day of a placement counted, without 70 rows."""
    Placement.objects.filter(pk=of.pk).update(days_counted=of.days_required)
    of.refresh_from_db()


def handed_in(of: Chain, **fields) -> PortfolioSubmission:
    read = hash_of(content.snapshot_of(of.placement))
    return submissions.hand_in(of.placement, read=read, by=of.amara, **fields)


def written(submission: PortfolioSubmission, outcome: str = "pass", *, by: User, **fields):
    """A recommendation with words about every capability, not signed."""
    said = {statement.pk: "I saw it often." for statement in recommendations.capabilities_for(submission)}
    extra = {"unexplained_until_now": "It came to a head in the last week."} if outcome == "fail" else {}
    extra |= {"because": "days"} if outcome == "unable" else {}
    defaults = {"outcome": outcome, "said": said, "holistic": HOLISTIC, "by": by}
    return recommendations.write_recommendation(submission, **(defaults | extra | fields))


def recommended(submission: PortfolioSubmission, outcome: str = "pass", *, by: User, **fields) -> PortfolioSubmission:
    """Written and signed by the practice educator."""
    made = written(submission, outcome, by=by, **fields)
    recommendations.sign_recommendation(made, read=hash_of(content.recommended(made)), by=by)
    submission.refresh_from_db()
    return submission


def reviewed(submission: PortfolioSubmission, outcome: str = "concur", *, by: User, **fields) -> PortfolioSubmission:
    read = parts.current_recommendation(submission).content_hash
    if outcome == "dissent":
        fields.setdefault("reasons", "The evidence says otherwise.")
    tutoring.review_recommendation(submission, outcome=outcome, read=read, by=by, **fields)
    submission.refresh_from_db()
    return submission


def second_opinion(of: Chain, submission: PortfolioSubmission, state: str = "given", *, supports: bool = True):
    """Asked of the practice educator of another council, and taken to a state."""
    opinion = second_opinions.ask_for_second_opinion(submission, educator=of.second, by=of.helen)
    who = of.second.person
    if state == SecondOpinion.State.DECLINED:
        return second_opinions.decline_request(opinion, by=who)
    if state in (SecondOpinion.State.ACCEPTED, SecondOpinion.State.GIVEN):
        opinion = second_opinions.accept_request(opinion, apart=True, by=who)
    if state == SecondOpinion.State.GIVEN:
        opinion = second_opinions.give_opinion(opinion, supports=supports, reasons="I read all of it.", by=who)
    submission.refresh_from_db()
    return opinion


def with_panel(of: Chain, outcome: str = "pass") -> PortfolioSubmission:
    """Recommended, answered by the tutor, with a second opinion where one is needed."""
    submission = reviewed(recommended(handed_in(of), outcome, by=of.grace), by=of.helen)
    if submission.state == State.SECOND_OPINION:
        second_opinion(of, submission)
    return submission


def panel_said(of: Chain, submission: PortfolioSubmission, outcome: str = "", **fields) -> PanelRecommendation:
    """What the panel recommends: by default what was recommended to it."""
    fails = parts.current_recommendation(submission).outcome == "fail"
    outcome = outcome or (Panel.CONCUR_FAIL if fails else Panel.CONFIRM_PASS)
    if outcome == Panel.CONCUR_FAIL:
        fields.setdefault("repeat_allowed", True)
    made = panel_recommendations.record_panel_recommendation(
        submission, **({"outcome": outcome, "reasons": "Read by two, and agreed.", "by": of.panel_chair} | fields)
    )
    submission.refresh_from_db()
    return made


def for_the_board(of: Chain, outcome: str = "pass") -> PortfolioSubmission:
    submission = with_panel(of, outcome)
    panel_said(of, submission)
    return submission


def board(of: Chain, *, release_at: datetime.datetime | None = None) -> BoardOfExaminers:
    release_at = release_at or timezone.now() + datetime.timedelta(hours=2)
    held_on = timezone.localdate()
    return boards.plan_board(
        university=of.apprentice.cohort.university, held_on=held_on, release_at=release_at, by=of.secretary
    )


def decided(of: Chain, submission: PortfolioSubmission, on: BoardOfExaminers, outcome: str = "") -> BoardDecision:
    """Entered by the secretary and confirmed by the chair."""
    fails = parts.current_recommendation(submission).outcome == "fail"
    outcome = outcome or (Result.REPEAT if fails else Result.PASSED)
    reasons = "Look at it again." if outcome == Result.REFER_BACK else ""
    made = boards.enter_results(on, results={submission: boards.Result(outcome, reasons)}, by=of.secretary)[0]
    boards.confirm_results(on, shown={made.pk: outcome}, by=of.board_chair)
    submission.refresh_from_db()
    made.refresh_from_db()
    return made


def released(of: Chain, outcome: str = "pass", *, at: datetime.datetime | None = None) -> PortfolioSubmission:
    """Taken to its end, with the moment of release in the past."""
    submission = for_the_board(of, outcome)
    sitting = board(of)
    decided(of, submission, sitting)
    boards.close_results(sitting, by=of.secretary)
    sitting.refresh_from_db()
    boards.release_due(at or sitting.release_at)
    submission.refresh_from_db()
    return submission


def appeal(of: Chain, submission: PortfolioSubmission, state: str = Appeal.State.LODGED) -> Appeal:
    """An appeal of the released result, taken to a state."""
    decision = submission.board_decisions.get(state=BoardDecision.State.RELEASED)
    made = appeals.lodge_appeal(decision, ground="procedure", statement="I was not observed twice.", by=of.amara)
    if state == Appeal.State.LODGED:
        return made
    admissible = state != Appeal.State.INADMISSIBLE
    made = appeals.answer_admission(made, admissible=admissible, reasons="It could bear on it.", by=of.appeals_lead)
    if state in (Appeal.State.UPHELD, Appeal.State.DISMISSED):
        on, upheld = timezone.localdate(), state == Appeal.State.UPHELD
        made = appeals.record_hearing(made, heard_on=on, upheld=upheld, reasons="Heard.", by=of.appeals_lead)
    submission.refresh_from_db()
    return made

"""Portfolios at every step of their decision: handed in, asked about, dissent, a second opinion, a fail, an appeal."""

from __future__ import annotations

import datetime

from apprentices.models import Apprentice, Involvement
from assessment import operations as assessment
from assessment.content import hash_of
from assessment.deciding import content, parts, permissions
from assessment.models import Claim, PanelRecommendation, PortfolioSubmission
from assessment.operations import (
    appeals,
    boards,
    panel_recommendations,
    recommendations,
    second_opinions,
    submissions,
    tutoring,
)
from assessment.operations.drafts import statements_for
from consortium.models import Organisation
from core.accounts.models import User
from demo import clock
from demo.chapters.portfolio import LOGS
from demo.world import World
from placements.models import Placement

DAY = datetime.timedelta(days=1)
State = PortfolioSubmission.State
Panel = PanelRecommendation.Outcome
FAIL = "fail"
OFFICERS = (
    ("assessment_panel_chair", 1),
    ("assessment_panel_secretary", 1),
    ("board_of_examiners_chair", 1),
    ("board_of_examiners_secretary", 2),
    ("academic_appeals_lead", 1),
    ("external_examiner", 1),
)
"""Who sits on panels and boards of a university, and how many of them."""

SAID = (
    "Seen in most visits, and talked through in supervision more than once.",
    "Steady. The examples in the portfolio are what I saw myself.",
    "Began unsure and grew with each month; the last observation shows it best.",
)
WHOLE = {
    "pass": "Practice that can be relied on at this level. People are asked before they are told, records are read "
    "back to those whom they are about, and doubt is brought to supervision early.",
    "fail": "Warm with people, and liked by the team. Risk was seen late three times, and what was agreed about it was "
    "not carried through, although it was written down each time.",
    "unable": "What I saw was sound. There was not enough of it to say more.",
}
AT_THE_END = "The third time was in the last fortnight; until then what we had agreed in supervision seemed to hold."
WITHOUT = "The supervisor has moved to another team and has not answered."
DISSENT = (
    "The two observations and the critical incident show more than the report takes up. I would have passed this "
    "portfolio at this level."
)
SECOND = "I read all of it twice. What is said about risk is borne out by the records that were handed in."


def tell(world: World) -> None:
    if len(world.cohorts) < 3:
        return
    oldest = [a for a in world.apprentices if a.cohort_id == world.cohorts[2].pk]
    done = list(
        Placement.objects.filter(apprentice__in=oldest, number=1, state=Placement.State.DAYS_COMPLETE)
        .select_related("apprentice__person", "apprentice__cohort", "practice_educator__person", "overseen_by__person")
        .order_by("starts_on", "pk")
    )
    if not done:
        return
    university = world.cohorts[2].university
    _appoint(world, university)
    gone_on = set(Placement.objects.filter(apprentice__in=oldest, number=2).values_list("apprentice", flat=True))
    _long_ago(world, university, [placement for placement in done if placement.apprentice_id in gone_on])
    waiting = [placement for placement in done if placement.apprentice_id not in gone_on]
    _at_every_step(world, university, waiting)


def _appoint(world: World, university: Organisation) -> None:
    for role, number in OFFICERS:
        for _ in range(number - len(world.staff[university.pk, role])):
            world.appoint(world.person(), role, university, since=world.today - 900 * DAY)


def _officer(world: World, university: Organisation, role: str, number: int = 0) -> User:
    return world.staff[university.pk, role][number]


# What was decided last year -----------------------------------------------------------------------------------


def _long_ago(world: World, university: Organisation, placements: list[Placement]) -> None:
    """Those who have gone on to the last placement passed the first; one board released them together."""
    if not placements:
        return
    ended = max(placement.ends_on for placement in placements)
    ready = []
    for placement in placements:
        on = placement.ends_on + 5 * DAY
        _a_piece(placement)
        ready.append(_with_panel(world, _handed_in(placement, on), on))
    _board(world, university, ready, held_on=ended + 40 * DAY, release_on=ended + 43 * DAY)


# What waits now -----------------------------------------------------------------------------------------------


def _at_every_step(world: World, university: Organisation, placements: list[Placement]) -> None:
    """Each of them at another step; where there are fewer of them, the first steps are told."""
    steps = (
        _waits_for_the_educator,
        _failed_and_appealed,
        _waits_for_release_failed,
        _asked_by_the_tutor,
        _dissent,
        _waits_for_the_panel,
        _waits_for_the_board,
        _waits_for_the_tutor,
    )
    for placement, step in zip(placements, steps, strict=False):
        _a_piece(placement)
        step(world, university, placement)


def _waits_for_the_educator(world: World, university: Organisation, placement: Placement) -> None:
    """Late, and let in because the tutor recorded mitigating circumstances."""
    _handed_in(placement, world.today - 2 * DAY, ground="mitigating")


def _asked_by_the_tutor(world: World, university: Organisation, placement: Placement) -> None:
    submission = _recommended(_handed_in(placement, world.today - 15 * DAY), world.today - 9 * DAY)
    with clock.at(clock.on(world.today - 6 * DAY, 11)):
        question = "You write that risk was seen early. Which of the pieces would you point a reader to?"
        tutoring.ask_educator(submission, question=question, by=_tutor(placement.apprentice))


def _waits_for_the_tutor(world: World, university: Organisation, placement: Placement) -> None:
    _recommended(_handed_in(placement, world.today - 12 * DAY), world.today - 3 * DAY)


def _dissent(world: World, university: Organisation, placement: Placement) -> None:
    """The tutor dissents from a fail; a practice educator of another council reads it now."""
    submission = _recommended(_handed_in(placement, world.today - 16 * DAY), world.today - 10 * DAY, FAIL)
    _reviewed(submission, world.today - 7 * DAY, "dissent", DISSENT)
    _second_opinion(submission, world.today - 6 * DAY, give=False)


def _waits_for_the_panel(world: World, university: Organisation, placement: Placement) -> None:
    _with_panel(world, _handed_in(placement, world.today - 20 * DAY), world.today - 18 * DAY, FAIL)


def _waits_for_the_board(world: World, university: Organisation, placement: Placement) -> None:
    submission = _with_panel(world, _handed_in(placement, world.today - 22 * DAY), world.today - 20 * DAY)
    _panel(world, university, submission, world.today - 4 * DAY)


def _waits_for_release_failed(world: World, university: Organisation, placement: Placement) -> None:
    """Decided, and nobody outside the board knows: it comes out the day after tomorrow at noon."""
    submission = _with_panel(world, _handed_in(placement, world.today - 24 * DAY), world.today - 22 * DAY, FAIL)
    held_on = world.today - 1 * DAY
    _board(world, university, [submission], held_on=held_on, release_on=world.today + 2 * DAY)


def _failed_and_appealed(world: World, university: Organisation, placement: Placement) -> None:
    """Released last week; the apprentice has appealed, and the appeal is admitted."""
    submission = _with_panel(world, _handed_in(placement, world.today - 27 * DAY), world.today - 25 * DAY, FAIL)
    _board(world, university, [submission], held_on=world.today - 9 * DAY, release_on=world.today - 6 * DAY)
    decision = submission.board_decisions.get()
    with clock.at(clock.on(world.today - 4 * DAY, 20)):
        appeal = appeals.lodge_appeal(
            decision,
            ground="procedure",
            statement="My second observation was cancelled by the service and never made up, and the report counts it.",
            by=placement.apprentice.person,
        )
    with clock.at(clock.on(world.today - 2 * DAY, 9)):
        reasons = "It names the procedure, and the number of observations could bear on the result."
        lead = _officer(world, university, "academic_appeals_lead")
        appeals.answer_admission(appeal, admissible=True, reasons=reasons, by=lead)


# The steps ----------------------------------------------------------------------------------------------------


def _a_piece(placement: Placement) -> None:
    """One piece of evidence of the placement, accepted while it went on; signed beside where somebody oversees."""
    who, educator = placement.apprentice.person, placement.practice_educator.person
    happened = placement.starts_on + 60 * DAY
    title, text = LOGS[placement.pk % len(LOGS)]
    with clock.at(clock.on(happened + 2 * DAY, 19)):
        evidence = assessment.start(placement.apprentice, kind="reflective_log", by=who)
        assessment.write(evidence, title=title, text=text, happened_on=happened, by=who)
        judged = [s for s in statements_for(placement.apprentice, on=happened) if s.framework.judged][:3]
        claims = {statement.pk: "It shows how I began with what matters to the person." for statement in judged}
        assessment.link(evidence, claims=claims, by=who, on=happened)
        assessment.submit(evidence, by=who)
    with clock.at(clock.on(happened + 6 * DAY, 15)):
        evidence.refresh_from_db()
        claimed = Claim.objects.filter(version=evidence.shown, statement__framework__judged=True)
        signed = assessment.sign_off(
            evidence,
            number=evidence.shown.number,
            judgements={claim.pk: Claim.Judgement.SUFFICIENT for claim in claimed},
            statement="We have talked this through, and I saw the practice that it tells of.",
            by=educator,
        )
        if placement.overseen_by:
            evidence.refresh_from_db()
            assessment.countersign(evidence, proposed=signed.pk, by=placement.overseen_by.person)


def _tutor(apprentice: Apprentice) -> User:
    found = apprentice.involvements.filter(kind=Involvement.Kind.TUTOR).select_related("person").order_by("pk").last()
    assert found is not None and found.person is not None
    return found.person


def _handed_in(placement: Placement, on: datetime.date, *, ground: str = "extension") -> PortfolioSubmission:
    """Handed in on a day; where that is late, the tutor has recorded the later day before."""
    with clock.at(clock.on(on - DAY, 10)):
        if on > placement.ends_on + 14 * DAY:
            submissions.extend_hand_in(placement, until=on, ground=ground, by=_tutor(placement.apprentice))
    with clock.at(clock.on(on, 18)):
        read = hash_of(content.snapshot_of(placement))
        return submissions.hand_in(placement, read=read, by=placement.apprentice.person)


def _recommended(submission: PortfolioSubmission, on: datetime.date, outcome: str = "pass") -> PortfolioSubmission:
    placement = submission.placement
    educator = placement.practice_educator.person
    with clock.at(clock.on(on, 13)):
        statements = recommendations.capabilities_for(submission)
        made = recommendations.write_recommendation(
            submission,
            outcome=outcome,
            said={statement.pk: SAID[number % len(SAID)] for number, statement in enumerate(statements)},
            holistic=WHOLE[outcome],
            unexplained_until_now=AT_THE_END,
            without_report_because=WITHOUT if placement.supervisor_id else "",
            by=educator,
        )
        made = recommendations.sign_recommendation(made, read=hash_of(content.recommended(made)), by=educator)
    if placement.overseen_by:
        with clock.at(clock.on(on, 17)):
            read = hash_of(content.recommended(made))
            recommendations.sign_beside(made, read=read, by=placement.overseen_by.person)
    submission.refresh_from_db()
    return submission


def _reviewed(submission: PortfolioSubmission, on: datetime.date, outcome: str = "concur", reasons: str = "") -> None:
    with clock.at(clock.on(on, 14)):
        tutoring.review_recommendation(
            submission,
            outcome=outcome,
            reasons=reasons,
            read=parts.current_recommendation(submission).content_hash,
            by=_tutor(submission.placement.apprentice),
        )
    submission.refresh_from_db()


def _second_opinion(submission: PortfolioSubmission, on: datetime.date, *, give: bool) -> None:
    educator = permissions.second_opinion_educators(submission, on=on)[0]
    with clock.at(clock.on(on, 15)):
        opinion = second_opinions.ask_for_second_opinion(
            submission, educator=educator, by=_tutor(submission.placement.apprentice)
        )
    with clock.at(clock.on(on + DAY, 9)):
        opinion = second_opinions.accept_request(opinion, apart=True, by=educator.person)
    if give:
        with clock.at(clock.on(on + 2 * DAY, 16)):
            second_opinions.give_opinion(opinion, supports=True, reasons=SECOND, by=educator.person)
    submission.refresh_from_db()


def _with_panel(
    world: World, submission: PortfolioSubmission, on: datetime.date, outcome: str = "pass"
) -> PortfolioSubmission:
    """Recommended, answered by the tutor, and after a fail with a second opinion: ready for the panel."""
    _recommended(submission, on + 2 * DAY, outcome)
    _reviewed(submission, on + 4 * DAY)
    if outcome == FAIL:
        _second_opinion(submission, on + 5 * DAY, give=True)
    return submission


def _panel(world: World, university: Organisation, submission: PortfolioSubmission, on: datetime.date) -> None:
    fails = parts.current_recommendation(submission).outcome == FAIL
    with clock.at(clock.on(on, 11)):
        panel_recommendations.record_panel_recommendation(
            submission,
            outcome=Panel.CONCUR_FAIL if fails else Panel.CONFIRM_PASS,
            repeat_allowed=True if fails else None,
            reasons="Two readers came to the same view, each without the other’s.",
            chaired_by=_officer(world, university, "assessment_panel_chair"),
            by=_officer(world, university, "assessment_panel_secretary"),
        )
    submission.refresh_from_db()


def _board(
    world: World,
    university: Organisation,
    ready: list[PortfolioSubmission],
    *,
    held_on: datetime.date,
    release_on: datetime.date,
) -> None:
    """A board ratifies what the panel recommends; its results come out at noon of a day, where that day has come."""
    for submission in ready:
        _panel(world, university, submission, held_on - 2 * DAY)
    release_at = clock.on(release_on, 12)
    first, second = (_officer(world, university, "board_of_examiners_secretary", number) for number in (0, 1))
    with clock.at(clock.on(held_on, 15)):
        board = boards.plan_board(university=university, held_on=held_on, release_at=release_at, by=first)
        results = {one: boards.Result("repeat" if _is_fail(one) else "passed") for one in ready}
        entered = boards.enter_results(board, results=results, by=first)
        boards.confirm_results(board, shown={one.pk: one.outcome for one in entered}, by=second)
        boards.close_results(board, by=_officer(world, university, "board_of_examiners_chair"))
    if release_on < world.today:
        with clock.at(release_at):
            boards.release_due()
    for submission in ready:
        submission.refresh_from_db()


def _is_fail(submission: PortfolioSubmission) -> bool:
    return parts.current_recommendation(submission).outcome == FAIL

"""Of the cast: portfolios of the apprentice on the way to a decision, one for each step that has a page of its own."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from assessment.models import BoardDecision
from assessment.operations import boards, chairs_actions, tutoring
from placements.models import Placement
from tests import make
from tests.make import decisions

SINCE = datetime.timedelta(days=21)


def deciding(world: Any) -> None:
    """Board, appeals lead and external examiner are people of the university who hold another role too."""
    people = world.people
    people_at_the_university = (
        ("compliance", "board_of_examiners_chair"),
        ("other_tutor", "board_of_examiners_secretary"),
        ("admissions", "academic_appeals_lead"),
        ("placements", "external_examiner"),
    )
    for name, role in people_at_the_university:
        make.appointment(people[name], at=world.here, as_=role)
        people[name] = make.again(people[name])
    world.next_number = 3
    world.third_council = make.service(name="Newham adults")
    world.panel_chair = make.appointment(make.person("Olu Bright"), at=world.here, as_="assessment_panel_chair").person
    world.second_educator = make.educator(person=people["other_educator"], at=world.third_council)
    chain = _place(world)
    _observed(world, chain.placement)
    world.submission = decisions.handed_in(chain)
    world.named_piece = world.submission.evidence[0]["evidence"]
    world.named_observation = world.submission.snapshot["observations"][0]["observation"]
    _recommending(world)
    _looking_again(world)
    _at_the_board(world)
    _appealing(world)
    _acting_alone(world)


def _observed(world: Any, placement: Placement) -> None:
    """A signed observation of a placement that is over, seen while it, and not the other one, was under way."""
    states, here = Placement.State, Placement.objects
    here.filter(pk=world.placement.pk).update(state=states.DECLINED)
    here.filter(pk=placement.pk).update(state=states.LIVE)
    placement.refresh_from_db()
    make.observation(placement, "signed")
    here.filter(pk=placement.pk).update(state=states.CLOSED)
    here.filter(pk=world.placement.pk).update(state=states.LIVE)
    placement.refresh_from_db()


def _recommending(world: Any) -> None:
    world.to_review = decisions.recommended(decisions.handed_in(_place(world)), **_by(world))
    world.queried = decisions.recommended(decisions.handed_in(_place(world)), **_by(world))
    tutoring.ask_educator(world.queried, question="And the second visit?", by=world.people["tutor"])
    trainee = make.educator("Tia Trainee", at=world.hackney, stage="stage_1")
    place = _place(world, practice_educator=trainee, overseen_by=world.educator)
    submission = decisions.recommended(decisions.handed_in(place), by=trainee.person, without_report_because="Gone.")
    world.to_sign_beside = submission.recommendations.get()


def _looking_again(world: Any) -> None:
    for name, state in (("to_ask_about", ""), ("asked_opinion", "asked"), ("second_opinion", "accepted")):
        chain = _place(world)
        chain.second = world.second_educator
        submission = decisions.recommended(decisions.handed_in(chain), "fail", **_by(world))
        decisions.reviewed(submission, by=world.people["tutor"])
        setattr(world, name, decisions.second_opinion(chain, submission, state) if state else submission)


def _at_the_board(world: Any) -> None:
    chain = _place(world)
    world.board = decisions.board(chain)
    waiting = _for_the_board(world, chain)
    world.board_result = boards.enter_results(
        world.board, results={waiting: boards.Result(BoardDecision.Outcome.PASSED)}, by=world.people["other_tutor"]
    )[0]
    another = _place(world)
    next_month = timezone.now() + datetime.timedelta(days=30)
    world.closed_board = decisions.board(another, release_at=next_month)
    decisions.decided(another, _for_the_board(world, another), world.closed_board)
    boards.close_results(world.closed_board, by=world.people["compliance"])


def _for_the_board(world: Any, chain: decisions.Chain, outcome: str = "pass") -> Any:
    submission = decisions.recommended(decisions.handed_in(chain), outcome, **_by(world))
    decisions.reviewed(submission, by=chain.helen)
    if outcome == "fail":
        decisions.second_opinion(chain, submission)
    decisions.panel_said(chain, submission)
    return submission


def _appealing(world: Any) -> None:
    for name, state in (("appeal", "lodged"), ("admitted_appeal", "admitted"), ("upheld_appeal", "upheld"), ("", "")):
        chain = _place(world)
        submission = _for_the_board(world, chain, "fail")
        sitting = decisions.board(chain)
        decision = decisions.decided(chain, submission, sitting)
        boards.close_results(sitting, by=chain.secretary)
        boards.release_due(sitting.release_at)
        submission.refresh_from_db()
        decision.refresh_from_db()
        if name:
            setattr(world, name, decisions.appeal(chain, submission, state))
        else:
            world.released_result = decision


def _acting_alone(world: Any) -> None:
    chain = _place(world)
    world.ready = decisions.reviewed(
        decisions.recommended(decisions.handed_in(chain), **_by(world)), by=world.people["tutor"]
    )
    another = _place(world)
    submission = decisions.recommended(decisions.handed_in(another), **_by(world))
    decisions.reviewed(submission, by=world.people["tutor"])
    world.chairs_action = chairs_actions.propose_action(
        submission,
        more_days=3,
        due_on=timezone.localdate() + SINCE,
        reasons="The office was closed.",
        by=world.people["tutor"],
    )


def _by(world: Any) -> dict[str, Any]:
    return {"by": world.people["educator"], "without_report_because": "She is on leave."}


def _place(world: Any, **fields: Any) -> decisions.Chain:
    """Another placement of the same apprentice in which everything is done; over, because one has one at a time."""
    people, today = world.people, timezone.localdate()
    world.next_number += 1
    defaults = {
        "apprentice": world.apprentice,
        "setting": world.setting,
        "number": world.next_number,
        "name": "Last placement",
        "level": "EFP",
        "is_last": False,
        "days_minimum": 70,
        "days_required": 70,
        "days_counted": 70,
        "practice_educator": world.educator,
        "supervisor": people["other_manager"],
        "starts_on": today - SINCE,
        "ends_on": today + SINCE,
        "state": Placement.State.CLOSED,
        "confirmed_by": people["placements"],
        "confirmed_at": timezone.now(),
        "started_by": people["placements"],
        "started_at": timezone.now(),
    }
    placement = Placement.objects.create(**(defaults | fields))
    return decisions.Chain(
        placement=placement,
        apprentice=world.apprentice,
        amara=people["apprentice"],
        grace=people["educator"],
        helen=people["tutor"],
        manager=people["manager"],
        second=make.educator(at=world.third_council),
        chair=people["compliance"],
        board_chair=people["compliance"],
        secretary=people["other_tutor"],
        other_secretary=people["compliance"],
        panel_chair=world.panel_chair,
        appeals_lead=people["admissions"],
    )

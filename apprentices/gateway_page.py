"""The page "Gateway to registration": each condition, who has decided, each step, and what this person may do."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse

from apprentices import finish, permissions
from apprentices.finish import StepDone, Way
from apprentices.finish_rules import BOOKED, Checked, Finish
from apprentices.models import Apprentice, FinishFact, Gateway, GatewayFact, Party, Sitting
from apprentices.operations.finishing import may_be_assessed, step_refusal
from core.accounts.models import User
from core.components import Task
from core.words import day, tone

State = Apprentice.State
Step = tuple[str, str]
"""Address and words of something that this person may do."""


def affairs(apprentice: Apprentice, way: Way, conditions: list[Checked], gateway: Gateway | None) -> str:
    """Where it stands, and whose turn it is, in a sentence or two."""
    name = way.finish.gateway_name
    if gateway is not None:
        missing = _parties(finish.missing_parties(gateway, [d.party for d in gateway.decisions.all()]))
        return f"{gateway.get_direction_display()}: being decided. Waits for the {missing}."
    if apprentice.state in (State.GATEWAY, State.COMPLETE):
        return next_words(way)
    met = sum(one.met for one in conditions)
    if not conditions:
        return "This version of the standard names no conditions of the gateway yet."
    if not any(one.blocks for one in conditions) and apprentice.state == State.ACTIVE:
        return f"Nothing holds up the gateway. {name}: employer and university decide."
    return f"{met} of {len(conditions)} conditions of the gateway are met."


def next_words(way: Way) -> str:
    """What comes next after the gateway, and who does it."""
    coming = way.next
    if coming is None:
        return "Every step is done."
    said = f" {coming.said}" if coming.said else ""
    return f"Next: {coming.step.name}.{said} Whose turn: {_parties(finish.turn_in(coming))}."


def _parties(parties: Any) -> str:
    return finish.in_words(Party(party).label.lower() for party in parties)


# Conditions --------------------------------------------------------------------------------------------------


def condition_tasks(user: User, apprentice: Apprentice, conditions: list[Checked]) -> list[Task]:
    """Each condition with how it stands, why, whose turn it is, and the way to record it where this person may."""
    facts = {fact.code: fact for fact in finish.held_facts([apprentice.pk])}
    return [_condition_task(user, apprentice, one, facts.get(one.condition.code)) for one in conditions]


def _condition_task(user: User, apprentice: Apprentice, one: Checked, fact: GatewayFact | None) -> Task:
    hint = one.why if one.met or not one.turn else f"{one.why} Whose turn: {_parties(one.turn)}."
    status = "Met" if one.met else "Not yet" if one.holds_up else "Not yet, does not hold up"
    return Task(
        one.condition.name,
        _condition_url(user, apprentice, one, fact),
        hint=f"{hint} Required by: {one.condition.required_by.lower()}.",
        status=status,
        tone="good" if one.met else "attention",
    )


def _condition_url(user: User, apprentice: Apprentice, one: Checked, fact: GatewayFact | None) -> str:
    """Where a condition is recorded, or what was recorded is read and taken back."""
    if one.condition.check == "english_maths":
        if permissions.may_record_level_two(user, apprentice):
            return reverse("apprentices:level_two", args=[apprentice.reference])
        return ""
    if fact is not None:
        return reverse("apprentices:gateway_fact", args=[fact.reference])
    if not one.met and permissions.may_declare(user, apprentice, one.condition):
        return reverse("apprentices:declare_condition", args=[apprentice.reference, one.condition.code])
    if one.condition.check.startswith("hours_"):
        return reverse("apprentices:requirement", args=[apprentice.reference])
    return ""


# The decision ------------------------------------------------------------------------------------------------


def decision_tasks(gateway: Gateway) -> list[Task]:
    spoken = {decision.party: decision for decision in gateway.decisions.all()}
    words = {Party.APPRENTICE: "Confirmed"}
    return [
        Task(
            party.label,
            hint=f"{spoken[party].by}, {day(spoken[party].decided_on)}",
            status=words.get(party, "Decided"),
            tone="good",
        )
        if party in spoken
        else Task(party.label, status="Not yet")
        for party in (Party.EMPLOYER, Party.UNIVERSITY, Party.APPRENTICE)
    ]


def decision_step(
    user: User, apprentice: Apprentice, gateway: Gateway | None, conditions: list[Checked]
) -> Step | None:
    """What this person may do now to open the decision, or to go on with it."""
    if gateway is None:
        ready = conditions and not any(one.blocks for one in conditions)
        if not ready or not permissions.may_decide_gateway(user, apprentice, None):
            return None
        return reverse("apprentices:decide_gateway", args=[apprentice.reference]), "Decide about the gateway"
    if not permissions.may_decide_gateway(user, apprentice, gateway):
        return None
    name = "bring_back" if gateway.is_back else "decide_gateway"
    words = "Confirm" if user.pk == apprentice.person_id else "Decide"
    return reverse(f"apprentices:{name}", args=[apprentice.reference]), words


def not_yet_url(user: User, gateway: Gateway | None) -> str:
    """Where this person says that it is not time yet; "" where nothing is open, or it is not theirs."""
    if gateway is None or not permissions.may_refuse_gateway(user, gateway):
        return ""
    return reverse("apprentices:refuse_gateway", args=[gateway.reference])


# Steps -------------------------------------------------------------------------------------------------------


def step_tasks(user: User, apprentice: Apprentice, way: Way, *, linked: bool = True) -> list[Task]:
    """Each step of the version in its order; ``linked``: the next one leads to where this person records it."""
    return [
        _step_task(apprentice, way, one, _step_url(user, apprentice, way, one) if linked else "") for one in way.steps
    ]


def _step_task(apprentice: Apprentice, way: Way, one: StepDone, url: str) -> Task:
    over = apprentice.state in (State.GATEWAY, State.COMPLETE)
    is_next = over and one == way.next
    when = day(one.on) if one.on else ""
    hint = ". ".join(part for part in (when, one.said) if part)
    if is_next:
        hint = f"{hint} Whose turn: {_parties(finish.turn_in(one))}.".strip()
    return Task(
        one.step.name,
        url,
        hint=hint,
        status="Done" if one.done else "Next" if is_next else "Later",
        tone="good" if one.done else "waiting" if is_next else None,
    )


def _step_url(user: User, apprentice: Apprentice, way: Way, one: StepDone) -> str:
    if isinstance(one.record, FinishFact):
        return reverse("apprentices:finish_fact", args=[one.record.reference])
    if isinstance(one.record, Sitting) and (one.done or one.record.state in Sitting.OPEN):
        return reverse("apprentices:sitting", args=[one.record.reference])
    if one.step.kind == BOOKED:
        if not may_be_assessed(apprentice, way) and permissions.may_book_sitting(user, apprentice):
            return reverse("apprentices:book_sitting", args=[apprentice.reference])
        return ""
    if not step_refusal(apprentice, way, one.step) and permissions.may_record_step(user, apprentice, one.step):
        return reverse("apprentices:record_step", args=[apprentice.reference, one.step.code])
    return ""


def sitting_tasks(way: Way) -> list[Task]:
    names = dict(way.finish.components)
    return [
        Task(
            f"{sitting.get_kind_display()}, {day(sitting.sat_on or sitting.booked_for)}",
            reverse("apprentices:sitting", args=[sitting.reference]),
            hint="; ".join(names.get(code, code) for code in sitting.components),
            status=sitting.get_state_display(),
            tone="late" if sitting.state == Sitting.State.NOT_PASSED else tone(sitting.state),
        )
        for sitting in way.sittings
    ]


# What the apprentice does ------------------------------------------------------------------------------------


def my_steps(user: User, apprentice: Apprentice, way: Way, conditions: list[Checked], on: datetime.date) -> list[Step]:
    """What the apprentice themselves has to do now: first on the page, because it is read on a phone."""
    found: list[Step] = []
    offer = apprentice.post_offers.filter(state="offered").first()
    if offer is not None:
        found.append((reverse("apprentices:answer_post", args=[offer.reference]), "Answer the post that is offered"))
    given = apprentice.hand_overs.filter(state="asked").first()
    if given is not None:
        words = "Say whether your capability summary may be handed over"
        found.append((reverse("apprentices:answer_hand_over", args=[given.reference]), words))
    if apprentice.state == State.ACTIVE:
        for one in conditions:
            mine = not one.met and Party.APPRENTICE in one.turn
            if mine and permissions.may_declare(user, apprentice, one.condition):
                url = reverse("apprentices:declare_condition", args=[apprentice.reference, one.condition.code])
                found.append((url, f"Record: {one.condition.name}"))
    coming = way.next
    if coming is not None and Party.APPRENTICE in finish.turn_in(coming):
        url = _step_url(user, apprentice, way, coming)
        if url:
            found.append((url, f"{coming.step.name}: record it"))
    for asked in apprentice.destinations.filter(state="due", due_on__lte=on):
        url = reverse("apprentices:destination", args=[asked.reference])
        found.append((url, f"Say where you are {asked.months} months later"))
    return found


def finish_words(ending: Finish) -> list[str]:
    """What the version says about the assessment, in sentences."""
    found = []
    if ending.assessor:
        found.append(f"{ending.assessment_name}. Assessed by: {ending.assessor.lower()}.")
    if ending.inside_programme:
        found.append("It may be taken before the gateway, during the programme.")
    if not ending.hours_count_after_gateway:
        found.append("After the gateway nothing counts as off-the-job time.")
    return found

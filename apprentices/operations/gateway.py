"""The gateway: what its parties declare, decide and confirm; every condition is looked at anew at each word given."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import finish, steps
from apprentices.finish_rules import not_met
from apprentices.models import (
    Apprentice,
    Gateway,
    GatewayDecision,
    GatewayFact,
    LevelTwo,
    Party,
    Sitting,
)
from apprentices.operations import gateway_telling as telling
from apprentices.operations.calendar import put_back, set_aside_after_gateway
from apprentices.operations.changes.running import recount_anew
from apprentices.operations.finishing import at_the_end, settle
from apprentices.operations.standing import lock_standing
from core import audit, workflow
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.words import listed
from core.workflow import StepRefused

SIGNED = "gateway"
DECIDERS = (Party.EMPLOYER, Party.UNIVERSITY)


def gateway_refusals(apprentice: Apprentice, *, direction: str, by: User, on: datetime.date) -> list[str]:
    """Why nobody can decide this now: the state, conditions that are not met, what other apps hold open."""
    State = Apprentice.State
    ending, back = finish.finish_of(apprentice), direction == Gateway.Direction.BACK
    if apprentice.state != (State.GATEWAY if back else State.ACTIVE):
        return [f"{apprentice} is {apprentice.get_state_display().lower()}, so this cannot be decided now."]
    if back:
        if apprentice.sittings.filter(state__in=[Sitting.State.BOOKED, Sitting.State.SAT]).exists():
            return [f"A sitting of the {ending.assessment_name.lower()} is open. Cancel it or record its result first."]
        if finish.way_of(apprentice).passed:
            return [f"The {ending.assessment_name.lower()} is passed, so there is no way back to learning."]
        against = []
    elif not ending.is_known:
        return ["This version of the standard has no conditions of the gateway yet. The consortium office loads them."]
    else:
        against = not_met(finish.conditions_of(apprentice))
    return against + steps.gateway.blocks(steps.AtGateway(apprentice, on, by, back))


@transaction.atomic
def decide_gateway(
    apprentice: Apprentice,
    *,
    party: str,
    by: User,
    direction: str = Gateway.Direction.THROUGH,
    reason: str = "",
    name: str = "",
    role: str = "",
    method: str = Signature.Method.ACCOUNT,
    address: str | None = None,
    on: datetime.date | None = None,
) -> Gateway:
    """Put a party's name under the gateway. The first key opens the decision, the second lets the apprentice confirm,
    the apprentice's word carries it out. Conditions are checked at each of the three.

    Raises ``StepRefused`` with everything that stands against it.
    """
    on = on or timezone.localdate()
    now = at_the_end(apprentice)
    if against := gateway_refusals(now, direction=direction, by=by, on=on):
        raise StepRefused(" ".join(against))
    gateway = _open_decision(now, party=party, direction=direction, reason=reason, by=by)
    decision = _word_of(gateway, now, party=party, by=by, on=on)
    sign(
        decision,
        by=by,
        purpose=SIGNED,
        content=decision.content(),
        name=name,
        role=role,
        method=method,
        address=address,
    )
    spoken = {decision.party for decision in gateway.decisions.all()}
    if set(Party) <= spoken:
        _carry_out(gateway, now, by=by, on=on)
    else:
        telling.ask_next(gateway, spoken, on=on)
    apprentice.refresh_from_db()
    return gateway


def _open_decision(apprentice: Apprentice, *, party: str, direction: str, reason: str, by: User) -> Gateway:
    found = apprentice.gateways.filter(state=Gateway.State.DECIDING).first()
    if found is not None:
        if found.direction != direction:
            raise StepRefused("Something else is being decided at the gateway. Look at that one first.")
        return found
    if party not in DECIDERS:
        raise StepRefused("Employer and university decide first; then the apprentice confirms.")
    if direction == Gateway.Direction.BACK and not reason.strip():
        raise StepRefused("Say why learning goes on.")
    made = Gateway.objects.create(
        apprentice=apprentice, direction=direction, reason=reason.strip(), opened_by=by, opened_at=timezone.now()
    )
    audit.record(made, "opened", by=by)
    return made


def _word_of(gateway: Gateway, apprentice: Apprentice, *, party: str, by: User, on: datetime.date) -> GatewayDecision:
    """A party's word with the conditions as they stand; each party has one, each person speaks for one."""
    spoken = {decision.party for decision in gateway.decisions.all()}
    if party == Party.APPRENTICE and not set(DECIDERS) <= spoken:
        raise StepRefused("Employer and university decide first; then the apprentice confirms.")
    if party in spoken:
        raise StepRefused("Your side has decided already.")
    conditions = [] if gateway.is_back else [[c.condition.name, c.why] for c in finish.conditions_of(apprentice)]
    try:
        with transaction.atomic():
            return GatewayDecision.objects.create(
                gateway=gateway, party=party, by=by, decided_on=on, conditions=conditions
            )
    except IntegrityError as twice:
        raise StepRefused("You have decided for the other side. A second person decides for this one.") from twice


def _carry_out(gateway: Gateway, apprentice: Apprentice, *, by: User, on: datetime.date) -> None:
    back = gateway.is_back
    workflow.move(gateway, to=Gateway.State.DONE, by=by, done_on=on)
    workflow.move(apprentice, to=Apprentice.State.ACTIVE if back else Apprentice.State.GATEWAY, by=by)
    steps.gateway.apply(steps.AtGateway(apprentice, on, by, back))
    if back:
        put_back(apprentice, on=on, by=by)
    else:
        set_aside_after_gateway(apprentice.calendar.all(), ending=finish.finish_of(apprentice), by=by)
    recount_anew(apprentice, on=on)
    if not back:
        settle(apprentice, by=by, on=on)
    telling.decided(gateway, on=on)


@transaction.atomic
def refuse_gateway(gateway: Gateway, *, because: str, by: User) -> None:
    """One of the three says: not yet. The reason is read by all three; another time is a new decision."""
    if not because.strip():
        raise StepRefused("Say why not yet.")
    lock_standing([gateway.apprentice_id])
    workflow.move(gateway, to=Gateway.State.REFUSED, by=by, refused_because=because.strip(), refused_by=by)
    telling.refused(gateway, by=by)


# What is declared --------------------------------------------------------------------------------------------


@transaction.atomic
def declare_condition(
    apprentice: Apprentice, *, code: str, on: datetime.date, evidence: str, party: str, by: User
) -> GatewayFact:
    """A party says that a condition is met, since when, and where the evidence is."""
    now = at_the_end(apprentice)
    condition = finish.finish_of(now).condition(code)
    if condition is None or party not in condition.declared_by:
        who = finish.in_words(Party(p).label.lower() for p in condition.declared_by) if condition else ""
        raise StepRefused(f"This is recorded by the {who}." if who else "Nobody declares this: the portal measures it.")
    if now.state not in Apprentice.STARTED:
        raise StepRefused(f"{now} is {now.get_state_display().lower()}, so conditions are no longer recorded.")
    if on > timezone.localdate():
        raise StepRefused("The day cannot be in the future.")
    if now.gateway_facts.filter(code=code, state=GatewayFact.State.HELD).exists():
        raise StepRefused("This is recorded already. Take that back first if it is wrong.")
    made = GatewayFact.objects.create(
        apprentice=now,
        code=code,
        on=on,
        evidence=evidence.strip(),
        declared_by=by,
        declared_as=party,
        declared_at=timezone.now(),
    )
    audit.record(made, "declared", by=by, condition=condition.name, on=on)
    return made


@transaction.atomic
def take_back_declaration(fact: GatewayFact, *, because: str, by: User) -> None:
    """What was declared was wrong; the decision about the gateway, where one is open, then finds it missing."""
    if not because.strip():
        raise StepRefused("Say why it is taken back.")
    lock_standing([fact.apprentice_id])
    if fact.apprentice.state not in Apprentice.STARTED:
        raise StepRefused("The programme is over, so what the gateway rested on stays as it is.")
    workflow.move(fact, to=GatewayFact.State.TAKEN_BACK, by=by, taken_back_because=because.strip(), reason=because)


@transaction.atomic
def record_level_two(
    apprentice: Apprentice,
    *,
    subject: str,
    required_by: str,
    by: User,
    met_on: datetime.date | None = None,
    evidence: str = "",
) -> LevelTwo:
    """Whose requirement English or maths at level 2 is for this apprentice, and whether it is met; corrected in place.

    The history keeps what stood before.
    """
    now = at_the_end(apprentice)
    if met_on is not None and met_on > timezone.localdate():
        raise StepRefused("The day cannot be in the future.")
    if met_on is not None and not evidence.strip():
        raise StepRefused("Say what shows it: the certificate, and who has seen it.")
    fields = {
        "required_by": required_by,
        "met_on": met_on,
        "evidence": evidence.strip(),
        "recorded_by": by,
        "recorded_at": timezone.now(),
    }
    held = LevelTwo.objects.filter(apprentice=now, subject=subject).first()
    before = [held.required_by, held.met_on and held.met_on.isoformat(), held.evidence] if held else []
    if held is None:
        held = LevelTwo.objects.create(apprentice=now, subject=subject, **fields)
    else:
        for name, value in fields.items():
            setattr(held, name, value)
        held.version += 1
        held.save(update_fields=[*fields, "version"])
    audit.record(held, "recorded", by=by, which=subject, before=before)
    return held


def overtake_decision(change: steps.Leaving | steps.Transfer) -> None:
    """A decision that is open falls away: somebody leaves, or another employer has to decide."""
    for gateway in change.apprentice.gateways.filter(state=Gateway.State.DECIDING):
        workflow.move(gateway, to=Gateway.State.OVERTAKEN, by=change.by)


def overtake_gateway(change: steps.Leaving) -> None:
    """Somebody leaves: an open decision and a booked sitting fall away with it."""
    overtake_decision(change)
    for sitting in change.apprentice.sittings.filter(state=Sitting.State.BOOKED):
        workflow.move(sitting, to=Sitting.State.CANCELLED, by=change.by)


def what_falls_away(change: steps.Leaving) -> list[str]:
    """What of the end of the programme is open when somebody leaves, in words."""
    found = []
    if change.apprentice.gateways.filter(state=Gateway.State.DECIDING).exists():
        found.append("the decision about the gateway")
    if change.apprentice.sittings.filter(state=Sitting.State.BOOKED).exists():
        found.append("the booked sitting of the final assessment")
    return [f"{listed(found).capitalize()} {'falls' if len(found) == 1 else 'fall'} away."] if found else []

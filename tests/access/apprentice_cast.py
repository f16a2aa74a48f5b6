"""Of the cast: another job, the end of the programme, and learning with others."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import (
    Apprentice,
    Destination,
    Gateway,
    HoursChange,
    Reorganisation,
    SetMember,
    ShadowingAsk,
    TemporaryRole,
    Transfer,
    TransferStatement,
)
from apprentices.operations.transfers import statement_content
from core.workflow import move
from tests import make

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def employment(world: Any) -> None:
    """Other hours and a move to Hackney are proposed, a reorganisation is planned; Hackney keeps an old statement."""
    apprentice, today = world.apprentice, timezone.localdate()
    world.stretch = apprentice.employments.get().pk
    world.role = TemporaryRole.objects.create(
        apprentice=apprentice,
        kind=TemporaryRole.Kind.ACTING_UP,
        job_title="Senior",
        starts_on=today,
        gives_opportunities=True,
        recorded_by=world.people["lead"],
    ).pk
    world.hours_change = HoursChange.objects.create(
        apprentice=apprentice,
        starts_on=today,
        hours_before=37,
        hours_after=30,
        end_before=apprentice.planned_end_on,
        end_after=apprentice.planned_end_on,
        discussed="Met.",
        proposed_by=world.people["lead"],
        **{name: True for name, _ in HoursChange.QUESTIONS},
    )
    moved = {"before": world.camden, "after": world.hackney}
    world.transfer = Transfer.objects.create(
        apprentice=apprentice, last_day=today, first_day=today + datetime.timedelta(days=1),
        proposed_by=world.people["lead"], **moved,
    )  # fmt: skip
    world.reorganisation = Reorganisation.objects.create(
        on=today + datetime.timedelta(days=9), asked_by=world.people["lead"], **moved
    )
    content = statement_content(apprentice, employer=world.hackney, last_day=YESTERDAY)
    world.statement = TransferStatement.objects.create(
        apprentice=apprentice, employer=world.hackney, last_day=YESTERDAY, content=content, content_hash="x" * 64
    )


def finishing(world: Any, others: list[Apprentice]) -> None:
    """Five more of the same people between the decision about the gateway and the register; and an offer of a post, a
    hand-over and two destinations of the apprentice.
    """
    people, apprentice, today = world.people, world.apprentice, timezone.localdate()
    tutor, manager = people["tutor"], people["manager"]
    deciding, world.at_gateway, sitting, world.passed, registering = others
    states = type(apprentice).State
    world.gateway_manager = make.line_manager(deciding)
    world.gateway = Gateway.objects.create(apprentice=deciding, direction="through", opened_by=tutor)
    world.gateway_fact = apprentices.declare_condition(
        deciding, code="credits", on=YESTERDAY, evidence="Minutes", party="university", by=tutor
    )
    for one in (world.at_gateway, sitting, world.passed, registering):
        move(one, to=states.GATEWAY, by=tutor)
    world.sitting = make.sat_sitting(sitting, tutor)
    for one in (world.passed, registering):
        make.passed_sitting(one, tutor)
    apprentices.record_step(registering, code="degree_awarded", on=today, party="university", by=tutor)
    world.finish_fact = make.registration(registering, tutor, checked=False)
    world.post_offer = apprentices.offer_post(
        apprentice, role="Adults", starts_on=today, guaranteed=True, by=people["lead"]
    )
    world.hand_over = apprentices.ask_hand_over(apprentice, name="Iris Bell", email="iris@example.org", by=manager)
    world.agreed_hand_over = apprentices.ask_hand_over(
        registering, name="Iris Bell", email="iris@example.org", by=manager
    )
    apprentices.answer_hand_over(world.agreed_hand_over, agree=True, by=registering.person)
    asked_long_ago = today - Destination.LEFT_TO_OTHERS_AFTER
    world.destination, world.told_destination = (
        Destination.objects.create(apprentice=apprentice, months=months, due_on=asked_long_ago) for months in (12, 6)
    )
    apprentices.answer_destination(world.told_destination, situation="study", by=people["apprentice"])


def exchanging(world: Any, other: Apprentice) -> None:
    """Hackney offers a day for which Camden's apprentice asks; the tutor facilitates a set to which they belong."""
    people, now = world.people, timezone.now()
    make.activity("shadowing")
    make.activity("peer_learning")
    world.shadow_day = make.shadowing_day(world.hackney, by=people["educator"], date=YESTERDAY)
    ahead = make.shadowing_day(world.hackney, by=people["educator"])

    def ask(day: Any, state: str, **fields: Any) -> ShadowingAsk:
        released = {"released_by": people["manager"], "released_at": now} if state != "asked" else {}
        return ShadowingAsk.objects.create(
            day=day,
            apprentice=fields.pop("of", world.apprentice),
            wish="Thresholds",
            confidentiality_accepted_at=now,
            state=state,
            **released,
            **fields,
        )

    world.shadow_ask = ask(ahead, "asked")
    world.released_ask = ask(ahead, "released", of=other)
    world.attended_ask = ask(world.shadow_day, "agreed", seat=1)
    world.learning_set = make.learning_set(world.here, by=people["tutor"])
    type(world.learning_set).objects.filter(pk=world.learning_set.pk).update(state="running")
    SetMember.objects.create(learning_set=world.learning_set, apprentice=world.apprentice, seat=1, state="joined")
    world.set_meeting = make.set_meeting(world.learning_set, YESTERDAY)

"""Breaks, changes of circumstance and transfers: the dates and who agreed. Why something changed is in none of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from apprentices.agreement import PURPOSE
from apprentices.audit_file import gaps
from apprentices.audit_file.parts import Block, Read, document, facts, signatures_under, signed_line, table
from apprentices.models import (
    Apprentice,
    BreakAgreement,
    BreakInLearning,
    HoursChange,
    Party,
    Transfer,
    TransferStatement,
    Withdrawal,
)
from core.audit.models import label_of
from core.audit.signatures import Signature
from core.words import day, hours, listed, moment, number


def breaks(apprentice: Apprentice, on: datetime.date) -> Read:
    """Each break that was agreed or taken, with what was agreed to and by whom; never its reason."""
    held = list(
        apprentice.breaks.standing()  # type: ignore[attr-defined]
        .select_related("rejoins")
        .prefetch_related("agreements__by", "learning_days")
        .order_by("starts_on")
    )
    agreed = [agreement for one in held for agreement in one.agreements.all()]
    signed = signatures_under(label_of(BreakAgreement), [agreement.pk for agreement in agreed])
    blocks = [_break(one, signed) for one in held]
    found = [_facts(one) for one in held]
    return Read(blocks, list(gaps.break_gaps(found, on=on)), nothing="No break in learning was asked for.")


def _break(one: BreakInLearning, signed: dict[int, list[Signature]]) -> Block:
    made = facts(
        str(one),
        [
            ("State", one.get_state_display()),
            ("First day", day(one.starts_on)),
            ("Expected back", day(one.expected_return_on)),
            ("Returned on", day(one.returned_on)),
            ("Planned end before", day(one.planned_end_before)),
            ("Planned end after", day(one.planned_end_after)),
            ("Days with planned learning", listed(day(each.date) for each in one.learning_days.all())),
            ("Return meeting held on", day(one.met_on)),
        ],
    )
    made["signed"] = [
        signed_line(signature, agreement.get_party_display().lower())
        for agreement in one.agreements.all()
        if agreement.terms == one.terms
        for signature in signed.get(agreement.pk, [])
    ]
    return made


def _facts(one: BreakInLearning) -> gaps.BreakFacts:
    parties = {agreement.party for agreement in one.agreements.all() if agreement.terms == one.terms}
    held = one.agreed_at is not None
    return gaps.BreakFacts(
        starts_on=one.starts_on,
        missing=[] if held else [f"the {party.label.lower()}" for party in Party if party not in parties],
        expected_return=one.expected_return_on if one.is_running else None,
        meeting_due_on=one.meeting_due_on if one.state == BreakInLearning.State.RETURNED and not one.met_on else None,
    )


# Changes of circumstance -------------------------------------------------------------------------------------


def changes(apprentice: Apprentice, on: datetime.date) -> Read:
    """Other contract hours, suspensions by their dates, leaving and coming back."""
    proposed = apprentice.hours_changes.exclude(state=HoursChange.State.WITHDRAWN).order_by("starts_on")
    held = list(proposed)
    signed = signatures_under(label_of(HoursChange), [one.pk for one in held])
    blocks: list[Block] = []
    for one in held:
        made = facts(f"Contract hours from {day(one.starts_on)}", _hours_change(one))
        made["signed"] = [signed_line(each, each.purpose.removeprefix(PURPOSE)) for each in signed.get(one.pk, [])]
        blocks.append(made)
    rows = [(day(one.starts_on), day(one.ends_on) or "Goes on") for one in apprentice.suspensions.order_by("starts_on")]
    if rows:
        blocks.append(table("Learning was suspended", ["From", "To"], rows))
    left = [_left(one) for one in apprentice.withdrawals.order_by("last_day")]
    return Read([*blocks, *left], nothing="No change of hours, suspension or leaving is recorded.")


def _hours_change(one: HoursChange) -> Iterable[tuple[str, str]]:
    yield "State", one.get_state_display()
    yield "Hours a week", f"{number(one.hours_before)} before, {number(one.hours_after)} after"
    yield "Planned end", f"{day(one.end_before)} before, {day(one.end_after)} after"
    for name, question in HoursChange.QUESTIONS:
        yield question, "Yes" if getattr(one, name) else "No"


def _left(one: Withdrawal) -> Block:
    return facts(
        "Left the programme",
        [
            ("Last day of learning", day(one.last_day)),
            ("Within the qualifying period", "Yes" if one.within_qualifying_period else "No"),
            ("Hours confirmed then", hours(one.confirmed_hours)),
            ("Placement days then", f"{one.placement_days:g}"),
            ("Award", one.get_exit_award_display()),
            ("Recorded on", day(one.recorded_at)),
            ("Came back on", day(one.reinstated_on)),
        ],
    )


# Transfers ---------------------------------------------------------------------------------------------------


def transfers(apprentice: Apprentice, on: datetime.date) -> Read:
    """From one employer to another, by whom it was agreed, and the statement that the old one keeps."""
    done = list(
        apprentice.transfers.filter(state__in=[Transfer.State.AGREED, Transfer.State.DONE])
        .select_related("before", "after")
        .order_by("first_day")
    )
    signed = signatures_under(label_of(Transfer), [one.pk for one in done])
    blocks: list[Block] = []
    for one in done:
        made = facts(
            f"{one.before.name} to {one.after.name}",
            [
                ("State", one.get_state_display()),
                ("Last day with the old employer", day(one.last_day)),
                ("First day with the new employer", day(one.first_day)),
                ("Days between", str(one.gap)),
                ("Hours a week", number(one.weekly_hours)),
            ],
        )
        made["signed"] = [signed_line(each, each.purpose.removeprefix(PURPOSE)) for each in signed.get(one.pk, [])]
        blocks.append(made)
    statements = apprentice.transfer_statements.select_related("employer").order_by("last_day")
    return Read([*blocks, *(_statement(one) for one in statements)], nothing="There was no transfer between employers.")


def _statement(one: TransferStatement) -> Block:
    said = one.content
    return document(
        f"Transfer statement of {one.employer.name}",
        sha256=one.content_hash,
        rows=[
            ("Last day", day(one.last_day)),
            ("Hours confirmed", said["hours"]["confirmed"]),
            ("Hours planned, minimum", f"{said['hours']['planned']}, {said['hours']['minimum']}"),
            ("Placement days", said["placement days"]),
            ("Reviews held", str(len(said["reviews"]))),
        ],
        status=f"Frozen on {moment(one.frozen_at)}.",
    )

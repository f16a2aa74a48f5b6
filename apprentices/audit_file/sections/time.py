"""Hours planned, minimum and actual with the working; the log by month; closed quarters; the employer's statement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from pathlib import PurePath

from django.utils import timezone

from apprentices.audit_file import gaps
from apprentices.audit_file.life import life_of
from apprentices.audit_file.parts import Block, Read, document, facts, signatures_under, table
from apprentices.models import Apprentice, Confirmation, OffTheJobEntry, QuarterClose, VarianceStatement
from apprentices.models.quarters import quarter_ends
from apprentices.operations.variance import OVER, statement_asked_for
from apprentices.requirements import compared, requirement_of
from core.audit.models import canonical, label_of, sha256
from core.words import day, hours, moment
from core.workflow import StepRefused

State = OffTheJobEntry.State


def hours_(apprentice: Apprentice, on: datetime.date) -> Read:
    """The three figures, never mixed: the minimum decides on compliance, the plan on variance."""
    actual = apprentice.standing.confirmed_hours
    found = compared(apprentice, actual=actual)
    blocks = [
        facts(
            "Hours",
            [
                ("Minimum by the rules", hours(found.minimum)),
                ("Planned hours, agreed", hours(found.planned)),
                ("Actual hours, confirmed", hours(found.actual)),
                ("Against the minimum", _against(found.actual, found.minimum)),
                ("Against the plan", _against(found.actual, found.planned)),
                ("Logged and not confirmed yet", hours(apprentice.standing.hours_awaiting)),
            ],
        ),
        _working(apprentice),
    ]
    newest = apprentice.variance_statements.first()
    over = apprentice.state in OVER or on > apprentice.planned_end_on
    missing = gaps.HoursFacts(
        minimum=found.minimum,
        planned=found.planned,
        actual=found.actual,
        over=over and apprentice.state not in Apprentice.AWAY,
        statement_owed=statement_asked_for(apprentice, newest, actual=actual, on=on),
    )
    return Read(blocks, list(gaps.hours_gaps(missing)))


def _against(actual: Decimal, wanted: Decimal) -> str:
    return "Reached" if actual >= wanted else f"{hours(wanted - actual)} still to come"


def _working(apprentice: Apprentice) -> Block:
    """How the minimum follows from the start, hours, length and prior learning, line by line."""
    try:
        required = requirement_of(apprentice)
    except StepRefused as refused:
        return facts("How the minimum is worked out", [("It cannot be shown", str(refused))])
    lines = [*required.explanation, *required.concerns]
    rows = [(str(number), line) for number, line in enumerate(lines, start=1)]
    return facts("How the minimum is worked out", [("Rules", str(apprentice.rule_set.title)), *rows])


# The log -----------------------------------------------------------------------------------------------------


def log(apprentice: Apprentice, on: datetime.date) -> Read:
    """Confirmed time by month, each entry with who confirmed it. What somebody wrote about a day is not shown."""
    entries = list(
        OffTheJobEntry.objects.filter(apprentice=apprentice, state=State.CONFIRMED)
        .select_related("activity", "confirmed_by")
        .prefetch_related("statements", "files")
        .order_by("date", "pk")
    )
    waiting = OffTheJobEntry.objects.filter(apprentice=apprentice, state__in=[State.SUBMITTED, State.QUERIED])
    days = list(waiting.order_by("date").values_list("date", flat=True))
    blocks = _log_blocks(entries) if entries else []
    life = life_of(apprentice, on=on)
    found = gaps.LogFacts(
        start=life.start,
        until=life.until,
        confirmed_on=[one.date for one in entries if one.reverses_id is None],
        waiting=len(days),
        waiting_since=days[0] if days else None,
        away=life.away,
    )
    return Read(blocks, list(gaps.log_gaps(found)), nothing="No off-the-job time is confirmed.")


def _log_blocks(entries: list[OffTheJobEntry]) -> list[Block]:
    by_month = [(first, list(those)) for first, those in groupby(entries, key=lambda one: one.date.replace(day=1))]
    sums = [(gaps.month(first), str(len(those)), f"{_sum(those):.2f}") for first, those in by_month]
    sums.append(("In all", str(len(entries)), f"{_sum(entries):.2f}"))
    return [
        table("Hours by month", ["Month", "Entries", "Hours"], sums),
        *(_month(first, those) for first, those in by_month),
        *_confirmations(entries),
        *_files(entries),
    ]


def _sum(entries: Iterable[OffTheJobEntry]) -> Decimal:
    return sum((one.hours for one in entries), Decimal(0))


def _month(first: datetime.date, entries: list[OffTheJobEntry]) -> Block:
    rows = [
        (
            f"{one.date:%a} {one.date.day} {one.date:%b}",
            f"{one.hours:.2f}",
            f"{one.activity}{' (taken back)' if one.reverses_id else ''}",
            one.get_source_display(),
            ", ".join(sorted(statement.code for statement in one.statements.all())),
            f"{one.confirmed_by}, {day(one.confirmed_at)}",
        )
        for one in entries
    ]
    rows.append(("", f"{_sum(entries):.2f}", f"In {gaps.month(first)}", "", "", ""))
    heads = ["Day", "Hours", "Kind of training", "From", "Statements", "Confirmed by"]
    return table(gaps.month(first), heads, rows)


def _confirmations(entries: list[OffTheJobEntry]) -> Iterable[Block]:
    """Each act of confirming, with the fingerprint of the entries that were signed with it."""
    acts: dict[int, int] = {}
    for one in entries:
        if one.confirmation_id:
            acts[one.confirmation_id] = acts.get(one.confirmation_id, 0) + 1
    signed = signatures_under(label_of(Confirmation), acts)
    rows = [
        (
            moment(one.signed_at),
            f"{one.shown_name}, {one.get_method_display().lower()}",
            str(acts[pk]),
            one.content_hash,
        )
        for pk, those in sorted(signed.items())
        for one in those
    ]
    if rows:
        yield table("Acts of confirming", ["When", "Who, and how", "Entries here", "SHA-256"], rows)


def _files(entries: list[OffTheJobEntry]) -> Iterable[Block]:
    """Files beside the log by their fingerprint: they stay where they are, and their names are their owner's."""
    rows = [
        (day(one.date), PurePath(file.name).suffix, f"{file.kilobytes} kB", file.sha256)
        for one in entries
        for file in one.files.all()
    ]
    if rows:
        yield table("Files beside the log", ["Day", "Kind", "Size", "SHA-256"], rows)


# Closed quarters, and the statement --------------------------------------------------------------------------


def quarters(apprentice: Apprentice, on: datetime.date) -> Read:
    """Quarters of the funding year of which the log is closed, so that what was reported stays."""
    closes = QuarterClose.objects.filter(cohort=apprentice.cohort_id, closed_to__gte=apprentice.original_start_on)
    closed = [one for one in closes.order_by("closed_to") if one.state == QuarterClose.State.CLOSED]
    rows = [(day(one.closed_to), day(one.closes_on)) for one in closed]
    blocks = [table("Closed quarters", ["Time up to", "Closed on"], rows)] if rows else []
    if apprentice.log_closed_to:
        blocks.append(facts("The log of this apprentice", [("Closed up to", day(apprentice.log_closed_to))]))
    ends = [one.closed_to for one in closed]
    if apprentice.log_closed_to:
        ends.append(apprentice.log_closed_to)
    until = life_of(apprentice, on=on).until
    ended = [end for end in quarter_ends(before=on, count=16) if apprentice.original_start_on <= end <= until]
    return Read(
        blocks,
        list(gaps.quarter_gaps(ended, ends)),
        nothing="No quarter is closed yet.",
    )


def variance(apprentice: Apprentice, on: datetime.date) -> Read:
    """What the employer has stated about hours under plan, word by word."""
    statements = list(apprentice.variance_statements.select_related("made_by").order_by("made_at"))
    signed = signatures_under(label_of(VarianceStatement), [one.pk for one in statements])
    blocks = [
        document(
            f"Statement of {day(one.made_at)}",
            sha256=sha256(canonical(one.content())),
            rows=[
                ("Confirmed, planned, minimum", _three(one)),
                ("Why the hours are under the plan", one.why),
                ("What it means for the apprentice", one.effect),
            ],
            signatures=signed.get(one.pk, []),
            status=f"Made by {one.made_by} on {day(timezone.localdate(one.made_at))}.",
        )
        for one in statements
    ]
    return Read(blocks, nothing="No statement was made, and none is asked for before the end of the plan.")


def _three(one: VarianceStatement) -> str:
    return f"{hours(one.actual_hours)}, {hours(one.planned_hours)}, {hours(one.minimum_hours)}"

"""Off-the-job time from the tap on the phone to the confirmation. Each step locks the totals first and recounts."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import ActivityType, Apprentice, Confirmation, FourTests, OffTheJobEntry
from apprentices.off_the_job_log import Block, Refusal, logged_near, refusals
from apprentices.operations.standing import lock_standing, recount
from consortium.models import Statement
from core import audit, workflow
from core.accounts.models import User
from core.audit.models import Event
from core.audit.signatures import Signature, sign
from core.files.models import StoredFile
from core.notifications import outbox
from core.words import day, hours, moment
from core.workflow import AlreadyMoved, StepRefused

State = OffTheJobEntry.State


class TimeRefused(StepRefused):
    """A block of time that cannot be logged; ``refusals`` say why, field by field."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(refusal.words for refusal in refusals))


class FourTestsNeeded(StepRefused):
    """The four tests were not answered yet for this kind of activity."""


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What somebody puts into the log. ``tests_answered`` = the four tests are known to be answered for this kind."""

    activity: ActivityType
    date: datetime.date
    hours: Decimal
    starts_at: datetime.time | None = None
    note: str = ""
    statements: Sequence[Statement] = field(default=())
    files: Sequence[StoredFile] = field(default=())
    tests_answered: bool = False

    @property
    def block(self) -> Block:
        return Block(activity=self.activity, date=self.date, hours=self.hours, starts_at=self.starts_at)

    @property
    def columns(self) -> dict[str, object]:
        names = ("activity", "date", "hours", "starts_at", "note")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def log_time(
    apprentice: Apprentice,
    *,
    logged: Logged,
    by: User,
    client_id: uuid.UUID | None = None,
    four_tests: bool = False,
    submit: bool = True,
    at: datetime.datetime | None = None,
) -> OffTheJobEntry:
    """Log a block of time and let it wait for confirmation, or keep it as a draft.

    ``client_id`` names the entry on the device: sent again, the same entry is answered. ``four_tests`` = the person
    says yes to the four tests now. Raises ``TimeRefused`` with every reason, ``FourTestsNeeded`` where the tests were
    not answered for this kind yet, ``StepRefused`` where somebody logs for somebody else.
    """
    if by.pk != apprentice.person_id:
        raise StepRefused(f"Only {apprentice} logs their own off-the-job time.")
    client_id = client_id or uuid.uuid4()
    standings = lock_standing([apprentice])
    near = logged_near(apprentice, logged.date, or_sent_as=client_id)
    if there := next((entry for entry in near if entry.client_id == client_id), None):
        return there
    if submit:
        _require_loggable(apprentice, logged, at=at, near=near)
        _require_four_tests(apprentice, logged, now=four_tests, by=by)
    entry = OffTheJobEntry.objects.create(apprentice=apprentice, client_id=client_id, logged_by=by, **logged.columns)
    _attach(entry, logged)
    if submit:
        workflow.move(entry, to=State.SUBMITTED, by=by, at=at, submitted_at=at or timezone.now())
        recount(standings)
    return entry


@transaction.atomic
def change_entry(
    entry: OffTheJobEntry,
    *,
    logged: Logged,
    by: User,
    answer: str = "",
    four_tests: bool = False,
    submit: bool = True,
    at: datetime.datetime | None = None,
) -> None:
    """Put a draft right and send it, or answer a question about an entry; the answer goes with it."""
    standings = lock_standing([entry.apprentice_id])
    now = OffTheJobEntry.objects.select_related("apprentice__person", "apprentice__rule_set").get(pk=entry.pk)
    if by.pk != now.logged_by_id or now.state not in (State.DRAFT, State.QUERIED):
        raise AlreadyMoved("This time can no longer be changed. Look at it again.")
    if now.state == State.QUERIED and not (answer.strip() or logged.columns != _columns(now)):
        raise StepRefused("Answer the question, or put the entry right.")
    if submit:
        near = logged_near(now.apprentice, logged.date, or_sent_as=now.client_id)
        _require_loggable(now.apprentice, logged, at=at, near=near, besides=now)
        _require_four_tests(now.apprentice, logged, now=four_tests, by=by)
    OffTheJobEntry.objects.filter(pk=now.pk).update(**logged.columns, answer=answer, version=now.version + 1)
    _attach(now, logged)
    if submit:
        workflow.move(now, to=State.SUBMITTED, by=by, at=at, submitted_at=at or timezone.now())
        recount(standings)
    entry.refresh_from_db()


@transaction.atomic
def take_back(entry: OffTheJobEntry, *, by: User) -> None:
    """The apprentice takes back what was not decided yet; it stays in the history and counts nowhere."""
    standings = lock_standing([entry.apprentice_id])
    if by.pk != entry.logged_by_id:
        raise StepRefused("Only the apprentice who logged this time can take it back.")
    workflow.move(entry, to=State.WITHDRAWN, by=by)
    recount(standings)


@transaction.atomic
def ask_about(entry: OffTheJobEntry, *, question: str, by: User) -> None:
    """Ask the apprentice one question; the entry comes back when they have answered it."""
    if not question.strip():
        raise StepRefused("Type the question.")
    standings = lock_standing([entry.apprentice_id])
    workflow.move(entry, to=State.QUERIED, by=by, question=question, asked_by=by, answer="", reason=question)
    recount(standings)
    _tell(entry, "time_question", by=by)


@transaction.atomic
def reject(entry: OffTheJobEntry, *, reason: str, by: User) -> None:
    """Say that a block of time does not count, and why; it stays in the history."""
    if not reason.strip():
        raise StepRefused("Say why this time does not count.")
    standings = lock_standing([entry.apprentice_id])
    workflow.move(entry, to=State.REJECTED, by=by, rejected_by=by, reason=reason, reason_given=reason)
    recount(standings)
    _tell(entry, "time_not_agreed", by=by)


@dataclass(frozen=True)
class Confirmed:
    """What an act of confirming did; ``lost`` says in words what somebody else had dealt with before."""

    count: int
    hours: Decimal
    apprentices: int
    lost: list[str]


@transaction.atomic
def confirm(
    entries: Iterable[OffTheJobEntry],
    *,
    by: User,
    method: str = Signature.Method.ACCOUNT,
    name: str = "",
    role: str = "",
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> Confirmed:
    """Agree that blocks of time took place as they were shown, with one signature under the exact content of all.

    Entries that changed since they were read, or that somebody else dealt with, are left alone and named in ``lost``.
    Raises ``StepRefused`` where nothing is left to confirm. Whether this person may is the caller's question.
    """
    shown = {entry.pk: entry.version for entry in entries}
    standings = lock_standing(OffTheJobEntry.objects.filter(pk__in=shown).values_list("apprentice", flat=True))
    now = OffTheJobEntry.objects.filter(pk__in=shown).exclude(logged_by=by)
    ready = [entry.pk for entry in now.awaiting_confirmation() if entry.version == shown[entry.pk]]
    lost = sorted(set(shown) - set(ready))
    if not ready:
        raise StepRefused(" ".join(_who_was_faster(lost)) or "There is nothing to confirm.")
    at = at or timezone.now()
    confirmation = Confirmation.objects.create(by=by, at=at)
    workflow.move_all(
        OffTheJobEntry.objects.filter(pk__in=ready),
        to=State.CONFIRMED,
        by=by,
        confirmed_by=by,
        confirmed_at=at,
        confirmation=confirmation,
    )
    sign(
        confirmation,
        by=by,
        purpose="confirmed off-the-job time",
        content=confirmation.content(),
        name=name,
        role=role,
        method=method,
        address=address,
        at=at,
    )
    recount(standings)
    return _confirmed(ready, lost)


def _confirmed(ids: Sequence[int], lost: Sequence[int]) -> Confirmed:
    """What was confirmed, in numbers, and who was faster with the others."""
    rows = list(OffTheJobEntry.objects.filter(pk__in=ids).values_list("hours", "apprentice"))
    return Confirmed(
        count=len(rows),
        hours=sum((amount for amount, _ in rows), Decimal(0)),
        apprentices=len({apprentice for _, apprentice in rows}),
        lost=_who_was_faster(lost),
    )


def _require_loggable(
    apprentice: Apprentice,
    logged: Logged,
    *,
    at: datetime.datetime | None,
    near: Sequence[OffTheJobEntry],
    besides: OffTheJobEntry | None = None,
) -> None:
    on = timezone.localdate(at) if at else timezone.localdate()
    if found := refusals(apprentice, logged.block, on=on, near=near, besides=besides):
        raise TimeRefused(found)


def _require_four_tests(apprentice: Apprentice, logged: Logged, *, now: bool, by: User) -> None:
    of_this_kind = {"apprentice": apprentice, "activity": logged.activity}
    if logged.tests_answered or FourTests.objects.filter(**of_this_kind).exists():
        return
    if not now:
        raise FourTestsNeeded("Answer the four tests for this kind of activity.")
    answered = FourTests.objects.create(**of_this_kind)
    audit.record(answered, "answered the four tests", by=by, activity=logged.activity.label)


def _attach(entry: OffTheJobEntry, logged: Logged) -> None:
    """Statements and files of the entry: only written where there are any, or were."""
    if logged.statements or entry.version > 1:
        entry.statements.set(logged.statements)
    if logged.files:
        entry.files.add(*logged.files)


def _columns(entry: OffTheJobEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("activity", "date", "hours", "starts_at", "note")}


def _tell(entry: OffTheJobEntry, template: str, *, by: User) -> None:
    outbox.owe(
        to=entry.logged_by,
        template=template,
        context={"entry": entry, "by": by},
        key=f"{template}-{entry.pk}-{entry.version}",
    )


def _who_was_faster(lost: Sequence[int]) -> list[str]:
    """For each entry that could not be confirmed: whose it is, and who did what to it, when."""
    entries = OffTheJobEntry.objects.filter(pk__in=lost).select_related("apprentice__person")
    events = Event.objects.filter(subject_kind="apprentices.offthejobentry", subject_id__in=lost).exclude(to_state="")
    last = {event.subject_id: event for event in events.select_related("actor").order_by("pk")}
    return [_faster(entry, last.get(entry.pk)) for entry in entries]


def _faster(entry: OffTheJobEntry, event: Event | None) -> str:
    which = f"{hours(entry.hours)} of {entry.apprentice} on {day(entry.date)}"
    if event is None:
        return f"{which} changed since you opened the page."
    return f"{which}: {event.sentence} on {moment(event.at)}."

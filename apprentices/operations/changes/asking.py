"""From asking for a break in learning to the third agreement, a refusal, or taking it back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from apprentices import steps
from apprentices.change_reasons import BREAK, reasons
from apprentices.models import Apprentice, BreakAgreement, BreakInLearning, LearningDay
from apprentices.models.changes.breaks import ONE_DAY
from apprentices.models.parties import Party
from apprentices.operations.changes.reasons import give_reason
from apprentices.operations.changes.running import begin, confirmed_inside
from apprentices.operations.changes.telling import people_of, tell
from apprentices.operations.standing import lock_standing
from consortium.models import Cohort
from core import audit, workflow
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.periods import require_no_overlap
from core.words import day
from core.workflow import AlreadyMoved, StepRefused

State = BreakInLearning.State


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the wizard collects. ``told`` are those who may read the reason; ``learning_days`` keep-in-touch days."""

    starts_on: datetime.date
    expected_return_on: datetime.date
    code: str
    note: str = ""
    told: Sequence[User] = field(default=())
    learning_days: Sequence[datetime.date] = field(default=())
    rejoins: Cohort | None = None
    contact: str = BreakInLearning.Contact.IMPORTANT
    backdated_because: str = ""

    @property
    def ends_on(self) -> datetime.date:
        return self.expected_return_on - ONE_DAY


@transaction.atomic
def ask_break(
    apprentice: Apprentice,
    *,
    asked: Asked,
    asked_as: str,
    speaks_for: str,
    by: User,
    on: datetime.date | None = None,
) -> BreakInLearning:
    """Ask for a break in learning; whoever asks agrees for their own party with it.

    ``asked_as`` is the party that wants it, ``speaks_for`` the party of the person who acts: a tutor may write down
    what an apprentice asked for by telephone, and the apprentice then agrees themselves. A first day in the past needs
    ``backdated_because``, which the others approve by agreeing. Raises ``StepRefused`` in words.
    """
    on = on or timezone.localdate()
    lock_standing([apprentice])
    now = Apprentice.objects.select_related("person", "cohort").get(pk=apprentice.pk)
    if speaks_for == Party.APPRENTICE and by.pk != now.person_id:
        raise StepRefused("Nobody agrees for the apprentice.")
    _require_askable(now, asked, on=on)
    made = BreakInLearning.objects.create(
        apprentice=now,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        asked_as=asked_as,
        asked_by=by,
        reason=give_reason(now, listed=BREAK, code=asked.code, note=asked.note, by=by, on=on, told=asked.told),
        is_a_right=reasons(BREAK)[asked.code].is_a_right,
        rejoins=asked.rejoins or now.cohort,
        contact=asked.contact,
        backdated_because=asked.backdated_because if asked.starts_on < on else "",
    )
    LearningDay.objects.bulk_create(
        LearningDay(break_in_learning=made, date=date) for date in sorted(set(asked.learning_days))
    )
    audit.record(made, "asked", by=by, starts_on=made.starts_on, expected_return_on=made.expected_return_on)
    _sign(made, party=speaks_for, by=by)
    _tell_who_is_missing(made)
    return made


def _require_askable(apprentice: Apprentice, asked: Asked, *, on: datetime.date) -> None:
    """Refuse a break that cannot be: nobody is learning, another one is open, no reason, days that do not fit."""
    if apprentice.state not in (Apprentice.State.ACTIVE, Apprentice.State.SUSPENDED):
        raise StepRefused(f"{apprentice} is not learning now, so no break can begin.")
    if apprentice.breaks.open().exists():
        raise AlreadyMoved("A break in learning is asked for or running already.")
    if asked.code not in reasons(BREAK):
        raise StepRefused("Choose a reason.")
    _require_dates(apprentice, asked.starts_on, asked.ends_on, asked.learning_days)
    if asked.starts_on < on and not asked.backdated_because.strip():
        raise StepRefused("The first day has passed. Say why the break is recorded only now.")


@transaction.atomic
def agree_break(
    asked: BreakInLearning,
    *,
    party: str,
    terms: int,
    by: User,
    method: str = Signature.Method.ACCOUNT,
    name: str = "",
    role: str = "",
    address: str | None = None,
    on: datetime.date | None = None,
) -> BreakInLearning:
    """Agree for one party to the terms that were shown. The third settles it, and begins it if its day is due.

    Raises ``AlreadyMoved`` where the terms changed or somebody decided meanwhile, ``StepRefused`` where something
    stands against it (confirmed time inside the dates, a consequence in another part of the portal).
    """
    on = on or timezone.localdate()
    lock_standing([asked.apprentice_id])
    now = BreakInLearning.objects.select_related("apprentice__person", "rejoins").get(pk=asked.pk)
    if now.state not in BreakInLearning.BEING_AGREED:
        raise AlreadyMoved(f"This break is {now.get_state_display().lower()}. Nothing of yours was changed.")
    if now.terms != terms:
        raise AlreadyMoved("The dates were changed since you opened the page. Read them again before you agree.")
    if (party == Party.APPRENTICE) != (by.pk == now.apprentice.person_id):
        raise StepRefused("Everybody agrees for themselves: the apprentice as the apprentice, others for their side.")
    agreed = {agreement.party: agreement.by_id for agreement in now.agreements_now()}
    if party in agreed or by.pk in agreed.values():
        raise AlreadyMoved("This was agreed already.")
    _sign(now, party=party, by=by, method=method, name=name, role=role, address=address)
    if len(agreed) + 1 == len(Party):
        _settle(now, by=by, on=on)
    else:
        if now.state == State.REQUESTED:
            workflow.move(now, to=State.UNDER_DISCUSSION, by=by)
        _tell_who_is_missing(now)
    asked.refresh_from_db()
    return now


def _sign(asked: BreakInLearning, *, party: str, by: User, **how: Any) -> None:
    content = asked.content()
    agreement = BreakAgreement.objects.create(
        break_in_learning=asked, terms=asked.terms, party=party, by=by, agreed_to=content
    )
    sign(agreement, by=by, purpose="agreed a break in learning", content=agreement.content(), **how)
    audit.record(asked, "agreed as", by=by, party=party)


def _settle(now: BreakInLearning, *, by: User, on: datetime.date) -> None:
    change = steps.Pause(now.apprentice, now.starts_on, now.ends_on, by)
    if reasons_against := [*confirmed_inside(now), *steps.pause.blocks(change)]:
        raise StepRefused(" ".join(reasons_against))
    workflow.move(now, to=State.AGREED, by=by, agreed_at=timezone.now())
    tell(
        now.apprentice,
        subject="A break in learning is agreed",
        sentence=f"The break in learning of {now.apprentice} from {day(now.starts_on)} is agreed by all three. "
        f"The return is expected on {day(now.expected_return_on)}.",
        about=now,
        what="break-agreed",
        to=people_of(now.apprentice, *Party, on=on),
        path=_page(now),
    )
    if now.starts_on <= on:
        begin(now, by=by, on=on)


@transaction.atomic
def propose_terms(
    asked: BreakInLearning,
    *,
    starts_on: datetime.date,
    expected_return_on: datetime.date,
    by: User,
    speaks_for: str,
    on: datetime.date | None = None,
) -> None:
    """Put forward other dates: a new version of the terms, to which everybody agrees anew; the proposer has."""
    on = on or timezone.localdate()
    lock_standing([asked.apprentice_id])
    now = BreakInLearning.objects.select_related("apprentice__person", "rejoins").get(pk=asked.pk)
    if now.state not in BreakInLearning.BEING_AGREED:
        raise AlreadyMoved(f"This break is {now.get_state_display().lower()}. Nothing of yours was changed.")
    ends_on = expected_return_on - ONE_DAY
    if (starts_on, ends_on) == (now.starts_on, now.ends_on):
        raise StepRefused("These are the dates as they stand. Agree to them, or choose others.")
    if starts_on < on and not now.backdated_because and starts_on != now.starts_on:
        raise StepRefused("The first day cannot move into the past. Take the break back and ask for it anew.")
    days = list(now.learning_days.values_list("date", flat=True))
    _require_dates(now.apprentice, starts_on, ends_on, days, besides=now)
    BreakInLearning.objects.filter(pk=now.pk).update(
        starts_on=starts_on, ends_on=ends_on, terms=F("terms") + 1, version=F("version") + 1
    )
    now.refresh_from_db()
    audit.record(now, "other dates", by=by, starts_on=starts_on, expected_return_on=expected_return_on)
    if now.state == State.REQUESTED:
        workflow.move(now, to=State.UNDER_DISCUSSION, by=by)
    _sign(now, party=speaks_for, by=by)
    _tell_who_is_missing(now)
    asked.refresh_from_db()


@transaction.atomic
def refuse_break(asked: BreakInLearning, *, support_plan: str, by: User) -> None:
    """Say that an ordinary break cannot be agreed, and what support there is instead."""
    lock_standing([asked.apprentice_id])
    now = BreakInLearning.objects.select_related("apprentice__person").get(pk=asked.pk)
    if now.is_a_right:
        raise StepRefused("This time away cannot be refused. Only how learning is planned around it is agreed.")
    if by.pk == now.apprentice.person_id:
        raise StepRefused("The apprentice can take the break back, but not refuse it.")
    if not support_plan.strip():
        raise StepRefused("Say what support there is instead.")
    workflow.move(now, to=State.REFUSED, by=by, refused_by=by, support_plan=support_plan)
    tell(
        now.apprentice,
        subject="About the break in learning",
        sentence=f"The break in learning of {now.apprentice} was not agreed. The page says what support there is.",
        about=now,
        what="break-refused",
        to=people_of(now.apprentice, *Party),
        path=_page(now),
    )
    asked.refresh_from_db()


@transaction.atomic
def take_back_break(asked: BreakInLearning, *, by: User) -> None:
    """The break is not wanted any more, before it has begun."""
    lock_standing([asked.apprentice_id])
    now = BreakInLearning.objects.get(pk=asked.pk)
    workflow.move(now, to=State.TAKEN_BACK, by=by)
    asked.refresh_from_db()


def _require_dates(
    apprentice: Apprentice,
    starts_on: datetime.date,
    ends_on: datetime.date,
    learning_days: Sequence[datetime.date],
    *,
    besides: BreakInLearning | None = None,
) -> None:
    if ends_on < starts_on:
        raise StepRefused("The expected return must be after the first day.")
    if starts_on <= apprentice.original_start_on:
        raise StepRefused(f"The programme started on {day(apprentice.original_start_on)}. A break begins after that.")
    if starts_on > apprentice.planned_end_on:
        raise StepRefused(f"The plan ends on {day(apprentice.planned_end_on)}. A break begins before that.")
    outside = [date for date in learning_days if not starts_on <= date <= ends_on]
    if outside:
        raise StepRefused(f"{day(outside[0])} is not inside the break. Keep-in-touch days lie between its dates.")
    require_no_overlap(
        apprentice.breaks.standing().exclude(pk=besides.pk if besides else 0),
        starts_on=starts_on,
        ends_on=ends_on,
        words="Another break in learning has some of these days.",
    )


def _page(asked: BreakInLearning) -> str:
    return reverse("apprentices:break", args=[asked.reference])


def _tell_who_is_missing(asked: BreakInLearning) -> None:
    agreed = {agreement.party for agreement in asked.agreements_now()}
    tell(
        asked.apprentice,
        subject="A break in learning to agree",
        sentence=f"A break in learning of {asked.apprentice} from {day(asked.starts_on)} is asked for, with a return "
        f"on {day(asked.expected_return_on)}. It needs your agreement.",
        about=asked,
        what=f"break-asked-{asked.terms}",
        to=people_of(asked.apprentice, *(party for party in Party if party not in agreed)),
        path=_page(asked),
        by_link=True,
    )

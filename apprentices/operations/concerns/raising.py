"""Raising a concern: kept at once, given to whom the rule says, and never refused for want of somebody."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Concern, ConcernAccount, Involvement, WellbeingCheck
from apprentices.models.concerns.readers import ConcernReader
from apprentices.operations.concerns.choosing import (
    Matter,
    days_of,
    hosts_of,
    let_in,
    let_in_held,
    line_of,
    safeguarding_of,
    tell_people,
)
from apprentices.operations.vacancies import working_days_after
from consortium.models import Appointment
from core import audit, workflow
from core.accounts.models import User
from core.workflow import StepRefused

About, Kind, Part = Concern.About, Concern.Kind, ConcernReader.Part
RELATIONS = {
    About.LINE_MANAGER: (Involvement.Kind.LINE_MANAGER,),
    About.PRACTICE_EDUCATOR: (Involvement.Kind.PRACTICE_EDUCATOR, Involvement.Kind.WORKPLACE_SUPERVISOR),
    About.TUTOR: (Involvement.Kind.TUTOR,),
}


@dataclass(frozen=True, kw_only=True)
class RaisedConcern:
    """What the form collects. ``named``: whom it is about, where only some of those in the relation are meant."""

    about: str
    kind: str
    happened: str = ""
    wished: str = ""
    named: Sequence[User] = ()
    wants_to_move: bool = False
    hold_asked: bool = False


def named_in(apprentice: Apprentice, about: str, *, on: datetime.date) -> list[User]:
    """Everybody whom a concern of this sort names: who has the relation, the role, or works with the host today."""
    if about in RELATIONS:
        held = Involvement.objects.on(on).filter(apprentice=apprentice, kind__in=RELATIONS[About(about)])
        ids: QuerySet[Any, Any] = held.values("person")
    elif about == About.LEAD:
        at = [pk for pk in (apprentice.employer_id, apprentice.employer.part_of_id) if pk]
        ids = _appointed(at, on, role__code="workforce_lead")
    elif about == About.HOST:
        ids = _appointed([host.pk for host in hosts_of(apprentice, on=on)], on)
    else:
        return []
    return list(User.objects.filter(pk__in=ids).exclude(pk=apprentice.person_id).order_by("pk"))


def _appointed(organisations: Sequence[int], on: datetime.date, **of: str) -> QuerySet[Any, Any]:
    held = Appointment.objects.accepted().on(on).filter(organisation__in=organisations, closed_at=None, **of)
    return held.values("person")


@transaction.atomic
def raise_concern(
    apprentice: Apprentice, *, raised: RaisedConcern, by: User, on: datetime.date | None = None
) -> Concern:
    """Keep a concern and give it to whom the rule says. Of a complaint by a person who uses services nothing is kept
    but that there is a live matter elsewhere. Raises ``StepRefused`` where it says nothing.
    """
    on = on or timezone.localdate()
    now = Apprentice.objects.select_related("person", "employer", "cohort__university").get(pk=apprentice.pk)
    own = by.pk == now.person_id
    complaint = raised.kind == Kind.COMPLAINT
    if complaint and (own or raised.about != About.APPRENTICE):
        raise StepRefused("A complaint by a person who uses services goes to the employer’s complaints process.")
    if not complaint and not raised.happened.strip():
        raise StepRefused("Say what happened.")
    concern = _keep(now, raised, by=by, on=on, own=own)
    let_in(concern, by, Part.RAISED_IT, on=on)
    if own:
        let_in(concern, by, Part.APPRENTICE, on=on)
    audit.record(concern, "raised", by=by)
    _protect(concern, on=on)
    give(concern, on=on)
    if concern.hold_asked:
        ask_safeguarding(concern, on=on)
    if complaint:
        workflow.move(
            concern, to=Concern.State.REFERRED, by=by, referred_to=Concern.Elsewhere.COMPLAINTS, review_due_on=None
        )
    return concern


def _keep(now: Apprentice, raised: RaisedConcern, *, by: User, on: datetime.date, own: bool) -> Concern:
    triage = working_days_after(on, days_of(now.employer).triage_days)
    about_apprentice = raised.about == About.APPRENTICE
    concern = Concern.objects.create(
        apprentice=now,
        about=raised.about,
        kind=raised.kind,
        employer=now.employer,
        raised_by=by,
        triage_due_on=triage,
        tell_due_on=triage,
        told_at=timezone.now() if own else None,
        told_by=by if own else None,
        wants_to_move=raised.wants_to_move and own,
        hold_asked=raised.hold_asked and about_apprentice and not own,
    )
    concern.named.set(_named(now, raised, by=by, on=on))
    if raised.kind != Kind.COMPLAINT:
        ConcernAccount.objects.create(concern=concern, happened=raised.happened, wished=raised.wished)
    return concern


def _named(apprentice: Apprentice, raised: RaisedConcern, *, by: User, on: datetime.date) -> list[User]:
    """Whom it is about: those who were picked, else everybody in the relation; never whoever raises it."""
    everybody = [person for person in named_in(apprentice, raised.about, on=on) if person != by]
    picked = {person.pk for person in raised.named}
    return [person for person in everybody if person.pk in picked] or everybody


def would_deal_with(apprentice: Apprentice, raised: RaisedConcern, *, by: User, on: datetime.date) -> User | None:
    """Who would get a concern if it were raised now, to say so before it is sent."""
    named = frozenset(person.pk for person in _named(apprentice, raised, by=by, on=on))
    matter = Matter(apprentice, apprentice.employer, raised.about, raised.kind, by.pk, named)
    first = next(iter(line_of(matter, on=on)), None)
    return User.objects.get(pk=first.person) if first else None


def _protect(concern: Concern, *, on: datetime.date) -> None:
    """After a concern about a host, or about wrongdoing, the apprentice is asked later if anything got worse."""
    if Concern.objects.protecting_placement().filter(pk=concern.pk).exists():
        WellbeingCheck.objects.bulk_create(
            WellbeingCheck(concern=concern, weeks=weeks, due_on=on + datetime.timedelta(weeks=weeks))
            for weeks in WellbeingCheck.WEEKS
        )


def give(concern: Concern, *, on: datetime.date) -> None:
    """Choose who deals with it and let them in; nobody, where nobody fits today (then chosen every morning)."""
    first = next(iter(line_of(Matter.of(concern), on=on)), None)
    Concern.objects.filter(pk=concern.pk).update(lead=first.person if first else None)
    concern.refresh_from_db(fields=["lead"])
    if first:
        let_in_held(concern, first, Part.LEADS, on=on)
        audit.record(concern, "given", by=None)
        tell_people(concern, [first.person], what="given")


def ask_safeguarding(concern: Concern, *, on: datetime.date) -> bool:
    """Open the concern to the first safeguarding lead in line. Answers whether there is one."""
    first = next(iter(safeguarding_of(concern, on=on)), None)
    if first:
        let_in_held(concern, first, Part.SAFEGUARDING, on=on)
        tell_people(concern, [first.person], what="safeguarding")
    return first is not None

"""Open named records to somebody from outside, write down what they open, and close them again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, AuditFile, Involvement, Visit, VisitOpening
from apprentices.models.audit_files import audited_by
from apprentices.operations.relations import end_involvement, involve
from consortium.models import Organisation
from core import audit, links
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications import outbox
from core.words import day
from core.workflow import StepRefused, move

LINK_PURPOSE = "visit"
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A visit as it is wanted: who comes, from where, what for, to which records, from when to when."""

    name: str
    email: str
    organisation: str
    kind: str
    purpose: str
    starts_on: datetime.date
    ends_on: datetime.date
    apprentices: Sequence[Apprentice]
    audit_file: AuditFile | None = None


def why_not(planned: Planned, *, on: datetime.date) -> str:
    """Why a visit cannot be opened like this; empty where it can."""
    days = (planned.ends_on - planned.starts_on).days + 1
    if planned.starts_on < on:
        return "A visit cannot begin in the past."
    if planned.ends_on < planned.starts_on:
        return "The last day must be the first day or later."
    if days > Visit.MOST_DAYS:
        return f"A visit lasts at most {Visit.MOST_DAYS} days, and these are {days}. Open another one when it is over."
    if not planned.apprentices:
        return "Choose at least one record."
    if len(planned.apprentices) > Visit.MOST_RECORDS:
        return f"A visit opens at most {Visit.MOST_RECORDS} records. Choose fewer."
    return ""


@transaction.atomic
def open_visit(planned: Planned, *, university: Organisation, by: User, at: datetime.datetime | None = None) -> Visit:
    """Open the records, send the visitor their link, and tell each apprentice who will read.

    Raises ``StepRefused`` with the reason. Nobody opens to others what is not open to themselves.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    if reason := why_not(planned, on=on):
        raise StepRefused(reason)
    records = list({one.pk: one for one in planned.apprentices}.values())
    pks = [one.pk for one in records]
    theirs = Apprentice.objects.filter(pk__in=audited_by(by, on=on), cohort__university=university)
    if theirs.filter(pk__in=pks).count() != len(records):
        raise StepRefused("Not all of these records are yours to open. Choose again.")
    list(Apprentice.objects.select_for_update().filter(pk__in=pks).order_by("pk"))  # one visit of somebody at a time
    visitor = User.objects.for_email(planned.email, name=planned.name)
    _may_visit(visitor, records, planned)
    made = Visit.objects.create(
        visitor=visitor,
        kind=planned.kind,
        organisation=planned.organisation.strip(),
        purpose=planned.purpose.strip(),
        university=university,
        starts_on=planned.starts_on,
        ends_on=planned.ends_on,
        audit_file=planned.audit_file,
        opened_by=by,
        opened_at=at,
    )
    made.apprentices.set(records)
    for one in records:
        involve(
            one,
            Involvement.Kind.VISITOR,
            person=visitor,
            starts_on=planned.starts_on,
            ends_on=planned.ends_on,
            by=by,
        )
    audit.record(made, "opened", by=by, records=len(records), starts_on=made.starts_on, ends_on=made.ends_on)
    send_link(made, at=at)
    _tell_apprentices(made, records)
    return made


def _may_visit(visitor: User, records: Sequence[Apprentice], planned: Planned) -> None:
    """Refuse a visitor whose account is closed, who is one of the apprentices, or who is visiting a record already."""
    if not visitor.is_active:
        raise StepRefused(f"The account of {visitor} is closed. Ask the consortium manager to open it again.")
    if any(one.person_id == visitor.pk for one in records):
        raise StepRefused(f"{visitor} is one of the apprentices, and reads their own record already.")
    there = Involvement.objects.overlapping(planned.starts_on, planned.ends_on).filter(
        person=visitor, kind=Involvement.Kind.VISITOR, apprentice__in=records
    )
    if held := there.select_related("apprentice__person").first():
        raise StepRefused(
            f"{visitor} has a visit to the record of {held.apprentice} until {day(held.ends_on)}. End it first."
        )


def send_link(visit: Visit, *, at: datetime.datetime | None = None) -> None:
    """Mail the visitor a link that lives as long as the visit; one that was sent before stops working."""
    at = at or timezone.now()
    days = max((visit.ends_on - timezone.localdate(at)).days + 1, 1)
    SignedLink.objects.live(at=at).to(visit, LINK_PURPOSE).revoke()
    link, address = links.make(person=visit.visitor, purpose=LINK_PURPOSE, subject=visit, days=days)
    outbox.owe(
        to=visit.visitor,
        template="visit_opened",
        context={"visit": visit, "address": address, "records": visit.apprentices.count()},
        key=f"visit-{visit.pk}-{link.pk}",
        secret=True,
    )


def _tell_apprentices(visit: Visit, records: Sequence[Apprentice]) -> None:
    for one in records:
        outbox.owe(
            to=one.person,
            template="visit_to_your_record",
            context={"visit": visit, "apprentice": one},
            key=f"visit-{visit.pk}-told-{one.pk}",
        )


@transaction.atomic
def end_visit(visit: Visit, *, by: User, at: datetime.datetime | None = None) -> None:
    """Close it at once: the link and every page of it at the next request."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    if held.is_over(on=on):
        raise StepRefused(f"This visit was over on {day(held.ends_on if held.ended_at is None else held.ended_at)}.")
    move(held, to=Visit.State.ENDED, by=by, at=at, ended_by=by, ended_at=at)
    SignedLink.objects.live(at=at).to(held, LINK_PURPOSE).revoke()
    open_still = Involvement.objects.overlapping(on, None).filter(
        person=held.visitor_id, kind=Involvement.Kind.VISITOR, apprentice__in=held.apprentices.all()
    )
    for involvement in open_still.select_related("apprentice"):
        end_involvement(involvement, on=on - ONE_DAY, by=by)
    visit.refresh_from_db()


@transaction.atomic
def write_opening(
    visit: Visit, *, what: str, apprentice: Apprentice | None = None, at: datetime.datetime | None = None
) -> VisitOpening:
    """Write down that the visitor opened a page or a file, before it is shown."""
    at = at or timezone.now()
    made = VisitOpening.objects.create(visit=visit, apprentice=apprentice, what=what, at=at)
    if apprentice is not None:
        audit.record(apprentice, "read on a visit", by=visit.visitor, what=what, at=at)
    return made

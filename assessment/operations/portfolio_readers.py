"""The register of readers: an offer, its confirmation, its end; and whom somebody would rather not read for."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment.models.portfolio_readers import (
    CONFIRMING_ROLES,
    LEVELS,
    PortfolioReader,
    ReadingConflict,
)
from assessment.permissions import refuse_unless
from assessment.reciprocal import permissions
from consortium.models import Appointment, Organisation
from core import audit
from core.accounts.models import User
from core.notifications import outbox
from core.workflow import StepRefused, move

State = PortfolioReader.State
MOST_CONFLICTS = 100


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What somebody offers to read."""

    organisation: Organisation
    service: str
    levels: list[str]
    each_panel: int
    each_year: int
    reaches: int
    starts_on: datetime.date
    ends_on: datetime.date | None = None


@transaction.atomic
def offer_to_read(offer: Offer, *, by: User, on: datetime.date | None = None) -> PortfolioReader:
    """Offer to read for other boroughs, or change what is offered. The organisation confirms it before anybody asks.

    What is only less than before (or another level, service or travel) needs no new confirmation; another organisation,
    more portfolios or a later end does.
    """
    on = on or timezone.localdate()
    _require_possible(offer, by=by, on=on)
    made = PortfolioReader.objects.select_for_update().filter(person=by).first()
    values = asdict(offer) | {"organisation": offer.organisation, "levels": sorted(offer.levels)}
    if made is None:
        made = PortfolioReader.objects.create(person=by, **values)
        audit.record(made, "offered", by=by)
        _ask_to_confirm(made, on=on)
        return made
    asks_again = made.state != State.OFFERED and (made.state != State.CONFIRMED or _is_more(offer, made))
    PortfolioReader.objects.filter(pk=made.pk).update(**values, version=F("version") + 1)
    made.refresh_from_db()
    if asks_again:
        move(made, to=State.OFFERED, by=by, answered_by=None, answered_at=None, not_because="")
        _ask_to_confirm(made, on=on)
    else:
        audit.record(made, "changed", by=by)
    return made


@transaction.atomic
def answer_offer(
    reader: PortfolioReader, *, confirmed: bool, not_because: str = "", by: User, at: datetime.datetime | None = None
) -> PortfolioReader:
    """The organisation confirms that somebody may read for others and has the time; or says why not."""
    at = at or timezone.now()
    now = _locked(reader)
    refuse_unless(permissions.may_answer(by, now, on=timezone.localdate(at)))
    if not confirmed and not not_because.strip():
        raise StepRefused(f"Say to {now} why not.")
    to = State.CONFIRMED if confirmed else State.NOT_CONFIRMED
    words = "" if confirmed else not_because.strip()
    move(now, to=to, by=by, at=at, answered_by=by, answered_at=at, not_because=words)
    news = "You are on the register of readers." if confirmed else "Your offer to read was not confirmed."
    outbox.owe(
        to=now.person,
        template="portfolio_reader_news",
        context={"reader": now, "news": news},
        key=f"portfolio-reader-{to}-{now.reference}-{now.version}",
    )
    return now


@transaction.atomic
def end_reading(reader: PortfolioReader, *, by: User, on: datetime.date | None = None) -> PortfolioReader:
    """Off the register from today: nobody asks them any more. What they took on stays theirs till they give it back."""
    on = on or timezone.localdate()
    now = _locked(reader)
    refuse_unless(permissions.may_end(by, now, on=on))
    move(now, to=State.ENDED, by=by, ends_on=max(on, now.starts_on))
    return now


@transaction.atomic
def declare_conflict(
    *,
    by: User,
    organisation: Organisation | None = None,
    named: str = "",
    person: User | None = None,
    on: datetime.date | None = None,
) -> ReadingConflict:
    """Write down one person or organisation to be kept apart from. No reason is asked, and no event says with whom."""
    named = " ".join(named.split())
    if sum((organisation is not None, bool(named), person is not None)) != 1:
        raise StepRefused("Choose an organisation, or write a name or an email address.")
    if ReadingConflict.objects.filter(declared_by=by).count() >= MOST_CONFLICTS:
        raise StepRefused(f"There are {MOST_CONFLICTS} already. Take one away that is over.")
    made, _ = ReadingConflict.objects.get_or_create(
        declared_by=by,
        organisation=organisation,
        named=named,
        person=person,
        defaults={"declared_on": on or timezone.localdate()},
    )
    return made


def take_back_conflict(conflict: ReadingConflict, *, by: User) -> None:
    """It is over: the matching rule forgets it."""
    if conflict.declared_by_id != by.pk:
        raise StepRefused("Only whoever wrote it down takes it away.")
    conflict.delete()


# What the steps share -----------------------------------------------------------------------------------------


def _require_possible(offer: Offer, *, by: User, on: datetime.date) -> None:
    if offer.organisation not in permissions.reads_for(by, on=on):
        raise StepRefused(f"You do not work for {offer.organisation} in a role in which portfolios are read.")
    if not offer.levels or not set(offer.levels) <= set(LEVELS):
        raise StepRefused("Choose at which levels you read.")
    if not 1 <= offer.each_panel <= offer.each_year:
        raise StepRefused("In a year you can be asked for at least as many portfolios as for one panel.")


def _is_more(offer: Offer, before: PortfolioReader) -> bool:
    """Whether more is offered than the organisation has confirmed."""
    later = before.ends_on is not None and (offer.ends_on is None or offer.ends_on > before.ends_on)
    return (
        offer.organisation.pk != before.organisation_id
        or offer.each_panel > before.each_panel
        or offer.each_year > before.each_year
        or later
    )


def _locked(reader: PortfolioReader) -> PortfolioReader:
    return (
        PortfolioReader.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=reader.pk)
    )


def _ask_to_confirm(reader: PortfolioReader, *, on: datetime.date) -> None:
    """Mail to those who confirm for the organisation, or for the council that it is a part of."""
    at = [pk for pk in (reader.organisation_id, reader.organisation.part_of_id) if pk]
    answering = Appointment.objects.accepted().on(on).filter(role__code__in=CONFIRMING_ROLES, organisation__in=at)
    for appointment in answering.select_related("person").exclude(person=reader.person):
        outbox.owe(
            to=appointment.person,
            template="portfolio_reader_to_confirm",
            context={"reader": reader},
            key=f"portfolio-reader-asked-{reader.reference}-{reader.version}-{appointment.person.reference}",
        )

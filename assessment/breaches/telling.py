"""Who hears of it. Mails say that there is something and where, never what stands in the piece."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from apprentices.models import Involvement
from assessment.breaches.permissions import leads_of, who_decides
from assessment.models import Breach
from consortium.models import Appointment
from core import words
from core.accounts.models import User
from core.notifications import outbox


def flagged(breach: Breach, relations: list[Involvement]) -> None:
    """Writer, tutor and the data protection leads at once; where a party has none, the consortium's manager."""
    on = timezone.localdate(breach.flagged_at)
    until = words.moment(breach.report_by)
    _tell(
        breach,
        [breach.writer],
        "It is hidden while it is looked at. Nothing of yours is lost.",
        "own",
    )
    decides = "It is hidden from everybody but its writer, you and the data protection leads. Please decide on it."
    _tell(breach, who_decides(breach, relations, on=on), decides, "decide")
    leads, missing = data_protection_leads(breach, on=on)
    _tell(breach, leads, f"If the Information Commissioner must be told, that is due by {until}.", "lead")
    if missing:
        nobody = f"Nobody is named as data protection lead of {words.listed(missing)}. They must hear of it by {until}."
        _tell(breach, _managers(on), nobody, "nobody")


def data_protection_leads(breach: Breach, *, on: datetime.date) -> tuple[list[User], list[str]]:
    """The leads of all parties, and the names of parties that have none."""
    leads: dict[int, User] = {}
    missing = []
    for party in breach.parties.select_related("organisation"):
        found = leads_of(party.organisation, on=on)
        leads |= {lead.pk: lead for lead in found}
        if not found and party.organisation.name not in missing:
            missing.append(party.organisation.name)
    return list(leads.values()), missing


def decided(breach: Breach, *, on: datetime.date) -> None:
    assert breach.decided_by is not None
    leads, _ = data_protection_leads(breach, on=on)
    if breach.state == Breach.State.LIFTED:
        news = own = f"{breach.decided_by} found that nobody’s details stand in it. It is shown again as it was."
    else:
        news = f"{breach.decided_by} confirmed it ({breach.get_severity_display().lower()}). It stays hidden."
        own = news + (f" Send a copy without the details by {words.moment(breach.fix_by)}." if breach.fix_by else "")
    _tell(breach, [breach.writer], own, f"own-{breach.state}")
    _tell(breach, [breach.flagged_by, *leads], news, breach.state, but=breach.decided_by)


def sent_again(breach: Breach, relations: list[Involvement], *, on: datetime.date, number: int = 0) -> None:
    """``number``: of the version of a piece of evidence that was sent."""
    leads, _ = data_protection_leads(breach, on=on)
    news = "A copy without the details was sent. What was hidden stays hidden."
    _tell(breach, [*who_decides(breach, relations, on=on), *leads], news, f"sent-{number}")


def destroyed(breach: Breach, relations: list[Involvement], *, on: datetime.date) -> None:
    order = breach.destruction
    lead = f"{order.ordered_by}, data protection lead of {order.ordered_for},"
    news = f"{lead} had the original destroyed. Its fingerprint stays."
    people = [breach.writer, *who_decides(breach, relations, on=on)]
    _tell(breach, people, news, "destroyed", but=order.ordered_by)


def _managers(on: datetime.date) -> list[User]:
    managing = Appointment.objects.accepted().filter(role__code="consortium_manager", closed_at__isnull=True).on(on)
    return [one.person for one in managing.select_related("person")]


def _tell(breach: Breach, people: Iterable[User], news: str, key: str, *, but: User | None = None) -> None:
    for person in {person.pk: person for person in people}.values():
        if person != but:
            outbox.owe(
                to=person,
                template="breach",
                context={"breach": breach, "news": news},
                key=f"breach-{key}-{breach.reference}-{person.reference}",
            )

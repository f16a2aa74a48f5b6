"""Mails to a candidate: they say that there is news and bring a link; what the news is stands behind the link.
And to those who run a selection day: something needs them, and what it is stands on the day's page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from consortium.models import Appointment
from core import links
from core.accounts.models import User
from core.notifications import outbox
from recruitment.models import Application, SelectionDay
from recruitment.models.campaigns import COORDINATING

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from consortium.models import Organisation

LINK_DAYS = 90


def tell_candidate(application: Application, template: str, *, key: str, **context: Any) -> None:
    """Owe the candidate a mail with a fresh link to their application; told once for each ``key``."""
    _, address = links.make(person=application.candidate, purpose="application", subject=application, days=LINK_DAYS)
    outbox.owe(
        to=application.candidate,
        template=template,
        context={
            "application": application,
            "campaign": application.campaign,
            "link": address,
            "days": LINK_DAYS,
            "apply_url": apply_url(),
            **context,
        },
        key=f"application-{application.reference}-{key}",
        secret=True,
    )


def apply_url() -> str:
    """The page from which anybody can apply, or get a fresh link."""
    return site_address(reverse("recruitment:apply"))


def site_address(path: str) -> str:
    """A page of the portal as a mail names it."""
    return settings.SITE_URL.rstrip("/") + path


def tell_news(application: Application, *, more: str = "") -> None:
    """There is news; the mail does not say which. ``more`` tells apart two pieces of news in one state."""
    key = "-".join(part for part in (application.state, str(application.version), more) if part)
    tell_candidate(application, "application_news", key=key)


def tell_organisers(day: SelectionDay, template: str, *, key: str) -> None:
    """Mail those who run the day that something needs them; what it is stands on the day's page."""
    for person in organisers_of(day):
        outbox.owe(to=person, template=template, context={"day": day}, key=f"day-{day.reference}-{key}-{person.pk}")


def organisers_of(day: SelectionDay) -> QuerySet[User]:
    """People who run the campaign of a day today."""
    return people_of(day.campaign.run_by, COORDINATING)


def people_of(organisation: Organisation, roles: Collection[str]) -> QuerySet[User]:
    """People who hold one of these roles today for an organisation, in it or in what it is a part of."""
    body = [organisation.pk, organisation.part_of_id or organisation.pk]
    held = Appointment.objects.accepted().on(timezone.localdate())
    held = held.filter(role__code__in=roles, organisation__in=body, closed_at__isnull=True)
    return User.objects.filter(pk__in=held.values("person"), is_active=True)

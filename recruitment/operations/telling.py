"""Mails to a candidate: they say that there is news and bring a link; what the news is stands behind the link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from core import links
from core.notifications import outbox
from recruitment.models import Application

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

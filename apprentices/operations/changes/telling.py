"""Who hears of a change: the parties, in a short mail that never says why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Quiet
from apprentices.models.parties import Party
from core import links
from core.accounts.models import User
from core.notifications import outbox

LINK_PURPOSE = "agree_break"
KINDS = {Party.EMPLOYER: Involvement.Kind.LINE_MANAGER, Party.UNIVERSITY: Involvement.Kind.TUTOR}


def people_of(apprentice: Apprentice, *parties: Party, on: datetime.date | None = None) -> list[User]:
    """The apprentice, the line managers, the tutors: those who speak for these parties day by day."""
    kinds = [KINDS[party] for party in parties if party in KINDS]
    held = Involvement.objects.on(on or timezone.localdate()).filter(apprentice=apprentice, kind__in=kinds)
    found = list(User.objects.filter(pk__in=held.values("person")).order_by("pk"))
    return [apprentice.person, *found] if Party.APPRENTICE in parties else found


def is_quiet(apprentice: Apprentice) -> bool:
    """Whether no mail goes out about this apprentice now."""
    return Quiet.objects.filter(apprentice=apprentice, state=Quiet.State.HELD).exists()


def tell(
    apprentice: Apprentice,
    *,
    subject: str,
    sentence: str,
    about: models.Model,
    what: str,
    to: Iterable[User],
    path: str = "",
    by_link: bool = False,
) -> None:
    """Owe each of these people one mail about a change; ``what`` and the version of the record make it once.

    ``by_link``: whoever has no account of their own gets a signed link to the page instead.
    """
    if is_quiet(apprentice):
        return
    path = path or reverse("apprentices:changes", args=[apprentice.reference])
    for person in to:
        link = by_link and person.comes_by_link
        outbox.owe(
            to=person,
            template="change_news",
            context={
                "subject": subject,
                "sentence": sentence,
                "path": path,
                "link": links.make(person=person, purpose=LINK_PURPOSE, subject=about)[1] if link else "",
            },
            secret=bool(link),
            key=f"{what}:{about._meta.label_lower}:{about.pk}:{getattr(about, 'version', 1)}:{person.pk}",
        )

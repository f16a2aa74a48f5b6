"""Who hears of what in the exchange. Hosts and members hear a first name, a borough, a year, and what was asked."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, ShadowingAsk, ShadowingDay
from apprentices.models.parties import Party
from apprentices.models.peers.shadowing import university_year
from apprentices.operations.changes.telling import is_quiet, people_of
from core import links
from core.accounts.models import User
from core.notifications import outbox

RELEASE_PURPOSE = "release_shadowing"


def known_as(apprentice: Apprentice, day: ShadowingDay) -> str:
    """How somebody is named to a host: first name, borough, year of the programme."""
    year = university_year(apprentice, on=day.date)
    return f"{apprentice.person.first_name} ({apprentice.employer.legal_body.short_name}, year {year})"


def write(
    person: User, *, subject: str, sentence: str, about: models.Model, what: str, path: str, link: str = ""
) -> None:
    """Owe one short mail; ``what`` and the version of the record make it once."""
    outbox.owe(
        to=person,
        template="change_news",
        context={"subject": subject, "sentence": sentence, "path": path, "link": link},
        secret=bool(link),
        key=f"{what}:{about._meta.label_lower}:{about.pk}:{getattr(about, 'version', 1)}:{person.pk}",
    )


def page_of_day(day: ShadowingDay) -> str:
    return reverse("apprentices:shadowing_day", args=[day.reference])


def page_of_ask(ask: ShadowingAsk) -> str:
    return reverse("apprentices:shadowing_ask", args=[ask.reference])


def tell_apprentice(ask: ShadowingAsk, *, subject: str, sentence: str, what: str) -> None:
    if not is_quiet(ask.apprentice):
        write(ask.apprentice.person, subject=subject, sentence=sentence, about=ask, what=what, path=page_of_ask(ask))


def tell_host(ask: ShadowingAsk, *, subject: str, sentence: str, what: str) -> None:
    """The host, who opens the page of the day and not the ask."""
    write(ask.day.offered_by, subject=subject, sentence=sentence, about=ask, what=what, path=page_of_day(ask.day))


def tell_managers(ask: ShadowingAsk, *, subject: str, sentence: str, what: str, asks: bool = False) -> None:
    """Line managers; ``asks`` them to release, by link where they have no account of their own."""
    if is_quiet(ask.apprentice):
        return
    for person in people_of(ask.apprentice, Party.EMPLOYER, on=timezone.localdate()):
        by_link = asks and person.comes_by_link
        address = links.make(person=person, purpose=RELEASE_PURPOSE, subject=ask)[1] if by_link else ""
        write(person, subject=subject, sentence=sentence, about=ask, what=what, path=page_of_ask(ask), link=address)

"""Somebody's details in another text than evidence: hidden at once, and what can be said without them in its place."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment.breaches import copies, permissions, telling
from assessment.breaches.texts import TEXTS, record_of
from assessment.models import Breach, BreachParty
from assessment.operations.screening import screen
from assessment.permissions import refuse_unless, relations_of
from core import audit
from core.accounts.models import User
from core.audit import hiding
from core.audit.hiding import HiddenText
from core.audit.signatures import Signature
from core.words import day
from core.workflow import StepRefused

WHY = "somebody’s details stand in this, or may"


@transaction.atomic
def flag_text(about: str, record: models.Model, *, where: str, by: User, at: datetime.datetime | None = None) -> Breach:
    """Say that somebody's details stand in a text that one reads. Its words are hidden at once, wherever they stand.

    ``about`` is a ``Breach.About``, ``record`` the row that holds the text; ``where`` does not repeat the details.
    """
    at = at or timezone.now()
    text = TEXTS[about]
    apprentice, happened_on = text.placed(record)
    lock_standing([apprentice])
    if not text.readable(by).filter(pk=record.pk).exists():
        raise StepRefused("You do not read this any more.")
    refuse_unless(permissions.may_flag_text(about, record))
    if not where.strip():
        raise StepRefused("Say where it stands, without repeating it.")
    relations = relations_of(apprentice, on=timezone.localdate(at))
    breach = Breach.objects.create(
        apprentice=apprentice,
        writer=text.writer(record),
        about=about,
        about_id=record.pk,
        where=where.strip(),
        flagged_by=by,
        flagged_as=permissions.flags_as(by, apprentice, relations),
        flagged_at=at,
    )
    for part, organisation in permissions.parties_of(apprentice, happened_on=happened_on):
        BreachParty.objects.create(breach=breach, part=part, organisation=organisation)
    audit.record(breach, "flagged", by=by, at=at)
    words = [one for row, fields in text.rows(record) for one in hiding.hide(row, fields, owner=breach, why=WHY, by=by)]
    copies.withhold(copies.packs_with(apprentice, words), at=at)
    copies.read_anew(apprentice)
    telling.flagged(breach, relations)
    return breach


@transaction.atomic
def put_in_its_place(breach: Breach, *, words: str, by: User, at: datetime.datetime | None = None) -> None:
    """Write what can be said without the details: it is read where the text was, under the writer's name and day."""
    at = at or timezone.now()
    lock_standing([breach.apprentice])
    now = Breach.objects.select_related("apprentice__cohort__university", "writer", "flagged_by").get(pk=breach.pk)
    on = timezone.localdate(at)
    relations = relations_of(now.apprentice, on=on)
    refuse_unless(permissions.may_put_in_its_place(by, now, relations, on=on))
    if not words.strip():
        raise StepRefused("Write what can be said without the details.")
    if screen([words], of=now.apprentice):
        raise StepRefused("This still holds what looks like personal details. Take them out.")
    main = HiddenText.objects.because_of(now).first()
    assert main is not None
    hiding.put_beneath(main, f"In its place {by} wrote on {day(on)}: {words.strip()}")
    Breach.objects.filter(pk=now.pk).update(resent_at=at)
    copies.read_anew(now.apprentice)
    audit.record(now, "instead", by=by, at=at)
    telling.sent_again(now, relations, on=on)


def hidden_words(breach: Breach) -> list[str]:
    """The words that a flag hides, the main text first."""
    return list(HiddenText.objects.because_of(breach).values_list("words", flat=True))


def show_text(breach: Breach, *, at: datetime.datetime) -> None:
    """Put the words back, and give back every pack that holds them and nothing else that is hidden."""
    if breach.about in Breach.OF_AN_OBSERVATION and _signed_since(breach):
        raise StepRefused("It was judged and signed while this was hidden, so it stays as it is.")
    words = hidden_words(breach)
    hiding.show(breach)
    copies.give_back(copies.packs_with(breach.apprentice, words), breach.apprentice)


def _signed_since(breach: Breach) -> bool:
    """Whether an observation was judged while a part of it was hidden."""
    signed_at = record_of(breach).signed_at
    return signed_at is not None and signed_at > breach.flagged_at


def erase_text(breach: Breach, erased: str) -> None:
    """The words of a text and the content of every signature under its row; hashes stay."""
    hiding.erase(breach, erased)
    Signature.objects.under(record_of(breach)).update(content=erased)

"""Who may say that somebody's details stand in a text, decide on it, assess it and have the original destroyed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import models

from apprentices.models import Apprentice, Involvement
from assessment.breaches.texts import is_hidden
from assessment.models import Breach, BreachParty, Evidence, readers
from assessment.models.breaches import DATA_PROTECTION
from consortium.models import Appointment, Organisation
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no
from placements.models import Placement

Part = BreachParty.Part


def may_flag(user: User, evidence: Evidence) -> Answer:
    """May this person say that somebody's details stand in it? Everybody who reads it, its writer too."""
    if evidence.shown is None:
        return no("Nobody else has seen this yet: change what you wrote.")
    if evidence.state == Evidence.State.QUARANTINED:
        return no("This is hidden already.")
    return YES


def may_flag_text(about: str, record: models.Model) -> Answer:
    """May somebody who reads a text say that somebody's details stand in it? Everybody, until it is hidden."""
    return no("This is hidden already.") if is_hidden(about, record) else YES


def flags_as(user: User, apprentice: Apprentice, relations: Iterable[Involvement]) -> str:
    """In which relation somebody flags, in words."""
    if apprentice.person_id == user.pk:
        return "Apprentice"
    reading = [r for r in relations if r.person_id == user.pk and r.kind in readers.READING_KINDS]
    return str(reading[0].get_kind_display()) if reading else ""


def parties_of(apprentice: Apprentice, *, happened_on: datetime.date) -> list[tuple[str, Organisation]]:
    """Whose data protection leads are told: the host of the placement in which it happened answers for the people.

    Outside a placement the apprentice's employer is the host.
    """
    placement = (
        Placement.objects.filter(apprentice=apprentice, starts_on__lte=happened_on, ends_on__gte=happened_on)
        .exclude(state__in=Placement.NEVER_WAS)
        .select_related("setting__organisation")
        .last()
    )
    host = placement.setting.organisation if placement else apprentice.employer
    return [
        (Part.HOST, host),
        (Part.UNIVERSITY, apprentice.cohort.university),
        (Part.EMPLOYER, apprentice.employer),
    ]


def leads_of(organisation: Organisation, *, on: datetime.date) -> list[User]:
    """The data protection leads of an organisation on a day; a council's answer for its services."""
    appointments = (
        Appointment.objects.accepted()
        .filter(role__code=DATA_PROTECTION, closed_at__isnull=True, person__is_active=True)
        .filter(organisation__in=[pk for pk in (organisation.pk, organisation.part_of_id) if pk])
        .on(on)
        .select_related("person")
    )
    return list({one.person_id: one.person for one in appointments}.values())


def answers_for(breach: Breach, *, on: datetime.date) -> tuple[BreachParty, list[User]]:
    """Whose data protection lead decides: the host's; where it has none, the university's, then the employer's.

    Never the writer, whatever roles they hold.
    """
    parties = list(breach.parties.select_related("organisation"))
    for party in parties:
        if leads := [lead for lead in leads_of(party.organisation, on=on) if lead.pk != breach.writer_id]:
            return party, leads
    return parties[0], []


def may_decide(user: User, breach: Breach, relations: list[Involvement], *, on: datetime.date) -> Answer:
    """May this person confirm it, or lift it? The university tutor, or the university's data protection lead."""
    if user.pk in (breach.writer_id, breach.apprentice.person_id):
        return no("Nobody decides on their own evidence or words.")
    if not breach.stands:
        return no("This was lifted already.")
    if breach.resent_at or hasattr(breach, "destruction"):
        return no("A copy was sent, or the original was destroyed: there is nothing to decide any more.")
    deciding = who_decides(breach, relations, on=on)
    if user not in deciding:
        return no(f"{words.listed(deciding, last='or') or 'The university tutor'} decides on this.")
    return YES


def who_decides(breach: Breach, relations: list[Involvement], *, on: datetime.date) -> list[User]:
    """The tutor; the university's data protection leads where there is none, or where it is not the tutor's to decide.

    Never the writer.
    """
    tutors = [r.person for r in relations if r.kind == Involvement.Kind.TUTOR and r.person is not None]
    if not tutors or breach.about in Breach.NOT_THE_TUTORS:
        return [lead for lead in leads_of(breach.apprentice.cohort.university, on=on) if lead.pk != breach.writer_id]
    return tutors


def may_put_in_its_place(user: User, breach: Breach, relations: list[Involvement], *, on: datetime.date) -> Answer:
    """May this person write what can be said without the details? The writer; the tutor where the writer cannot."""
    if breach.evidence_id is not None:
        return no("The apprentice sends a copy of evidence without the details.")
    if breach.state != Breach.State.CONFIRMED or hasattr(breach, "destruction"):
        return no("This waits for what is decided, or nothing is hidden any more.")
    if breach.resent_at:
        return no(f"This was written on {words.moment(breach.resent_at)}.")
    if user.pk != breach.writer_id and user not in who_decides(breach, relations, on=on):
        return no(f"{breach.writer} writes what can be said without the details.")
    return YES


def may_assess(user: User, breach: Breach, *, on: datetime.date) -> Answer:
    """May this person record whether the Information Commissioner is told? The lead who answers for it."""
    party, leads = answers_for(breach, on=on)
    if user not in leads:
        named = words.listed(leads, last="or") or "A data protection lead, once one is named,"
        return no(f"{named} records this for {party.organisation}.")
    if breach.state == Breach.State.LIFTED:
        return no("This was lifted: nobody’s details stood in it.")
    if breach.assessed_at:
        return no(f"{breach.assessed_by} recorded this on {words.moment(breach.assessed_at)}.")
    return YES


def may_destroy(user: User, breach: Breach, *, on: datetime.date) -> Answer:
    """May this person have the original destroyed? The lead who answers for it, once it is confirmed."""
    party, leads = answers_for(breach, on=on)
    if user not in leads:
        named = words.listed(leads, last="or") or "A data protection lead, once one is named,"
        return no(f"Only {named} orders this, for {party.organisation}.")
    if breach.state != Breach.State.CONFIRMED:
        return no("Only what was confirmed is destroyed.")
    if hasattr(breach, "destruction"):
        return no(f"The original was destroyed on {words.moment(breach.destruction.ordered_at)}.")
    return YES

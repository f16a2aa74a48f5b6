"""Mentors put on the register; a mentor proposed with the reason, agreed by both, ended without one."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprentices import mentor_matching
from apprentices.mentor_matching import Fit, MentorFacts
from apprentices.models import Apprentice, Involvement, Mentor, Mentoring
from apprentices.operations.changes.telling import tell
from apprentices.operations.relations import end_involvement, involve
from consortium.models import Organisation
from core import audit, workflow
from core.accounts.models import User
from core.words import day
from core.workflow import AlreadyMoved, StepRefused

Kind = Involvement.Kind
State = Mentoring.State
IN_THE_LINE = (Kind.LINE_MANAGER,)
ASSESSING = (Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR, Kind.PANEL_READER, Kind.TUTOR)


@transaction.atomic
def list_mentor(
    organisation: Organisation, *, person: User, offers: str, capacity: int, across: bool, by: User
) -> Mentor:
    """Put somebody on the register for their employer."""
    if not person.is_active:
        raise StepRefused(f"The account of {person} is closed.")
    try:
        with transaction.atomic():
            made = Mentor.objects.create(
                person=person, organisation=organisation, offers=offers, capacity=capacity, across=across, listed_by=by
            )
    except IntegrityError as twice:
        raise StepRefused(f"{person} is on the register of {organisation} already.") from twice
    audit.record(made, "listed", by=by)
    return made


@transaction.atomic
def change_mentor(mentor: Mentor, *, offers: str, capacity: int, across: bool, available: bool, by: User) -> None:
    """What a mentor offers and how many they take on. Whoever is mentored now stays mentored."""
    held = Mentor.objects.select_for_update().get(pk=mentor.pk)
    held.offers, held.capacity, held.across, held.available = offers, capacity, across, available
    held.version += 1
    held.save(update_fields=["offers", "capacity", "across", "available", "version"])
    audit.record(held, "changed", by=by)


def mentors_for(apprentice: Apprentice, *, on: datetime.date | None = None) -> list[Fit]:
    """Mentors who fit an apprentice, the nearest first, each with the reason."""
    employer = apprentice.employer
    facts = facts_of(apprentice, on=on or timezone.localdate())
    return mentor_matching.fits(facts, borough=_borough(employer), service=employer.pk)


def _borough(organisation: Organisation) -> int:
    """The council that a service is part of, else the organisation itself."""
    return organisation.part_of_id or organisation.pk


def facts_of(apprentice: Apprentice, *, on: datetime.date, only: int | None = None) -> list[MentorFacts]:
    """What the rules ask of every mentor (``only`` of one) for this apprentice, in two queries."""
    held = Involvement.objects.on(on).filter(apprentice=apprentice, person__isnull=False)
    kinds: dict[int, set[str]] = {}
    above: set[int] = set()
    for kind, person, next_above in held.values_list("kind", "person", "passes_to"):
        kinds.setdefault(person, set()).add(kind)
        above |= {next_above} if next_above else set()
    rows = Mentor.objects.with_mentored().select_related("person", "organisation")
    if only is not None:
        rows = rows.filter(pk=only)
    return [
        MentorFacts(
            key=mentor.pk,
            name=str(mentor.person),
            borough=_borough(mentor.organisation),
            service=mentor.organisation_id,
            capacity=mentor.capacity,
            mentored=mentor.mentored,  # type: ignore[attr-defined]
            available=mentor.available and mentor.person.is_active,
            across=mentor.across,
            in_the_line=mentor.person_id in above or not kinds.get(mentor.person_id, set()).isdisjoint(IN_THE_LINE),
            assesses=not kinds.get(mentor.person_id, set()).isdisjoint(ASSESSING),
            is_the_apprentice=mentor.person_id == apprentice.person_id,
        )
        for mentor in rows
    ]


@transaction.atomic
def propose_mentor(apprentice: Apprentice, *, mentor: Mentor, by: User, on: datetime.date | None = None) -> Mentoring:
    """Propose a mentor who fits; the place is kept until both have answered."""
    on = on or timezone.localdate()
    Apprentice.objects.select_for_update().get(pk=apprentice.pk)
    Mentor.objects.select_for_update().get(pk=mentor.pk)
    [facts] = facts_of(apprentice, on=on, only=mentor.pk)
    borough = _borough(apprentice.employer)
    if reason := mentor_matching.against(facts, borough=borough):
        raise StepRefused(reason)
    [fit] = mentor_matching.fits([facts], borough=borough, service=apprentice.employer_id)
    if Mentoring.objects.open().filter(apprentice=apprentice).exists():
        raise AlreadyMoved("There is a mentor, or one is proposed.")
    made = Mentoring.objects.create(apprentice=apprentice, mentor=mentor, why=fit.why, proposed_by=by, proposed_on=on)
    audit.record(made, "proposed", by=by)
    tell(
        apprentice,
        subject=f"A mentor for {apprentice}",
        sentence=f"{mentor} is proposed as mentor of {apprentice}. It begins once both of you agree.",
        about=made,
        what="mentor-proposed",
        to=[apprentice.person, mentor.person],
        path=reverse("apprentices:mentoring", args=[made.reference]),
    )
    return made


@transaction.atomic
def agree_mentoring(mentoring: Mentoring, *, by: User, on: datetime.date | None = None) -> None:
    """One of the two agrees; with the second it begins, and the mentor sees the record as mentors do."""
    on = on or timezone.localdate()
    held = Mentoring.objects.select_for_update().get(pk=mentoring.pk)
    held.apprentice, held.mentor = mentoring.apprentice, mentoring.mentor
    if held.state != State.PROPOSED:
        raise AlreadyMoved("This was answered already.")
    if by.pk == held.apprentice.person_id:
        held.apprentice_agreed_on = held.apprentice_agreed_on or on
    elif by.pk == held.mentor.person_id:
        held.mentor_agreed_on = held.mentor_agreed_on or on
    else:
        raise StepRefused("The apprentice and the mentor agree, nobody else.")
    held.save(update_fields=["apprentice_agreed_on", "mentor_agreed_on"])
    if held.apprentice_agreed_on and held.mentor_agreed_on:
        workflow.move(held, to=State.RUNNING, by=by, started_on=on)
        involve(held.apprentice, Kind.MENTOR, person=held.mentor.person, starts_on=on, by=by)
        _tell_both(held, by=by, said=f"{held.mentor} is mentor of {held.apprentice} from {day(on)}.")
    else:
        audit.record(held, "agreed", by=by)
    mentoring.refresh_from_db()


@transaction.atomic
def end_mentoring(mentoring: Mentoring, *, by: User, another: bool = False, on: datetime.date | None = None) -> None:
    """End what runs, or say no to what is proposed; no reason is asked. ``another`` = somebody else is wanted, which
    the mentor does not hear. Apprentice and mentor are told.
    """
    on = on or timezone.localdate()
    if another and by.pk != mentoring.apprentice.person_id:
        raise StepRefused(f"Only {mentoring.apprentice} asks for another mentor.")
    running = mentoring.state == State.RUNNING
    workflow.move(
        mentoring,
        to=State.ENDED if running else State.DECLINED,
        by=by,
        ended_on=on,
        ended_by=by,
        another_asked_on=on if another else None,
    )
    if running:
        parts = Involvement.objects.on(on).filter(
            apprentice=mentoring.apprentice, kind=Kind.MENTOR, person=mentoring.mentor.person
        )
        for part in parts:
            end_involvement(part, on=on, by=by)
        said = f"The mentoring of {mentoring.apprentice} by {mentoring.mentor} has ended on {day(on)}."
    else:
        said = f"{mentoring.mentor} does not become mentor of {mentoring.apprentice}."
    _tell_both(mentoring, by=by, said=f"{said} No reason is asked for, and none is given.")


def _tell_both(mentoring: Mentoring, *, by: User, said: str) -> None:
    """The apprentice and the mentor hear how it stands, but for whoever has just said so."""
    apprentice = mentoring.apprentice
    tell(
        apprentice,
        subject=f"Mentoring of {apprentice}",
        sentence=said,
        about=mentoring,
        what=f"mentoring-{mentoring.state}",
        to=[person for person in (apprentice.person, mentoring.mentor.person) if person != by],
        path=reverse("apprentices:mentoring", args=[mentoring.reference]),
    )

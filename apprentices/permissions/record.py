"""Who may do what to an apprentice's record and time; a no says why and who can."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices import people as people_of_apprentices
from apprentices.models import ActivityType, Apprentice, Involvement, OffTheJobEntry
from consortium import people
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no
from core.words import day


def involved_as(user: User, apprentice: Apprentice, *kinds: str, on: datetime.date | None = None) -> bool:
    """Whether a person stands in one of these relations to an apprentice today."""
    if on is None and people_of_apprentices.kinds(user).isdisjoint(kinds):
        return False
    today = on or timezone.localdate()
    return Involvement.objects.on(today).filter(apprentice=apprentice, person=user, kind__in=kinds).exists()


def of_organisation(user: User, apprentice: Apprentice, kind: str, *roles: str) -> bool:
    """Whether a person holds one of these roles in the organisation that stands in this relation to an apprentice."""
    if not people.holds(user, *roles):
        return False
    today = timezone.localdate()
    reached = Organisation.objects.reached_by(user, on=today, roles=list(roles))
    return Involvement.objects.on(today).filter(apprentice=apprentice, kind=kind, organisation__in=reached).exists()


# Off-the-job time --------------------------------------------------------------------------------------------


def may_change_entry(user: User, entry: OffTheJobEntry) -> Answer:
    """Change what was logged: the apprentice, while it is a draft or was asked about."""
    if user.pk != entry.logged_by_id or entry.source != OffTheJobEntry.Source.LOGGED:
        return no("Only the apprentice who logged this time can change it.")
    if entry.state in (OffTheJobEntry.State.DRAFT, OffTheJobEntry.State.QUERIED):
        return YES
    if entry.state == OffTheJobEntry.State.SUBMITTED:
        return no("This time waits for confirmation. Take it back first, and log it anew.")
    if entry.state == OffTheJobEntry.State.CONFIRMED:
        return no("Confirmed time stays as it is. Your line manager or tutor can reverse it.")
    return no("This time is closed. Log it anew if it took place.")


def may_take_back(user: User, entry: OffTheJobEntry) -> Answer:
    if user.pk != entry.logged_by_id or entry.source != OffTheJobEntry.Source.LOGGED:
        return no("Only the apprentice who logged this time can take it back.")
    if entry.state in (OffTheJobEntry.State.DRAFT, OffTheJobEntry.State.SUBMITTED, OffTheJobEntry.State.QUERIED):
        return YES
    return no("This time was decided, so it cannot be taken back. Your line manager or tutor can reverse it.")


def may_confirm(user: User, entry: OffTheJobEntry) -> Answer:
    """Confirm, ask about or not agree to a block of time: whoever can know of it, never the apprentice."""
    if user.pk == entry.logged_by_id:
        return no("Nobody confirms their own time.")
    if involved_as(user, entry.apprentice, *entry.activity.confirming_kinds):
        return YES
    who = ActivityType.ConfirmedBy(entry.activity.confirmed_by).label.lower()
    return no(f"{entry.activity} is confirmed by the {who} of {entry.apprentice}.")


def may_reverse(user: User, entry: OffTheJobEntry) -> Answer:
    """Take confirmed hours back: the tutor, or whoever could have confirmed them; of a closed log, the tutor alone."""
    if entry.source == OffTheJobEntry.Source.ATTENDANCE:
        return no(
            "These hours follow a register. Whoever took it (the university, a host, a facilitator) corrects it there."
        )
    if entry.source != OffTheJobEntry.Source.LOGGED:
        return no("These hours follow the placement's day ledger. Change the day there.")
    if involved_as(user, entry.apprentice, Involvement.Kind.TUTOR):
        return YES
    closed_to = entry.apprentice.log_closed_to
    if closed_to and entry.date <= closed_to:
        return no(f"The log is closed to {day(closed_to)}. The university tutor takes hours of that time back.")
    return may_confirm(user, entry)


# The record --------------------------------------------------------------------------------------------------


NAMED_BY_EMPLOYER = (
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.WORKPLACE_SUPERVISOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
    Involvement.Kind.MENTOR,
)
UNIVERSITY_ROLES = ("tutor", "placement_coordinator", "compliance_officer")
NAMED_BY_UNIVERSITY = (Involvement.Kind.TUTOR, Involvement.Kind.WORKPLACE_ASSESSOR)


def may_name(user: User, apprentice: Apprentice) -> tuple[str, ...]:
    """The kinds of people that somebody may name for an apprentice; none means that others do.

    Whatever roles they hold, apprentices never name who confirms or assesses their own work.
    """
    kinds: tuple[str, ...] = ()
    if user.pk == apprentice.person_id:
        return kinds
    if people.holds(user, "workforce_lead") and of_organisation(
        user, apprentice, Involvement.Kind.EMPLOYER, "workforce_lead"
    ):
        kinds += NAMED_BY_EMPLOYER
    if people.holds(user, *UNIVERSITY_ROLES) and of_organisation(
        user, apprentice, Involvement.Kind.UNIVERSITY, *UNIVERSITY_ROLES
    ):
        kinds += tuple(kind for kind in NAMED_BY_UNIVERSITY if kind not in kinds)
    return kinds


def may_name_people(user: User, apprentice: Apprentice) -> Answer:
    if may_name(user, apprentice):
        return YES
    return no("The employer's workforce lead and the university's tutors name the people around an apprentice.")


def may_end(user: User, involvement: Involvement) -> Answer:
    if involvement.kind in may_name(user, involvement.apprentice):
        return YES
    return no("Whoever names this person can end it: the employer's workforce lead or the university's tutors.")

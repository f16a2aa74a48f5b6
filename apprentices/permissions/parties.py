"""For which of the three parties of an apprenticeship somebody speaks: the apprentice, the employer, the university."""

from __future__ import annotations

from apprentices.models import Apprentice, Involvement, Party
from apprentices.permissions.record import involved_as, of_organisation
from core.accounts.models import User

Kind = Involvement.Kind


def leads_employer_of(user: User, apprentice: Apprentice) -> bool:
    """Whether somebody is workforce lead where an apprentice is employed; nobody is that for themselves."""
    return user.pk != apprentice.person_id and of_organisation(user, apprentice, Kind.EMPLOYER, "workforce_lead")


def speaks_for_university(user: User, apprentice: Apprentice) -> bool:
    """The apprentice's tutor, or the compliance officer of the university; nobody speaks for it about themselves."""
    return user.pk != apprentice.person_id and (
        involved_as(user, apprentice, Kind.TUTOR)
        or of_organisation(user, apprentice, Kind.UNIVERSITY, "compliance_officer")
    )


def parties_of(user: User, apprentice: Apprentice) -> tuple[Party, ...]:
    """For which of the three parties somebody speaks; an apprentice with other roles speaks for themselves alone.

    A line manager or the workforce lead speaks for the employer.
    """
    if user.pk == apprentice.person_id:
        return (Party.APPRENTICE,)
    found: tuple[Party, ...] = ()
    if involved_as(user, apprentice, Kind.LINE_MANAGER) or leads_employer_of(user, apprentice):
        found += (Party.EMPLOYER,)
    if speaks_for_university(user, apprentice):
        found += (Party.UNIVERSITY,)
    return found


def party_of(user: User, apprentice: Apprentice) -> Party | None:
    """The one party for which somebody acts where nobody acts for two: the employer before the university."""
    return next(iter(parties_of(user, apprentice)), None)

"""What somebody is to apprentices today: asked on every page, answered by one query for the whole request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from apprentices.models import PARTY_KINDS, ActivityType, Apprentice, Involvement
from apprentices.models.involvement import relations_of
from consortium import people
from core.per_request import once_per_request
from core.registry import Capacity

if TYPE_CHECKING:
    from core.accounts.models import User

CONFIRMING = frozenset(kind for kinds in ActivityType.CONFIRMING_KINDS.values() for kind in kinds)


def kinds(user: User) -> frozenset[str]:
    """The kinds of involvement that a person holds today, with any apprentice; visits open none."""
    return frozenset(kind for kind, _, _ in relations_of(user, timezone.localdate()))


def is_apprentice(user: User) -> bool:
    return Involvement.Kind.SELF in kinds(user)


def is_tutor(user: User) -> bool:
    return Involvement.Kind.TUTOR in kinds(user)


def confirms_time(user: User) -> bool:
    """Whether anybody's off-the-job time can wait for this person."""
    return not CONFIRMING.isdisjoint(kinds(user))


def sees_apprentices(user: User) -> bool:
    """Whether a person sees apprentices other than themselves: by a relation, or by a role that reads them."""
    return bool(kinds(user) - {Involvement.Kind.SELF}) or _reads_an_organisations(user)


ANSWERING = frozenset({Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR})
"""Relations in which a person is asked to do something when an apprentice falls behind."""


def answers_for_progress(user: User) -> bool:
    """Whether an apprentice behind plan is this person's concern, by a relation or by a role that reads them all."""
    return not ANSWERING.isdisjoint(kinds(user)) or _reads_an_organisations(user)


def _reads_an_organisations(user: User) -> bool:
    """Whether a role that this person holds sees every apprentice of an organisation."""
    return any(appointment.role.reads_apprentices for appointment in people.held(user))


def reads_reviews(user: User) -> bool:
    """Whether a person takes part in anybody's progress reviews, or reads those of an organisation's apprentices."""
    return not kinds(user).isdisjoint(PARTY_KINDS.values()) or follows_signatures(user)


def follows_signatures(user: User) -> bool:
    """Whether a person sees how long others take to sign: tutors, and roles that read an organisation's apprentices."""
    return is_tutor(user) or _reads_an_organisations(user)


def works_on_reviews(user: User) -> bool:
    """Whether reviews are everyday work: a tutor holds them, a compliance officer settles what nobody signs."""
    return is_tutor(user) or people.holds(user, "compliance_officer")


@once_per_request
def own_record(user: User) -> Apprentice | None:
    """The person's own apprenticeship, the newest where there were several."""
    own = Apprentice.objects.filter(person=user).select_related(
        "standing", "rule_set", "employer", "cohort__university", "cohort__standard_version__standard", "person"
    )
    return own.order_by("-original_start_on").first()


WITH_SECOND_FACTOR: frozenset[str] = frozenset(
    {
        Involvement.Kind.TUTOR,
        Involvement.Kind.PRACTICE_EDUCATOR,
        Involvement.Kind.WORKPLACE_ASSESSOR,
        Involvement.Kind.PANEL_READER,
    }
)
"""Relations that open records by an account; line managers and supervisors may come by link instead."""


def reads_records(user: User) -> bool:
    """Whether what somebody is to an apprentice asks for a second factor, with or without an appointment."""
    return not WITH_SECOND_FACTOR.isdisjoint(kinds(user))


CAPACITIES: tuple[str, ...] = (
    Involvement.Kind.SELF,
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.TUTOR,
    Involvement.Kind.PRACTICE_EDUCATOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
    Involvement.Kind.WORKPLACE_SUPERVISOR,
)


def capacity_of(user: User) -> Capacity | None:
    """In what capacity somebody without an appointment acts: as apprentice, or as who they are to one."""
    relations = relations_of(user, timezone.localdate())
    held = [(CAPACITIES.index(kind), employer) for kind, _, employer in relations if kind in CAPACITIES]
    if not held:
        return None
    first, employer = min(held)
    kind = CAPACITIES[first]
    role = "Apprentice" if kind == Involvement.Kind.SELF else Involvement.Kind(kind).label
    return Capacity(role=role, organisation=employer)

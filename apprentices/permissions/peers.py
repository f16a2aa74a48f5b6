"""Who offers, asks, releases and answers in the exchange, and who facilitates a learning set."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, LearningSet, Party, SetMeeting, ShadowingAsk, ShadowingDay
from apprentices.models.peers.shadowing import HOST_ROLES, MANAGING_KINDS, TUTOR_ROLES
from apprentices.people import is_apprentice, kinds
from apprentices.permissions.parties import parties_of
from apprentices.permissions.record import involved_as
from consortium import people
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no

State = ShadowingAsk.State


def offers_days(user: User) -> bool:
    """Whether somebody may offer a shadowing day: by a role at an employer, or as an apprentice's manager or mentor."""
    return people.holds(user, *HOST_ROLES) or not kinds(user).isdisjoint(MANAGING_KINDS)


def reads_exchange(user: User) -> bool:
    """Whether the exchange is open to somebody at all: apprentices, those who may host, tutors."""
    return is_apprentice(user) or offers_days(user) or people.holds(user, *TUTOR_ROLES)


def facilitates_sets(user: User) -> bool:
    """Whether somebody may begin a learning set: whoever may host, and tutors."""
    return offers_days(user) or people.holds(user, "tutor")


def reads_balance(user: User) -> bool:
    """Whether somebody reads how boroughs give and take: who answers for workforce, and the consortium's manager."""
    return people.holds(user, "workforce_lead", "principal_social_worker", "consortium_manager")


def offering_organisations(user: User) -> QuerySet[Organisation]:
    """The employers in whose name somebody may offer a day."""
    today = timezone.localdate()
    managed = Involvement.objects.on(today).filter(person=user, kind__in=MANAGING_KINDS)
    reached = Organisation.objects.reached_by(user, on=today, roles=list(HOST_ROLES))
    found = Organisation.objects.employers().current(today)
    return found.filter(Q(pk__in=reached.values("pk")) | Q(pk__in=managed.values("apprentice__employer")))


def facilitating_organisations(user: User) -> QuerySet[Organisation]:
    """The organisations in whose name somebody may begin a learning set."""
    today = timezone.localdate()
    universities = Organisation.objects.reached_by(user, on=today, roles=["tutor"])
    return Organisation.objects.filter(
        Q(pk__in=offering_organisations(user).values("pk")) | Q(pk__in=universities.values("pk"))
    )


def may_offer(user: User) -> Answer:
    if offers_days(user):
        return YES
    return no("Line managers, mentors, practice educators, supervisors and workforce leads of an employer offer days.")


def may_run_day(user: User, day: ShadowingDay) -> Answer:
    """Answer who asks, say who was there, cancel: the host, or the workforce lead where the day is."""
    if ShadowingDay.objects.run_by(user, on=timezone.localdate()).filter(pk=day.pk).exists():
        return YES
    return no("The host of this day, or the workforce lead there, answers for it.")


def may_ask_for_day(user: User) -> Answer:
    if is_apprentice(user):
        return YES
    return no("Apprentices ask for a shadowing day themselves.")


def may_release(user: User, ask: ShadowingAsk) -> Answer:
    """Let the apprentice go for the day: a line manager, or the workforce lead in their place."""
    if ask.state != State.ASKED:
        return no(f"This was answered already: {ask.get_state_display().lower()}.")
    if Party.EMPLOYER in parties_of(user, ask.apprentice):
        return YES
    return no(f"A line manager of {ask.apprentice} answers this.")


def may_cancel_ask(user: User, ask: ShadowingAsk) -> Answer:
    if user.pk != ask.apprentice.person_id:
        return no("The apprentice cancels their own day.")
    if ask.state not in (*ShadowingAsk.OPEN, State.ON_HOLD):
        return no("There is nothing to cancel any more.")
    return YES


def may_reflect(user: User, ask: ShadowingAsk) -> Answer:
    if user.pk != ask.apprentice.person_id:
        return no("The apprentice writes this for themselves.")
    if ask.state not in (State.AGREED, State.ATTENDED) or ask.day.date > timezone.localdate():
        return no("Write about the day once you have been there.")
    return YES


def may_read_reflection(user: User, ask: ShadowingAsk) -> bool:
    """The apprentice; once shared, their line managers and tutors of today as well."""
    if user.pk == ask.apprentice.person_id:
        return True
    told = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
    return ask.shared_at is not None and involved_as(user, ask.apprentice, *told)


# Learning sets -----------------------------------------------------------------------------------------------


def may_begin_set(user: User) -> Answer:
    if facilitates_sets(user):
        return YES
    return no("Tutors, and those who may offer a shadowing day, begin learning sets.")


def may_run_set(user: User, learning_set: LearningSet) -> Answer:
    """Plan meetings, say who was there, close it: the facilitator."""
    if user.pk == learning_set.facilitator_id:
        return YES
    return no(f"{learning_set.facilitator} facilitates this set.")


def may_invite(user: User, learning_set: LearningSet) -> Answer:
    """The facilitator, and tutors of those whom they see."""
    if user.pk == learning_set.facilitator_id or people.holds(user, "tutor"):
        return YES
    return no("The facilitator and tutors invite to this set.")


def own_membership(user: User, learning_set: LearningSet) -> Apprentice | None:
    """The apprentice as whom somebody belongs to a set today."""
    joined = learning_set.members.joined().filter(apprentice__person=user).select_related("apprentice__person").first()
    return joined.apprentice if joined else None


def may_write_notes(user: User, meeting: SetMeeting) -> Answer:
    """The facilitator, and members of today."""
    if user.pk == meeting.learning_set.facilitator_id or own_membership(user, meeting.learning_set):
        return YES
    return no("The set and its facilitator write the notes.")

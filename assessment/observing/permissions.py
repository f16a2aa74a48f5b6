"""Who may plan, move, cancel, record, report, reflect, take feedback, judge and set the rule; and why not."""

from __future__ import annotations

from django.utils import timezone

from apprentices.models import Apprentice, Concern, Involvement
from apprentices.permissions import involved_as
from assessment.models import Breach, Observation
from consortium.models import Organisation
from consortium.people import held
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no
from placements import rules
from placements.models import Placement, PracticeEducator

Kind = Involvement.Kind
Part = Observation.Part
State = Observation.State


def observers_of(placement: Placement) -> list[tuple[Part, User]]:
    """Who may observe in a placement: its practice educator, who oversees them, its workplace supervisor."""
    overseer = placement.overseen_by.person if placement.overseen_by else None
    found = (
        (Part.PRACTICE_EDUCATOR, placement.practice_educator.person),
        (Part.OVERSEER, overseer),
        (Part.SUPERVISOR, placement.supervisor),
    )
    return [(part, person) for part, person in found if person is not None]


def second_educators(user: User, placement: Placement) -> list[PracticeEducator]:
    """Whom practice educator or tutor may ask for an extra observation: only while a concern is open about the
    apprentice's practice of which they and the apprentice know.
    """
    asks = user == placement.practice_educator.person or involved_as(user, placement.apprentice, Kind.TUTOR)
    known = Concern.objects.visible_to(user).open().filter(about=Concern.About.APPRENTICE, told_at__isnull=False)
    if not asks or not known.filter(apprentice=placement.apprentice).exists():
        return []
    here = [person.pk for _, person in observers_of(placement)] + [placement.apprentice.person_id]
    today = timezone.localdate()
    holding = PracticeEducator.objects.at_stage(rules.Stage.STAGE_2, on=today).filter(current_until__gte=today)
    return list(holding.exclude(person__in=here).select_related("person", "kept_by").order_by("person__name"))


def may_plan(user: User, placement: Placement) -> Answer:
    """May this person plan one? Apprentice and practice educator; a tutor, where an extra one may be asked for."""
    if placement.state not in Placement.AGREED:
        return no("Observations are planned in a placement that is agreed or under way.")
    if placement.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{placement.apprentice} is {placement.apprentice.get_state_display().lower()} just now.")
    if user in (placement.apprentice.person, placement.practice_educator.person) or second_educators(user, placement):
        return YES
    return no(f"{placement.apprentice} and {placement.practice_educator} plan the observations of this placement.")


def may_arrange(user: User, observation: Observation) -> Answer:
    """May this person move or cancel it, or record that the person or family agreed?"""
    if observation.state != State.PLANNED:
        return no(f"This is {words.lowered(observation.get_state_display())}, so its plan stays as it is.")
    placement = observation.placement
    if placement.state not in Placement.AGREED:
        return no("The placement is over.")
    if user in (observation.observed, observation.observer, placement.practice_educator.person):
        return YES
    return no(f"{observation.observed} and {observation.observer} arrange this observation.")


def may_record(user: User, observation: Observation) -> Answer:
    """May this person say that it took place? The observer, once the person or family has agreed."""
    answer = _by_the_observer(user, observation)
    if not answer:
        return answer
    if observation.state != State.PLANNED:
        return no(f"This is {words.lowered(observation.get_state_display())} already.")
    if observation.consent_on is None:
        return no("Nobody has recorded yet that the person or family agreed. Record that first.")
    return YES


def may_report(user: User, observation: Observation) -> Answer:
    """May this person write and sign the report?"""
    answer = _by_the_observer(user, observation)
    if answer and observation.state == State.PLANNED:
        return no("Record first that it took place.")
    if answer and observation.state != State.OBSERVED:
        return no(f"The report was signed on {words.moment(observation.reported_at)}.")
    return answer


def may_reflect(user: User, observation: Observation) -> Answer:
    """May this person send the apprentice's reflection?"""
    if user != observation.observed:
        return no(f"Only {observation.observed} reflects on this.")
    if observation.state != State.REPORTED:
        return no(f"This is {words.lowered(observation.get_state_display())}, so there is nothing to reflect on now.")
    return _learning(observation)


def may_take_feedback(user: User, observation: Observation) -> Answer:
    """May this person write down what the person or family said? Observer or practice educator.

    Nobody is asked about an apprentice by the apprentice.
    """
    if user not in (observation.observer, observation.placement.practice_educator.person):
        return no(f"{observation.observer} or the practice educator asks the person or family, not the apprentice.")
    if observation.state not in (State.OBSERVED, State.REPORTED, State.REFLECTED):
        return no("What the person or family says is added after the observation and before it is judged and signed.")
    if hasattr(observation, "feedback"):
        return no(f"{observation.feedback.taken_by} has written down already what they said.")
    return YES


def may_judge(user: User, observation: Observation) -> Answer:
    """May this person judge and sign? The practice educator of the placement, and nobody for them."""
    if user == observation.observed:
        return no("Nobody judges an observation of themselves.")
    if observation.state == State.SIGNED:
        return no(f"{observation.signed_by} signed this on {words.moment(observation.signed_at)}.")
    educator = observation.placement.practice_educator.person
    if user != educator:
        return no(f"{educator}, the practice educator, judges this observation.")
    if observation.placement.state not in Placement.AGREED:
        return no("The placement is over.")
    if observation.state != State.REFLECTED:
        return no(f"This is {words.lowered(observation.get_state_display())}, so it cannot be judged yet.")
    if Breach.objects.filter(
        state=Breach.State.FLAGGED, about__in=Breach.OF_AN_OBSERVATION, about_id=observation.pk
    ).exists():
        return no("A part of it is hidden while the university tutor decides about somebody’s details in it.")
    return _learning(observation)


def reads_report(user: User, observation: Observation) -> bool:
    """Whether somebody who may see an observation reads its report: until it is signed, the observer alone."""
    return observation.state in Observation.TOLD or user == observation.observer


def sets_rule_for(user: User) -> Organisation | None:
    """The university whose numbers this person sets: that of its placement coordinator."""
    found = (
        a.organisation
        for a in held(user)
        if a.role.code == "placement_coordinator" and a.organisation.kind == Organisation.Kind.UNIVERSITY
    )
    return next(found, None)


def _by_the_observer(user: User, observation: Observation) -> Answer:
    if user != observation.observer:
        return no(f"{observation.observer} observes, and writes the report.")
    if observation.placement.state not in Placement.AGREED:
        return no("The placement is over.")
    return YES


def _learning(observation: Observation) -> Answer:
    apprentice = observation.placement.apprentice
    if apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{apprentice} is {apprentice.get_state_display().lower()} just now.")
    return YES

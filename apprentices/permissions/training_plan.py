"""Who reads a training plan, who confirms or changes it for whom, and who signs for the employer."""

from __future__ import annotations

from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Party, PlanChange
from apprentices.models.training_plan import plans_read_by
from apprentices.permissions.parties import party_of
from core.accounts.models import User
from core.permissions import YES, Answer, no

Kind = Involvement.Kind


def may_read_plan(user: User, apprentice: Apprentice) -> Answer:
    """The three parties, and whoever reads the apprentices of the employer or of the university by their role."""
    if Apprentice.objects.filter(pk=apprentice.pk, pk__in=plans_read_by(user, on=timezone.localdate())).exists():
        return YES
    return no("The training plan is read by the apprentice, the employer and the university.")


def may_confirm_plan(user: User, apprentice: Apprentice) -> Answer:
    """Write, confirm and change the plan for a party; an apprenticeship that is over has no plan to change."""
    if party_of(user, apprentice) is None:
        return no("The training plan is agreed by the apprentice, the line manager or workforce lead, and the tutor.")
    if apprentice.state in (Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED, Apprentice.State.COMPLETE):
        return no(f"The plan is closed: {apprentice.get_state_display().lower()}.")
    return YES


def may_answer_change(user: User, change: PlanChange) -> Answer:
    """Agree to a proposed change or not: a party that is asked, and not the one that proposed it."""
    if change.state != PlanChange.State.PENDING:
        return no("This change was answered already.")
    party = party_of(user, change.plan.apprentice)
    if party is None or party == change.party:
        return no(f"A change that the {Party(change.party).label.lower()} proposes is answered by the other parties.")
    if not change.sections.waiting_for(party).exists():
        return no("This change does not need your answer.")
    return may_confirm_plan(user, change.plan.apprentice)


def may_withdraw_change(user: User, change: PlanChange) -> Answer:
    if change.state != PlanChange.State.PENDING:
        return no("This change was answered already.")
    if user.pk == change.proposed_by_id:
        return YES
    return no(f"Only {change.proposed_by} can take this back.")


def may_state_variance(user: User, apprentice: Apprentice) -> Answer:
    """Write and sign the employer's statement on hours under plan."""
    if party_of(user, apprentice) == Party.EMPLOYER:
        return YES
    return no("The employer writes and signs this: the line manager or the workforce lead.")

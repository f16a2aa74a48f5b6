"""Who asks for an adjustment, shares it, decides on it and looks at it again; a no says why and who can."""

from __future__ import annotations

from django.utils import timezone

from apprentices.adjustment_rules import CIRCLES
from apprentices.models import Adjustment, Apprentice, ResultReview, SharedAdjustment
from apprentices.permissions.parties import speaks_for_university
from apprentices.permissions.record import of_organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no


def may_raise_adjustment(user: User, apprentice: Apprentice) -> Answer:
    """Ask for one, on any day of the programme: the apprentice alone, whose record it is."""
    if user.pk != apprentice.person_id:
        return no(f"Only {apprentice} asks for an adjustment here. It is their own record.")
    if apprentice.state not in Apprentice.ON_PROGRAMME:
        return no("You are not on the programme now, so nothing can be asked for. What was agreed stays here to read.")
    return YES


def may_keep_adjustment(user: User, adjustment: Adjustment) -> Answer:
    """Share it, stop sharing, look at it again, end it."""
    if user.pk != adjustment.apprentice.person_id:
        return no(f"Only {adjustment.apprentice} decides with whom this is shared, and when it ends.")
    if not adjustment.is_current:
        return no("This adjustment has ended. Ask for a new one.")
    return YES


def may_stop_sharing(user: User, adjustment: Adjustment) -> Answer:
    """Close it to a party, at once; also after it has ended."""
    if user.pk == adjustment.apprentice.person_id:
        return YES
    return no(f"Only {adjustment.apprentice} decides with whom this is shared.")


def may_decide_adjustment(user: User, shared: SharedAdjustment) -> Answer:
    """Decide for a party; what was not agreed is decided anew by another person, next above."""
    deciding = SharedAdjustment.objects.decided_by_person(user, on=timezone.localdate()).filter(pk=shared.pk)
    if not deciding.exists():
        return no(f"The {shared.get_audience_display().lower()} decides on this through those who answer for it.")
    if not shared.adjustment.is_current:
        return no("This adjustment has ended, so there is nothing to decide.")
    if shared.state == SharedAdjustment.State.REFUSED:
        return _may_decide_anew(user, shared)
    if shared.state != SharedAdjustment.State.ASKED:
        return no(f"This is {shared.get_state_display().lower()}, so nothing waits for a decision.")
    return YES


def _may_decide_anew(user: User, shared: SharedAdjustment) -> Answer:
    circle = CIRCLES[shared.audience]
    if user.pk != shared.decided_by_id and of_organisation(
        user, shared.adjustment.apprentice, circle.relation, *circle.above
    ):
        return YES
    return no("This was not agreed. Whoever stands above the person who decided can look at it anew.")


def may_answer_offer(user: User, shared: SharedAdjustment) -> Answer:
    """Say yes or no to something else in its place: the apprentice."""
    if user.pk != shared.adjustment.apprentice.person_id:
        return no(f"Only {shared.adjustment.apprentice} says whether something else will do.")
    if shared.state != SharedAdjustment.State.OFFERED or not shared.adjustment.is_current:
        return no("Nothing else is offered now.")
    return YES


def may_answer_result(user: User, review: ResultReview) -> Answer:
    """Say what happens to a result that was decided without the adjustment: the university."""
    if not speaks_for_university(user, review.adjustment.apprentice):
        return no("The university’s tutor or apprenticeship compliance officer says what happens to the result.")
    if review.state != ResultReview.State.ASKED:
        return no("The university has answered this already.")
    return YES

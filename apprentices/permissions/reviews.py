"""Who may do what to a progress review; a no says why and who can."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices.models import PARTY_KINDS, SIGNS_AS, Apprentice, Involvement, Party, ProgressReview
from apprentices.permissions.record import involved_as, of_organisation
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import working_days
from core.accounts.models import User
from core.permissions import YES, Answer, no
from core.words import lowered

State = ProgressReview.State

DEPUTY_AFTER = 5
"""Working days that a signature may wait before somebody may sign in another's place, under their own name."""

DEPUTY_ROLES: dict[str, tuple[str, str]] = {
    Party.EMPLOYER: (Involvement.Kind.EMPLOYER, "workforce_lead"),
    Party.UNIVERSITY: (Involvement.Kind.UNIVERSITY, "compliance_officer"),
}
"""Who stands in for a line manager or a tutor. Nobody stands in for an apprentice."""

LEADS = "The university’s apprenticeship compliance officer"


def may_plan_reviews(user: User, apprentice: Apprentice) -> Answer:
    """Set the day of a progress review, record it as held, write it up: the tutor, or the compliance officer."""
    if involved_as(user, apprentice, Involvement.Kind.TUTOR) or leads_reviews(user, apprentice):
        return YES
    return no("The university tutor plans and records progress reviews.")


def leads_reviews(user: User, apprentice: Apprentice) -> bool:
    """Whether somebody answers for reviews at the apprentice's university."""
    return of_organisation(user, apprentice, Involvement.Kind.UNIVERSITY, "compliance_officer")


def may_hold(user: User, review: ProgressReview) -> Answer:
    """Set the day, or say that it was held or missed, while it is to be held."""
    if review.state != State.SCHEDULED:
        return no(f"This review is not to be held any more. It is: {lowered(review.get_state_display())}.")
    return may_plan_reviews(user, review.apprentice)


def may_catch_up(user: User, review: ProgressReview) -> Answer:
    if not review.without_employer or review.caught_up_on:
        return no("The employer took part in this review, or has caught up with it.")
    return may_plan_reviews(user, review.apprentice)


def may_write_up(user: User, review: ProgressReview) -> Answer:
    """Write what was said and agreed: after it was held, until it is sent for signature."""
    if review.state not in ProgressReview.BEING_WRITTEN:
        return no("The text of a review is open from the day it was held until it is sent for signature.")
    return may_plan_reviews(user, review.apprentice)


def party_in_review(user: User, review: ProgressReview) -> str:
    """For which of the three a person takes part in a review today; "" for nobody."""
    held = Involvement.objects.on(timezone.localdate()).filter(
        apprentice=review.apprentice_id, person=user, kind__in=PARTY_KINDS.values()
    )
    kinds = set(held.values_list("kind", flat=True))
    return next((party for party, kind in PARTY_KINDS.items() if kind in kinds), "")


def may_prepare(user: User, review: ProgressReview) -> Answer:
    """Fill one's own box: each of the three, until the review is sent for signature."""
    if not party_in_review(user, review):
        return no("The apprentice, the line manager and the tutor prepare a review.")
    if review.state not in (State.SCHEDULED, State.HELD):
        return no("The time to prepare is over: this review was written up.")
    return YES


def waited(review: ProgressReview, *, on: datetime.date | None = None) -> int:
    """Working days since the text went out for signature."""
    written_at = review.write_up.written_at if review.write_up else None
    if written_at is None:
        return 0
    return working_days(timezone.localdate(written_at), on or timezone.localdate(), bank_holidays())


def deputises_for(user: User, review: ProgressReview) -> str:
    """For which of the three a person may stand in now; "" for nobody.

    After five working days, or at once where nobody holds the part (a vacancy).
    """
    for party, (kind, role) in DEPUTY_ROLES.items():
        if of_organisation(user, review.apprentice, kind, role) and (
            waited(review) >= DEPUTY_AFTER or not _holders(review, party)
        ):
            return party
    return ""


def _holders(review: ProgressReview, party: str) -> list[str]:
    held = Involvement.objects.on(timezone.localdate()).filter(
        apprentice=review.apprentice_id, kind=PARTY_KINDS[party], person__isnull=False
    )
    return list(held.order_by("starts_on", "pk").values_list("person__name", flat=True))


def acting_for(review: ProgressReview, party: str) -> str:
    """In whose place a deputy signs, in words."""
    names = _holders(review, party)
    return f"{names[0]} ({lowered(SIGNS_AS[party])})" if names else f"{lowered(SIGNS_AS[party])} (vacant)"


def signs_for(user: User, review: ProgressReview) -> tuple[str, str]:
    """For which party a person signs now, and in whose place where they are a deputy; ("", "") for nobody."""
    if party := party_in_review(user, review):
        return party, ""
    party = deputises_for(user, review)
    return (party, acting_for(review, party)) if party else ("", "")


def may_sign(user: User, review: ProgressReview) -> Answer:
    """Sign as one of the three, once; any one of several line managers signs for the employer."""
    if review.state != State.SIGNING or review.write_up is None:
        return no("This review is not waiting for signatures.")
    signed = list(review.write_up.signatures.select_related("signer"))
    if any(signature.signer_id == user.pk for signature in signed):
        return no("You have signed this review.")
    party, _ = signs_for(user, review)
    if not party:
        return no(
            "The apprentice, one of the line managers and the tutor sign. A workforce lead or the university’s "
            f"compliance officer may stand in after {DEPUTY_AFTER} working days, under their own name."
        )
    for signature in signed:
        if signature.party == party:
            return no(f"{signature.signer} has signed for the {Party(party).label.lower()}.")
    return YES


def may_reopen(user: User, review: ProgressReview) -> Answer:
    """Open a review that was sent for signature or signed: the university's lead, who did not sign it themselves."""
    if review.state not in (State.SIGNING, State.DISPUTED, State.CLOSED):
        return no("Only a review that is out for signature, or signed, can be reopened.")
    if not leads_reviews(user, review.apprentice):
        return no(f"{LEADS} reopens a review.")
    if review.write_up and review.write_up.signatures.filter(signer=user).exists():
        return no("You have signed this review yourself, so a colleague has to reopen it.")
    return YES


def may_settle(user: User, review: ProgressReview) -> Answer:
    """Say how a dispute was settled."""
    if review.state != State.DISPUTED:
        return no("This review is not disputed.")
    return YES if leads_reviews(user, review.apprentice) else no(f"{LEADS} says how a dispute was settled.")


def may_close_unsigned(user: User, review: ProgressReview) -> Answer:
    """Close a review for which somebody is not able to sign; nobody signs in their name."""
    if review.state not in (State.HELD, State.SIGNING, State.REOPENED):
        return no("Only a review that was held and is not signed by all can be closed unsigned.")
    return YES if leads_reviews(user, review.apprentice) else no(f"{LEADS} closes a review unsigned.")


def may_settle_action(user: User, review: ProgressReview) -> Answer:
    """Tick off an agreed action, or set it aside: any of the three."""
    if party_in_review(user, review) or leads_reviews(user, review.apprentice):
        return YES
    return no("The apprentice, the line manager and the tutor keep the actions of a review.")

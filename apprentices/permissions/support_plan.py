"""Who writes, reads, shares and ends entries of a support plan; a no says why and who can."""

from __future__ import annotations

from apprentices.models import Apprentice, Party, SupportOffer
from apprentices.permissions.parties import parties_of
from core.accounts.models import User
from core.permissions import YES, Answer, no

THREE = "The apprentice, the employer and the university write and read the support plan."


def may_write_support(user: User, apprentice: Apprentice) -> Answer:
    if not parties_of(user, apprentice):
        return no(THREE)
    if apprentice.state not in Apprentice.ON_PROGRAMME:
        return no(f"{apprentice} is not on the programme now.")
    return YES


def may_keep_support(user: User, offer: SupportOffer) -> Answer:
    """Look at it again and end it: the apprentice, and the party that wrote it."""
    if offer.state != SupportOffer.State.RUNNING:
        return no("This has ended.")
    if offer.written_as in parties_of(user, offer.apprentice) or user.pk == offer.apprentice.person_id:
        return YES
    return no("The apprentice, and those who wrote it, keep this entry.")


def may_share_support(user: User, offer: SupportOffer) -> Answer:
    if user.pk == offer.apprentice.person_id:
        return YES
    return no(f"Only {offer.apprentice} decides with whom this is shared.")


def shared_by_choice(offer: SupportOffer) -> list[Party]:
    """The parties with whom the apprentice can share it or not: those who did not write it themselves."""
    return [party for party in (Party.EMPLOYER, Party.UNIVERSITY) if party != offer.written_as]

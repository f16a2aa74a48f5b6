"""Sifting by link: for people on the register of panel members who have no account. They are told by mail what waits.

The link opens their own part alone, runs out, and closes when they are released. Marks are no signatures, so it needs
no code, as scoring on a selection day needs none.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from core import links
from core.links.models import SignedLink
from core.notifications import outbox
from recruitment.models import Sift, Sifter

SIFT = "sift"
"""Purpose of the link to one's own part in a sift."""

LINK_DAYS = 21


def tell_those_by_link(sifters: Iterable[Sifter], *, template: str = "sift_to_read", key: str = "") -> None:
    """Mail those of these sifters who come by link that something waits for them; of one thing at most once a day."""
    for sifter in sifters:
        if sifter.left_at is None and sifter.person.comes_by_link:
            _, address = links.make(person=sifter.person, purpose=SIFT, subject=sifter, days=LINK_DAYS)
            outbox.owe(
                to=sifter.person,
                template=template,
                context={"campaign": sifter.sift.campaign, "link": address, "days": LINK_DAYS},
                key=f"{template}-{sifter.reference}-{key or timezone.localdate().isoformat()}",
                secret=True,
            )


def close_link(sifter: Sifter) -> None:
    """From now on no link opens this part."""
    SignedLink.objects.to(sifter, SIFT).revoke()


def may_be_renewed(sifter: Sifter) -> bool:
    """Whether a fresh link may be sent: while they sift, and the sift is open."""
    return sifter.left_at is None and sifter.sift.state == Sift.State.OPEN

"""The tutor's review of a portfolio: a signed statement over exactly the evidence that was accepted by then."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, Milestone
from apprentices.operations import lock_standing, reach_milestone
from assessment import content, permissions
from assessment.models import Evidence, PortfolioReview
from core import audit
from core.accounts.models import User
from core.audit.models import canonical, sha256
from core.audit.signatures import sign
from core.notifications import outbox
from core.workflow import StepRefused


def accepted_set(apprentice: Apprentice) -> list[dict[str, Any]]:
    """Every accepted piece by reference, version and signed hash, in the order in which they were accepted."""
    rows = (
        Evidence.objects.accepted()
        .filter(apprentice=apprentice)
        .order_by("answered_at", "pk")
        .values_list("reference", "shown__number", "shown__sign_off__content_hash")
    )
    return [{"evidence": reference, "version": number, "hash": hash_} for reference, number, hash_ in rows]


def hash_of_set(covers: list[dict[str, Any]]) -> str:
    """A fingerprint of such a set, so that a page can say which one was read."""
    return sha256(canonical(covers))


def _set_that_was_read(apprentice: Apprentice, *, read: str) -> list[Any]:
    """The accepted set as it is now, where it is the one that was read."""
    covers = accepted_set(apprentice)
    if not covers:
        raise StepRefused("Nothing in this portfolio is accepted yet, so there is nothing to review.")
    if read != hash_of_set(covers):
        raise StepRefused("The accepted evidence has changed since you opened this page. Look at it again first.")
    return covers


@transaction.atomic
def review_portfolio(
    apprentice: Apprentice,
    *,
    statement: str,
    read: str,
    by: User,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> PortfolioReview:
    """Sign a review. ``read`` is the fingerprint of the set that the tutor had before them; another set is refused."""
    at = at or timezone.now()
    lock_standing([apprentice])
    relations = permissions.relations_of(apprentice, on=timezone.localdate(at))
    permissions.refuse_unless(permissions.may_review(by, apprentice, relations))
    covers = _set_that_was_read(apprentice, read=read)
    review = PortfolioReview(
        apprentice=apprentice,
        statement=statement,
        covers=covers,
        reviewed_by=by,
        reviewed_at=at,
        written_by=apprentice.person,
    )
    review.content_hash = content.hash_of(content.reviewed(review))
    review.save(force_insert=True)
    audit.record(review, "reviewed the portfolio", by=by, at=at)
    sign(
        review,
        by=by,
        purpose=content.REVIEW,
        content=content.reviewed(review),
        role="University tutor",
        at=at,
        address=address,
    )
    reach_milestone(apprentice, Milestone.Kind.PORTFOLIO_REVIEWED, on=timezone.localdate(at), by=by)
    _tell_apprentice(review)
    return review


def _tell_apprentice(review: PortfolioReview) -> None:
    outbox.owe(
        to=review.apprentice.person,
        template="portfolio_reviewed",
        context={"apprentice": review.apprentice},
        key=f"portfolio-reviewed-{review.reference}",
    )

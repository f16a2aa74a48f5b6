"""What the portfolio gives to an audit file: how much was accepted, and the reviews of it. Never what stands in it."""

from __future__ import annotations

import datetime

from apprentices.audit_file.parts import AuditSection, Read, document, facts, signatures_under
from apprentices.models import Apprentice
from assessment.models import Evidence, PortfolioReview
from core.audit.models import label_of
from core.words import count, day


def read(apprentice: Apprentice, on: datetime.date) -> Read:
    accepted = Evidence.objects.accepted().filter(apprentice=apprentice).count()
    waiting = Evidence.objects.waiting().filter(apprentice=apprentice).count()
    reviews = list(apprentice.portfolio_reviews.select_related("reviewed_by").order_by("reviewed_at"))
    signed = signatures_under(label_of(PortfolioReview), [one.pk for one in reviews])
    blocks = [
        facts("Evidence", [("Accepted", count(accepted, "piece")), ("Waiting to be assessed", str(waiting))]),
        *(
            document(
                f"Review of the portfolio, {day(one.reviewed_at)}",
                sha256=one.content_hash,
                rows=[("Reviewed by", one.reviewed_by.name), ("Pieces covered", str(len(one.covers)))],
                signatures=signed.get(one.pk, []),
            )
            for one in reviews
        ),
    ]
    return Read(blocks)


SECTION = AuditSection("portfolio", "Outcome of the portfolio", read)

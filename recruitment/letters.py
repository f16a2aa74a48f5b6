"""The letter of an offer. It is made of what was decided and recorded, and nothing else."""

from __future__ import annotations

from core.documents import pdf
from recruitment.models import Application

HAVE_A_LETTER = (Application.State.OFFERED, Application.State.ACCEPTED, Application.State.ENROLLED)


def offer_letter(application: Application) -> bytes:
    """One accessible PDF to the candidate, from both who said yes: post, start, day to answer by, conditions."""
    cohort = application.campaign.cohort
    return pdf.render(
        "documents/offer_letter.html",
        {
            "application": application,
            "offer": application.offer,
            "cohort": cohort,
            "conditions": list(application.offer.conditions.all()),
        },
    )

"""The letter in which a panel says what it recommends and why. It is made of what was recorded, and nothing else."""

from __future__ import annotations

from assessment.models import PanelItem, PanelRecommendation
from core.documents import pdf

Outcome = PanelRecommendation.Outcome

NEXT = {
    Outcome.CONFIRM_PASS: "The board of examiners of the university decides on the result.",
    Outcome.CONCUR_FAIL: "The board of examiners of the university decides on the result.",
    Outcome.DISAGREE: "The panel does not see it as the practice educator does. The board of examiners decides.",
    Outcome.MORE_EVIDENCE: "Your practice educator speaks with you about what is still to be shown.",
    Outcome.EXTEND_DAYS: "Your placement goes on for these days. Your practice educator speaks with you about them.",
}
"""What comes next, after each recommendation, in words to the apprentice."""


def letter(item: PanelItem) -> bytes:
    """One accessible PDF, to the apprentice."""
    made = item.recommendation
    assert made is not None
    context = {
        "item": item,
        "made": made,
        "placement": item.submission.placement,
        "apprentice": item.submission.placement.apprentice,
        "next": NEXT[Outcome(made.outcome)],
    }
    return pdf.render("documents/assessment_panel/letter.html", context)

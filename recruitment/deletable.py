"""From when on the database itself lets go of what is frozen: once the figures of its campaign are kept.

Scores, decisions and signed endorsements are never deleted while the campaign needs them. Retention keeps the figures
first and deletes afterwards; a deletion before it is refused, whoever tries it.
"""

_KEPT = """EXISTS (SELECT 1 FROM recruitment_campaignfigures AS kept
    JOIN recruitment_application AS applied ON applied.campaign_id = kept.campaign_id
    {more} WHERE {this})"""
_SLOT = "JOIN recruitment_panelcandidate AS slot ON slot.application_id = applied.id"
_SHEET = f"{_SLOT} JOIN recruitment_scoresheet AS sheet ON sheet.candidate_id = slot.id"
_SIFTED = "JOIN recruitment_sifted AS sifted ON sifted.application_id = applied.id"
_READING = f"{_SIFTED} JOIN recruitment_siftreading AS reading ON reading.sifted_id = sifted.id"

NEVER_SUBMITTED = """EXISTS (SELECT 1 FROM recruitment_application AS applied
    WHERE applied.id = OLD.application_id AND applied.submitted_at IS NULL)"""
"""Nothing was decided by an endorsement of an application that nobody handed in."""

FIGURES_KEPT = {
    "application": _KEPT.format(more="", this="applied.id = OLD.application_id"),
    "candidate": _KEPT.format(more=_SLOT, this="slot.id = OLD.candidate_id"),
    "sheet": _KEPT.format(more=_SHEET, this="sheet.id = OLD.sheet_id"),
    "sifted": _KEPT.format(more=_SIFTED, this="sifted.id = OLD.sifted_id"),
    "reading": _KEPT.format(more=_READING, this="reading.id = OLD.reading_id"),
}
"""What a row belongs to, by the name of its column → condition on OLD."""

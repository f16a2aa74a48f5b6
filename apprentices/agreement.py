"""The parties of an agreement about an apprentice: their words, and how their signatures are told apart."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from core.audit.signatures import Signature

APPRENTICE, EMPLOYER, NEW_EMPLOYER, UNIVERSITY = "apprentice", "employer", "new employer", "university"
PARTY_WORDS = {
    APPRENTICE: "Apprentice",
    EMPLOYER: "Employer",
    NEW_EMPLOYER: "New employer",
    UNIVERSITY: "University",
}
HOURS_PARTIES = (EMPLOYER, APPRENTICE, UNIVERSITY)
TRANSFER_PARTIES = (EMPLOYER, NEW_EMPLOYER, APPRENTICE, UNIVERSITY)
PURPOSE = "agreement: "


def signed_for(party: str, subject_kind: str) -> Exists:
    """Whether a party has put its name under the row of an outer query."""
    signed = Signature.objects.filter(subject_kind=subject_kind, subject_id=OuterRef("pk"), purpose=PURPOSE + party)
    return Exists(signed)

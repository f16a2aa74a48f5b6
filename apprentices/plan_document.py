"""The training plan as a PDF: what each section says, who confirmed it, what is still to be confirmed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from apprentices import plan_content
from apprentices.models import Apprentice, Party, PlanSection, TrainingPlan
from apprentices.models.training_plan import plans_read_by
from core.audit.signatures import Signature
from core.documents.packs import PackBuilder, Section
from core.words import listed

if TYPE_CHECKING:
    from core.accounts.models import User

NAME = "training_plan"
FOLDER = "documents/training_plan"


def readable_subjects(user: User) -> QuerySet[Any, Any]:
    """Apprentices whose plan this person reads now."""
    return plans_read_by(user, on=timezone.localdate())


def snapshot(apprentice_id: int) -> dict[str, Any]:
    """The plan as it stands, in plain data: sections in words, confirmations with their fingerprints."""
    plan = TrainingPlan.objects.select_related(
        "apprentice__person", "apprentice__employer", "apprentice__cohort__university"
    ).get(apprentice=apprentice_id)
    order = list(PlanSection.NEEDS)
    sections = sorted(plan.sections.current(), key=lambda section: order.index(section.kind))
    return {"plan": _plan(plan.apprentice), "sections": [_section(section) for section in sections]}


def _plan(apprentice: Apprentice) -> dict[str, str]:
    return {
        "apprentice": apprentice.person.name,
        "employer": apprentice.employer.name,
        "university": apprentice.cohort.university.name,
    }


def _section(section: PlanSection) -> dict[str, Any]:
    confirmed = {c.by_id: c for c in section.confirmations.all()}
    signatures = Signature.objects.under(section)
    parties = [c.party for c in confirmed.values()]
    return {
        "title": section.get_kind_display(),
        "version": section.number,
        "lines": plan_content.in_words(section.kind, section.content),
        "signed": [
            {
                "party": confirmed[signature.signer_id].get_party_display(),
                "name": signature.shown_name,
                "role": signature.signer_role,
                "at": signature.signed_at.isoformat(),
                "hash": signature.content_hash,
            }
            for signature in signatures
            if signature.signer_id in confirmed
        ],
        "still": listed(f"the {Party(party).label.lower()}" for party in section.missing(parties)),
    }


def sections(read: dict[str, Any]) -> Iterator[Section]:
    """The agreement itself, then the signatures, from a snapshot alone."""
    parts = [
        part | {"signed": [one | {"at": datetime.datetime.fromisoformat(one["at"])} for one in part["signed"]]}
        for part in read["sections"]
    ]
    shared = {"plan": read["plan"], "parts": parts}
    yield Section("What was agreed", f"{FOLDER}/plan.html", shared)
    yield Section("Signatures", f"{FOLDER}/signatures.html", shared)


BUILDER = PackBuilder(snapshot=snapshot, sections=sections, readable_subjects=readable_subjects)

"""The portfolio pack for the practice assessment panel: index, coverage, signed texts, signatures, the tutor's review.

``snapshot`` reads the records once into plain data; the sections are made of that alone, so that the same papers can be
built again exactly as they were read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from apprentices.models.involvement import related
from assessment.coverage import with_evidence
from assessment.kinds import all_kinds
from assessment.models import Evidence, EvidenceVersion, Observation
from assessment.portfolios import coverage_of
from core.documents.packs import PackBuilder, Section
from core.words import day

if TYPE_CHECKING:
    from core.accounts.models import User

NAME = "portfolio_pack"
FOLDER = "documents/portfolio_pack"

READERS = (Involvement.Kind.TUTOR, Involvement.Kind.PANEL_READER)


def readable_subjects(user: User) -> list[int]:
    """Apprentices whose packs this person may have now: the tutor's, and those that a panel reader reads."""
    return related(user, *READERS, on=timezone.localdate())


def snapshot(apprentice_id: int) -> dict[str, Any]:
    """Everything that the pack shows, as it stands now, in plain data."""
    apprentice = Apprentice.objects.select_related(
        "person", "employer", "cohort__university", "cohort__standard_version__standard"
    ).get(pk=apprentice_id)
    pieces = (
        Evidence.objects.accepted()
        .filter(apprentice=apprentice)
        .select_related("apprentice", "shown__sign_off__signed_by", "shown__sign_off__countersigned_by")
        .order_by("shown__happened_on", "pk")
    )
    shown, not_covered = with_evidence(coverage_of(apprentice))
    return {
        "apprentice": {
            "name": apprentice.person.name,
            "called": apprentice.called,
            "reference": apprentice.reference,
            "employer": apprentice.employer.name,
            "university": apprentice.cohort.university.name,
            "cohort": apprentice.cohort.name,
            "standard": str(apprentice.cohort.standard_version),
        },
        "pieces": [piece(number, evidence) for number, evidence in enumerate(pieces, start=1)],
        "observations": [observation(number, one) for number, one in enumerate(_signed_observations(apprentice), 1)],
        "coverage": [
            {
                "framework": covered.framework,
                "judged": covered.judged,
                "rows": [[capability.code, capability.title, list(counts)] for capability, counts in covered.rows],
                "thin": list(covered.thin),
            }
            for covered in shown
        ],
        "not_covered": not_covered,
        "kinds": [kind.short for kind in all_kinds().values()],
        "reviews": _reviews(apprentice),
    }


def _reviews(apprentice: Apprentice) -> list[dict[str, Any]]:
    return [
        {
            "statement": review.statement,
            "by": review.reviewed_by.name,
            "at": review.reviewed_at.isoformat(),
            "pieces": len(review.covers),
            "hash": review.content_hash,
        }
        for review in apprentice.portfolio_reviews.select_related("reviewed_by").order_by("reviewed_at")
    ]


def piece(number: int, evidence: Evidence) -> dict[str, Any]:
    """An accepted piece in the version that is shown, with its signatures, in plain data."""
    version = evidence.shown
    assert version is not None
    sign_off = version.sign_off
    return {
        "code": f"E{number}",
        "reference": evidence.reference,
        "kind": evidence.the_kind.name,
        "title": version.title,
        "text": version.text,
        "happened_on": version.happened_on.isoformat() if version.happened_on else "",
        "version": version.number,
        "submitted_at": version.submitted_at.isoformat() if version.submitted_at else "",
        "kept_reason": version.kept_reason,
        "sent_hash": version.content_hash,
        "files": [
            {"name": attachment.file.name, "kilobytes": attachment.file.kilobytes, "sha256": attachment.file.sha256}
            for attachment in version.attachments.select_related("file")
        ],
        "claims": [
            {
                "framework": str(claim.statement.framework),
                "code": claim.statement.code,
                "title": claim.statement.title,
                "why": claim.why,
                "judgement": claim.get_judgement_display() if claim.judgement else "",
            }
            for claim in version.claims.select_related("statement__framework")
        ],
        "returned": _returned(version),
        "accepted_before": _accepted_before(version),
        "witnesses": _witnesses(evidence),
        "statement": sign_off.statement,
        "signed_by": sign_off.signed_by.name,
        "signed_as": sign_off.signed_as,
        "signed_at": sign_off.signed_at.isoformat(),
        "hash": sign_off.content_hash,
        "countersigned_by": sign_off.countersigned_by.name if sign_off.countersigned_by else "",
        "countersigned_at": sign_off.countersigned_at.isoformat() if sign_off.countersigned_at else "",
    }


def _signed_observations(apprentice: Apprentice) -> QuerySet[Observation]:
    return (
        Observation.objects.signed()
        .filter(placement__apprentice=apprentice)
        .select_related("observer", "signed_by", "placement", "feedback")
        .order_by("began_at", "pk")
    )


def observation(number: int, one: Observation) -> dict[str, Any]:
    """A signed observation in plain data."""
    feedback = getattr(one, "feedback", None)
    assert one.began_at is not None and one.reported_at is not None
    assert one.signed_by is not None and one.signed_at is not None
    return {
        "code": f"O{number}",
        "placement": one.placement.name,
        "began_at": one.began_at.isoformat(),
        "minutes": one.minutes,
        "place": one.place,
        "to_show": one.to_show,
        "observer": one.observer.name,
        "observer_as": one.get_observer_as_display(),
        "reported_at": one.reported_at.isoformat(),
        "report": one.report,
        "reflection": one.reflection,
        "kept_reasons": [reason for reason in (one.report_kept_reason, one.reflection_kept_reason) if reason],
        "feedback": {"said": feedback.said, "kept_reason": feedback.kept_reason} if feedback else None,
        "capabilities": [
            {"title": str(seen.statement), "saw": seen.saw, "judgement": seen.get_judgement_display()}
            for seen in one.capabilities.select_related("statement")
        ],
        "statement": one.judgement,
        "signed_by": one.signed_by.name,
        "signed_at": one.signed_at.isoformat(),
        "hash": one.content_hash,
    }


def _returned(version: EvidenceVersion) -> list[dict[str, Any]]:
    """Earlier versions that were returned for more work: which, by whom, when."""
    earlier = version.evidence.versions.filter(returned__isnull=False).select_related("returned__returned_by")
    return [
        {
            "version": before.number,
            "by": before.returned.returned_by.name,
            "at": before.returned.returned_at.isoformat(),
        }
        for before in earlier
    ]


def _accepted_before(version: EvidenceVersion) -> list[dict[str, Any]]:
    """Versions that were accepted, opened again and replaced by this one: their signatures stay."""
    replaced = version.evidence.versions.exclude(pk=version.pk).filter(sign_off__isnull=False)
    return [
        {
            "version": before.number,
            "by": before.sign_off.signed_by.name,
            "at": before.sign_off.complete_at.isoformat(),
            "hash": before.sign_off.content_hash,
        }
        for before in replaced.select_related("sign_off__signed_by")
    ]


def _witnesses(evidence: Evidence) -> list[dict[str, Any]]:
    """What witnesses signed beside this piece."""
    return [
        {
            "by": statement.witness.name,
            "as": statement.witness_as,
            "at": statement.answered_at.isoformat() if statement.answered_at else "",
            "request": statement.request,
            "statement": statement.statement,
            "hash": statement.content_hash,
        }
        for statement in evidence.witness_statements.given().select_related("witness")
    ]


def sections(read: dict[str, Any]) -> Iterator[Section]:
    """The parts of the pack, in order, from a snapshot alone."""
    shared = {"apprentice": read["apprentice"]}
    pieces = [_with_dates(one) for one in read["pieces"]]
    observations = [_with_moments(one) for one in read["observations"]]
    papers = shared | {"pieces": pieces, "observations": observations}
    yield Section("Evidence index", f"{FOLDER}/index.html", papers)
    coverage = [_by_kinds_used(one, read["kinds"]) for one in read["coverage"]]
    covered = shared | {"coverage": coverage, "not_covered": read["not_covered"]}
    yield Section("Coverage", f"{FOLDER}/coverage.html", covered)
    for one in pieces:
        yield Section(f"{one['code']} {one['title']}", f"{FOLDER}/piece.html", shared | {"piece": one})
    for one in observations:
        title = f"{one['code']} Observation of {day(one['began_at'])}"
        yield Section(title, f"{FOLDER}/observation.html", shared | {"observation": one})
    reviews = [review | {"at": _moment(review["at"])} for review in read["reviews"]]
    yield Section("Signatures", f"{FOLDER}/signatures.html", papers | {"reviews": reviews})
    if reviews:
        yield Section("The tutor’s review", f"{FOLDER}/review.html", shared | {"reviews": reviews})


def _by_kinds_used(covered: dict[str, Any], kinds: list[str]) -> dict[str, Any]:
    """The table of a framework with the kinds of which there is a piece as columns, the others by name."""
    used = [column for column in range(len(kinds)) if any(counts[column] for _, _, counts in covered["rows"])]
    return covered | {
        "kinds": [kinds[column] for column in used],
        "unused": [kind.lower() for column, kind in enumerate(kinds) if column not in used],
        "rows": [(code, title, [counts[column] for column in used]) for code, title, counts in covered["rows"]],
    }


def _with_dates(read: dict[str, Any]) -> dict[str, Any]:
    return read | {
        "happened_on": datetime.date.fromisoformat(read["happened_on"]),
        "submitted_at": _moment(read["submitted_at"]),
        "signed_at": _moment(read["signed_at"]),
        "countersigned_at": _moment(read["countersigned_at"]) if read["countersigned_at"] else None,
        **{
            part: [one | {"at": _moment(one["at"])} for one in read[part]]
            for part in ("returned", "accepted_before", "witnesses")
        },
    }


def _with_moments(one: dict[str, Any]) -> dict[str, Any]:
    return one | {name: _moment(one[name]) for name in ("began_at", "reported_at", "signed_at")}


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


BUILDER = PackBuilder(snapshot=snapshot, sections=sections, readable_subjects=readable_subjects)

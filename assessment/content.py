"""The canonical content of what is sent, signed off, witnessed and reviewed: what is hashed and compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessment.models import (
    CapabilityView,
    Claim,
    EvidenceVersion,
    PortfolioReview,
    ProposedSignOff,
    SignOff,
    WitnessStatement,
)
from consortium.models import Statement
from core.audit.models import canonical, sha256

SIGN_OFF = "evidence sign-off"
COUNTERSIGNATURE = "evidence countersignature"
REVIEW = "portfolio review"
SELF_ASSESSMENT = "view of capability"
WITNESS = "witness statement"


def sent(version: EvidenceVersion) -> dict[str, Any]:
    """A version as its writer sent it: words, day, files by their hashes, and what it is said to show."""
    evidence = version.evidence
    return {
        "evidence": evidence.reference,
        "apprentice": evidence.apprentice.reference,
        "kind": evidence.kind,
        "version": version.number,
        "title": version.title,
        "text": version.text,
        "happened_on": version.happened_on,
        "kept_reason": version.kept_reason,
        "files": [
            {
                "name": attachment.file.name,
                "sha256": attachment.file.sha256,
                "kept": [[kept["where"], kept["what"], kept["reason"]] for kept in attachment.kept],
            }
            for attachment in version.attachments.select_related("file").order_by("pk")
        ],
        "claims": [_claim(claim) for claim in claims_in_order(version)],
    }


def signed(version: EvidenceVersion) -> dict[str, Any]:
    """A version as it was signed off: what was sent, the judgement of each claim, the statement and who made it."""
    return _judged(version, version.sign_off, judgement_of=lambda claim: claim.judgement)


def proposed(sign_off: ProposedSignOff) -> dict[str, Any]:
    """The same, as a practice educator in training signed it: countersigned, it is the same content word for word."""
    return _judged(sign_off.version, sign_off, judgement_of=lambda claim: sign_off.judgement_of(claim.pk))


def _judged(
    version: EvidenceVersion, sign_off: SignOff | ProposedSignOff, *, judgement_of: Callable[[Claim], str]
) -> dict[str, Any]:
    content = sent(version)
    for said, claim in zip(content["claims"], claims_in_order(version), strict=True):
        said["judgement"] = judgement_of(claim)
    return content | {
        "statement": sign_off.statement,
        "signed_by": sign_off.signed_by.reference,
        "signed_as": sign_off.signed_as,
    }


def witnessed(statement: WitnessStatement) -> dict[str, Any]:
    """A witness statement with all that its witness had read: what was asked, and what it is about."""
    return {
        "evidence": statement.evidence.reference,
        "apprentice": statement.evidence.apprentice.reference,
        "about": statement.about,
        "request": statement.request,
        "statement": statement.statement,
        "kept_reason": statement.kept_reason,
        "witness": statement.witness.reference,
        "witness_as": statement.witness_as,
    }


def reviewed(review: PortfolioReview) -> dict[str, Any]:
    """A review as it was signed: the statement and exactly the set of evidence that it is about."""
    return {
        "review": review.reference,
        "apprentice": review.apprentice.reference,
        "statement": review.statement,
        "covers": review.covers,
        "reviewed_by": review.reviewed_by.reference,
    }


def viewed(view: CapabilityView) -> dict[str, Any]:
    """One side's view at one point of a placement, as it was locked: every step and word, by edition and code."""
    ratings = view.ratings.select_related("statement__framework")
    return {
        "self_assessment": view.self_assessment.reference,
        "placement": view.self_assessment.placement.reference,
        "point": view.self_assessment.point,
        "side": view.side,
        "written_by": view.written_by.reference,
        "overall": view.overall,
        "kept_reason": view.kept_reason,
        "ratings": [
            _statement(rating.statement) | {"step": rating.step, "words": rating.words}
            for rating in sorted(ratings, key=lambda rating: _place(rating.statement))
        ],
    }


def version_content(version: EvidenceVersion, purpose: str) -> dict[str, Any] | None:
    """For ``core.registry.signed_models``: the content as it stands now, or None for a purpose of others."""
    return signed(version) if purpose in (SIGN_OFF, COUNTERSIGNATURE) else None


def proposed_content(sign_off: ProposedSignOff, purpose: str) -> dict[str, Any] | None:
    return proposed(sign_off) if purpose == SIGN_OFF else None


def witness_content(statement: WitnessStatement, purpose: str) -> dict[str, Any] | None:
    return witnessed(statement) if purpose == WITNESS else None


def review_content(review: PortfolioReview, purpose: str) -> dict[str, Any] | None:
    return reviewed(review) if purpose == REVIEW else None


def view_content(view: CapabilityView, purpose: str) -> dict[str, Any] | None:
    return viewed(view) if purpose == SELF_ASSESSMENT else None


def hash_of(content: dict[str, Any]) -> str:
    return sha256(canonical(content))


def claims_in_order(version: EvidenceVersion) -> list[Claim]:
    """Claims by framework, edition and number: an order that does not depend on when they were made."""
    return sorted(version.claims.select_related("statement__framework"), key=lambda claim: _place(claim.statement))


def _place(statement: Statement) -> tuple[str, str, int, str]:
    return statement.framework.code, statement.framework.edition, statement.number, statement.code


def _claim(claim: Claim) -> dict[str, Any]:
    return _statement(claim.statement) | {"why": claim.why}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "framework": statement.framework.code,
        "edition": statement.framework.edition,
        "code": statement.code,
        "title": statement.title,
    }

"""The apprenticeship agreement, and employment with its dated hours. Pay stands in neither."""

from __future__ import annotations

import datetime

from apprentices.audit_file import gaps
from apprentices.audit_file.life import life_of
from apprentices.audit_file.parts import Read, facts, table
from apprentices.models import Apprentice, Employment
from core.words import day, number


def agreement(apprentice: Apprentice, on: datetime.date) -> Read:
    """The dates of the signed agreement, with each employer that has made one."""
    stretches = list(apprentice.employments.select_related("employer", "legal_employer").order_by("starts_on"))
    kept = [one for one in stretches if one.agreement_signed_on or one.agreement_starts_on or one.agreement_ends_on]
    now = next((one for one in reversed(kept) if one.starts_on <= on), None)
    blocks = [
        facts(
            f"Agreement with {employer}",
            [
                ("Employer in law", one.in_law.name),
                ("Signed on", day(one.agreement_signed_on)),
                ("First day", day(one.agreement_starts_on)),
                ("Last day", day(one.agreement_ends_on)),
            ],
        )
        for employer, one in _latest_with_each(kept).items()
    ]
    found = gaps.AgreementFacts(
        signed_on=now.agreement_signed_on if now else None,
        starts_on=now.agreement_starts_on if now else None,
        ends_on=now.agreement_ends_on if now else None,
        programme_start=_begun_with(stretches, now) or apprentice.original_start_on,
        planned_end=apprentice.planned_end_on,
    )
    return Read(blocks, list(gaps.agreement_gaps(found)), nothing="No agreement is recorded.")


def _latest_with_each(kept: list[Employment]) -> dict[str, Employment]:
    return {one.employer.name: one for one in kept}


def _begun_with(stretches: list[Employment], now: Employment | None) -> datetime.date | None:
    """The first day with the employer whose agreement holds: what was signed with another is another agreement."""
    return next((one.starts_on for one in stretches if now and one.employer_id == now.employer_id), None)


def employment(apprentice: Apprentice, on: datetime.date) -> Read:
    """Every stretch in which nothing changed, with its hours, and roles beside the post."""
    stretches = list(apprentice.employments.select_related("employer", "legal_employer").order_by("starts_on"))
    rows = [
        (
            day(one.starts_on),
            day(one.ends_on) or "Goes on",
            one.employer.name,
            ", ".join(part for part in (one.job_title, one.team) if part),
            number(one.weekly_hours),
            _contract(one),
        )
        for one in stretches
    ]
    blocks = [table("Employment", ["From", "To", "Employer", "Job", "Hours a week", "Contract"], rows)] if rows else []
    roles = [
        (day(one.starts_on), day(one.ends_on) or "Goes on", f"{one.get_kind_display()}: {one.job_title}")
        for one in apprentice.temporary_roles.all()
    ]
    if roles:
        blocks.append(table("Temporary roles beside the post", ["From", "To", "Role"], roles))
    life = life_of(apprentice, on=on)
    found = gaps.EmploymentFacts(
        start=life.start,
        until=life.until,
        stretches=[(one.starts_on, one.ends_on) for one in stretches],
        breaks=life.away,
    )
    return Read(blocks, list(gaps.employment_gaps(found)), nothing="No employment is recorded.")


def _contract(one: Employment) -> str:
    ends = f" to {day(one.contract_ends_on)}" if one.contract_ends_on else ""
    return f"{one.get_contract_display()}{ends}"

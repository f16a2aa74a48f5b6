"""The training plan with every version and its signatures; the initial assessment and what it led to recognise."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from apprentices import plan_content
from apprentices.audit_file import gaps
from apprentices.audit_file.parts import Block, Read, document, facts, signatures_under, signed_line, table
from apprentices.models import Apprentice, Party, PlanSection, ScanView, SkillsScan
from core.audit.models import label_of
from core.audit.signatures import Signature
from core.words import day, hours, listed

ORDER = list(PlanSection.NEEDS)
State = PlanSection.State


def training_plan(apprentice: Apprentice, on: datetime.date) -> Read:
    """The sections in force, then the versions before them. Why a version came is free text and stays on the record."""
    versions = _versions(apprentice)
    blocks = _documents(versions)
    current = [one for one in versions if one.state in (State.OPEN, State.CONFIRMED)]
    found = [gaps.SectionFacts(one.get_kind_display(), _missing(one)) for one in current]
    return Read(blocks, list(gaps.plan_gaps(found)), nothing="There is no training plan.")


def _versions(apprentice: Apprentice) -> list[PlanSection]:
    """Those in force first, in the plan's own order; then earlier ones. Proposals that never held are none."""
    kept = PlanSection.objects.filter(plan__apprentice=apprentice).exclude(state__in=[State.PROPOSED, State.SET_ASIDE])
    versions = list(kept.prefetch_related("confirmations"))
    return sorted(versions, key=lambda one: (one.state == State.REPLACED, ORDER.index(one.kind), -one.number))


def _missing(section: PlanSection) -> list[str]:
    confirmed = [one.party for one in section.confirmations.all()]
    return [f"the {Party(party).label.lower()}" for party in section.missing(confirmed)]


def _documents(versions: list[PlanSection]) -> list[Block]:
    signed = signatures_under(label_of(PlanSection), [one.pk for one in versions])
    return [_document(one, signed.get(one.pk, [])) for one in versions]


def _document(section: PlanSection, signatures: Iterable[Signature]) -> Block:
    parties = {one.by_id: one.get_party_display() for one in section.confirmations.all()}
    held = "" if section.state != State.REPLACED else "Replaced by a later version. "
    missing = _missing(section)
    confirmed = f"Not confirmed by {listed(missing)}." if missing else f"Confirmed on {day(section.confirmed_at)}."
    made = document(
        f"{section.get_kind_display()}, version {section.number}",
        sha256=section.content_hash,
        rows=plan_content.in_words(section.kind, section.content),
        status=f"{held}From {day(section.opened_at)}. {confirmed}",
    )
    made["signed"] = [signed_line(one, parties.get(one.signer_id, "").lower()) for one in signatures]
    return made


def prior_learning(apprentice: Apprentice, on: datetime.date) -> Read:
    """The skills scan at the start, what the three parties agreed to recognise, and what that does to hours, length and
    price. What people wrote in the scan stays there.
    """
    scan = SkillsScan.objects.filter(apprentice=apprentice, number=1).prefetch_related("views").first()
    section = (
        PlanSection.objects.current()
        .filter(plan__apprentice=apprentice, kind=PlanSection.Kind.PRIOR_LEARNING)
        .prefetch_related("confirmations")
        .first()
    )
    blocks = [
        facts("On the record", [("Hours of prior learning recognised", hours(apprentice.prior_learning_hours))]),
    ]
    if section:
        blocks.append(facts("As agreed in the training plan", plan_content.in_words(section.kind, section.content)))
    if scan:
        blocks += _initial_assessment(scan)
    found = gaps.PriorLearningFacts(
        assessed=bool(scan and not scan.is_open),
        hours=apprentice.prior_learning_hours,
        described=bool(section and section.content.get("what")),
        in_plan=section is not None,
    )
    return Read(blocks, list(gaps.prior_learning_gaps(found)))


def _initial_assessment(scan: SkillsScan) -> list[Block]:
    """Who gave a view when, how often each level was given, when it was discussed; then topic by topic what counts."""
    views = [(view.get_party_display(), _view(view)) for view in scan.views.all() if view.sent_at]
    discussed = day(scan.discussed_on) if scan.discussed_on else "Not yet"
    blocks = [
        facts("The skills scan at the start", [("Opened", day(scan.opened_on)), *views, ("Discussed", discussed)])
    ]
    topics = [
        [
            one.topic,
            hours(one.hours),
            hours(one.recognised) if one.recognised is not None else "Not decided yet",
            f"{one.decided_by}, {day(one.decided_on)}" if one.decided_on else "",
        ]
        for one in scan.prior_learning.select_related("decided_by")
    ]
    if topics:
        blocks.append(table("Prior learning, topic by topic", ["Topic", "Put forward", "Recognised", "By"], topics))
    return blocks


def _view(view: ScanView) -> str:
    given = Counter(answer.get("level", "") for answer in view.answers.values())
    levels = [f"{level.label.lower()} {given[level]}" for level in ScanView.Level if given[level]]
    return f"{day(view.sent_at)}: {listed(levels)}" if levels else day(view.sent_at)

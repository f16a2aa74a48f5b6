"""The papers that one panel member has: the panel's own, or, where they know a candidate, papers without.

A candidate whom the member said that they know is withheld under the code: a page says so. Private lists of whom
somebody never wants to meet change no papers: they move candidates before a day can be confirmed, and papers that
answered to a list would tell its owner who stands behind a code. Papers are made from what was read for the panel's, so
every member reads the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from core.accounts.models import User
from core.documents import packs
from core.documents.models import Pack
from core.documents.packs import PackBuilder
from recruitment.models import Panel, PanelMember, StepOut
from recruitment.operations.panel_pack import (
    BUILDER,
    EDITIONS,
    edition_of,
    newest_pack,
    readable_subjects,
    snapshot,
    title_of,
)


def papers_of(member: PanelMember, edition: str) -> Pack | None:
    """What a member reads now in an edition: nothing until papers are there that fit whom they are kept from."""
    whole = newest_pack(member.panel)
    if whole is None:
        return None
    known = _known(member, whole)
    if not known:
        return edition_of(whole, member.panel, edition)
    ready = _own(member, edition).filter(state=Pack.State.READY).select_related("file")
    return next((pack for pack in ready.order_by("-built_at") if _fits(pack, whole, known)), None)


def make_own(member: PanelMember) -> None:
    """Have papers made for a member who is not to read of somebody in the panel's, in every edition, once."""
    whole = newest_pack(member.panel)
    if whole is None or not member.is_seated:
        return
    known = _known(member, whole)
    if not known:
        return
    for name, edition in EDITIONS.items():
        asked = _own(member, name).exclude(state=Pack.State.FAILED)
        if not any(_fits(pack, whole, known) for pack in asked):
            packs.ask(
                builder=edition.of_member,
                subject=member,
                title=title_of(member.panel, name),
                by=member.person,
                snapshot=_without(whole, known),
            )


def _known(member: PanelMember, whole: Pack) -> frozenset[str]:
    """Codes of the candidates in the papers whom the member said that they know, whoever was moved away since too."""
    said = StepOut.objects.filter(candidate__panel=member.panel_id, member__person=member.person_id)
    there = {candidate["code"] for candidate in whole.snapshot["candidates"]}
    return frozenset(there.intersection(said.values_list("candidate__application__code", flat=True)))


def _own(member: PanelMember, edition: str) -> Any:
    return Pack.objects.filter(builder=EDITIONS[edition].of_member, subject_id=member.pk, withheld_at__isnull=True)


def _fits(pack: Pack, whole: Pack, known: frozenset[str]) -> bool:
    """Made from this reading, without exactly these."""
    withheld = {candidate["code"] for candidate in pack.snapshot["candidates"] if "withheld" in candidate}
    return pack.snapshot["of"] == whole.snapshot_hash and withheld == known


def _without(whole: Pack, known: frozenset[str]) -> dict[str, Any]:
    """What was read, without what the member is not to read; those whom they know keep their time and code."""
    candidates = [_told(candidate, known) for candidate in whole.snapshot["candidates"]]
    return {**whole.snapshot, "of": whole.snapshot_hash, "candidates": candidates}


def _told(candidate: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if candidate["code"] not in known:
        return dict(candidate)
    return {**{name: candidate[name] for name in ("code", "starts", "ends")}, "withheld": True}


# Builders ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def _when_ready(pack: Pack) -> None:
    """The panel's papers are there: its other editions and members' own papers follow, from the same reading."""
    panel = Panel.objects.select_related("day").get(pk=pack.subject_id)
    for name, edition in EDITIONS.items():
        if edition.of_panel != BUILDER:
            packs.ask(
                builder=edition.of_panel,
                subject=panel,
                title=title_of(panel, name),
                by=pack.asked_by,
                snapshot=pack.snapshot,
            )
    for member in panel.members.sitting().select_related("person", "panel__day"):
        make_own(member)


def _page(pack: Pack) -> str:
    return reverse("recruitment:my_panel", args=[PanelMember.objects.get(pk=pack.subject_id).reference])


def _nobody(user: User) -> list[int]:
    """A member's own papers are opened on their page of the panel alone, where it is looked at what they may read."""
    return []


def builders() -> dict[str, PackBuilder]:
    """Every kind of papers of a panel by the name of its builder."""
    of_panel = partial(PackBuilder, snapshot=snapshot, readable_subjects=readable_subjects, of_candidates=True)
    of_member = partial(PackBuilder, snapshot=None, readable_subjects=_nobody, page=_page, of_candidates=True)
    found = {}
    for edition in EDITIONS.values():
        found[edition.of_panel] = of_panel(sections=edition.sections)
        found[edition.of_member] = of_member(sections=edition.sections)
    return {**found, BUILDER: replace(found[BUILDER], ready=_when_ready)}

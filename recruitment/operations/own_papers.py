"""The papers that one panel member has: the panel's own, or, where they are not to read of a candidate, papers without.

A candidate whom the member said that they know is withheld: a page says so. A candidate from whom a private list keeps
them apart is not in their papers at all, as somebody whom another panel will see; nobody who runs the day can open
these papers, as what is missing would tell them whom the member avoids. Papers are made from what was read for the
panel's, so every member reads the same words.
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
from recruitment.models import Panel, PanelMember
from recruitment.operations.composition import KeptFrom, kept_from
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
    kept = _kept(member, whole)
    if not kept.codes:
        return edition_of(whole, member.panel, edition)
    ready = _own(member, edition).filter(state=Pack.State.READY).select_related("file")
    return next((pack for pack in ready.order_by("-built_at") if _fits(pack, whole, kept)), None)


def make_own(member: PanelMember) -> None:
    """Have papers made for a member who is not to read of somebody in the panel's, in every edition, once."""
    whole = newest_pack(member.panel)
    if whole is None or not member.is_seated:
        return
    kept = _kept(member, whole)
    if not kept.codes:
        return
    for name, edition in EDITIONS.items():
        asked = _own(member, name).exclude(state=Pack.State.FAILED)
        if not any(_fits(pack, whole, kept) for pack in asked):
            packs.ask(
                builder=edition.of_member,
                subject=member,
                title=title_of(member.panel, name),
                by=member.person,
                snapshot=_without(whole, kept),
            )


def _kept(member: PanelMember, whole: Pack) -> KeptFrom:
    return kept_from(member).among(candidate["code"] for candidate in whole.snapshot["candidates"])


def _own(member: PanelMember, edition: str) -> Any:
    return Pack.objects.filter(builder=EDITIONS[edition].of_member, subject_id=member.pk, withheld_at__isnull=True)


def _fits(pack: Pack, whole: Pack, kept: KeptFrom) -> bool:
    """Made from this reading, without exactly these. No list of them is kept: it is seen from who is there."""
    if pack.snapshot["of"] != whole.snapshot_hash:
        return False
    there = {candidate["code"]: "withheld" in candidate for candidate in pack.snapshot["candidates"]}
    codes = {candidate["code"] for candidate in whole.snapshot["candidates"]}
    return there == {code: code in kept.known for code in codes - kept.apart}


def _without(whole: Pack, kept: KeptFrom) -> dict[str, Any]:
    """What was read, without what the member is not to read; those whom they know keep their time and code."""
    read = whole.snapshot
    sessions = [{**s, "codes": [code for code in s["codes"] if code not in kept.apart]} for s in read["sessions"]]
    return {
        **read,
        "of": whole.snapshot_hash,
        "sessions": [session for session in sessions if session["codes"]],
        "candidates": [_told(c, kept) for c in read["candidates"] if c["code"] not in kept.apart],
    }


def _told(candidate: Mapping[str, Any], kept: KeptFrom) -> dict[str, Any]:
    if candidate["code"] not in kept.known:
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
    of_panel = partial(PackBuilder, snapshot=snapshot, readable_subjects=readable_subjects)
    of_member = partial(PackBuilder, snapshot=None, readable_subjects=_nobody, page=_page)
    found = {}
    for edition in EDITIONS.values():
        found[edition.of_panel] = of_panel(sections=edition.sections)
        found[edition.of_member] = of_member(sections=edition.sections)
    return {**found, BUILDER: replace(found[BUILDER], ready=_when_ready)}

"""The pack of one member of a panel: agenda, terms, each portfolio that they may read, their sheets to fill in.

What is withheld from a member is not in it, and nothing in it points there: portfolios are counted anew for each. The
portfolios themselves are papers that are made once for everybody.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from assessment.models import (
    PanelItem,
    PanelMember,
    PanelPack,
    PanelPaper,
    PanelReading,
    PanelRecommendation,
)
from assessment.operations.panels.reading import outcomes_for, statements_for
from assessment.panels import papers, telling
from core.documents.models import Pack
from core.documents.packs import PackBuilder, Section
from core.jobs import CannotBeDone
from core.words import capitalised, day, listed

if TYPE_CHECKING:
    from core.accounts.models import User

NAME = "assessment_panel_pack"
FOLDER = papers.FOLDER


def snapshot(panel_pack_id: int) -> dict[str, Any]:
    """What a member's pack is made of. The portfolios stand in it by their hash: what was read of each is frozen."""
    given = PanelPack.objects.select_related("member__person", "member__meeting__university").get(pk=panel_pack_id)
    member, meeting = given.member, given.member.meeting
    if given.revoked_at is not None:
        raise CannotBeDone("This pack was taken back before it was made.")
    return {
        "meeting": {
            "reference": meeting.reference,
            "name": str(meeting),
            "university": meeting.university.name,
            "starts_at": meeting.starts_at.isoformat(),
            "place": meeting.place,
            "read_by": meeting.read_by.isoformat(),
        },
        "member": {"name": member.person.name, "role": member.get_role_display(), "number": given.number},
        "members": sorted(
            f"{one.person.name}{'' if one.role == PanelMember.Role.MEMBER else ', ' + one.get_role_display().lower()}"
            for one in meeting.members.sitting().select_related("person")
        ),
        "terms": meeting.terms,
        "items": [_item(item, member) for item in items_of(given)],
    }


def items_of(given: PanelPack) -> list[PanelItem]:
    """The portfolios of a pack in the order of the agenda, of those that its member may see now."""
    return list(
        PanelItem.objects.visible_to(given.member.person)
        .filter(meeting=given.member.meeting_id, submission__in=given.submissions.values("pk"))
        .standing()
        .select_related(
            "meeting",
            "submission__placement__apprentice__person",
            "submission__placement__apprentice__employer",
            "submission__placement__apprentice__cohort",
            "submission__placement__setting__organisation",
        )
        .order_by("pk")
    )


def _item(item: PanelItem, member: PanelMember) -> dict[str, Any]:
    placement = item.submission.placement
    paper = papers.paper_of(item.submission)
    readings = list(item.readings.standing().select_related("member__person").order_by("pk"))
    mine = any(reading.member_id == member.pk and reading.state == PanelReading.State.ASKED for reading in readings)
    return {
        "paper": paper.pk,
        "read_hash": paper.read_hash,
        "name": placement.apprentice.person.name,
        "placement": placement.name,
        "employer": placement.apprentice.employer.name,
        "recommendation": paper.read["recommendation"]["outcome"],
        "why": capitalised(listed(item.why)),
        "readers": [reading.member.person.name for reading in readings],
        "previous": [_previous(made) for made in _made_before(item)],
        "sheets": [_sheet(reading) for reading in readings] if item.revealed_at else [],
        "to_fill_in": {
            "capabilities": [str(statement) for statement in statements_for(item)],
            "outcomes": [label for _, label in outcomes_for(item)],
        }
        if mine
        else None,
    }


def _made_before(item: PanelItem) -> QuerySet[PanelRecommendation]:
    """What panels recommended before about this placement, for the portfolio now and for earlier ones."""
    return (
        PanelRecommendation.objects.filter(submission__placement=item.submission.placement_id)
        .exclude(panel_item=item)
        .order_by("recommended_at", "pk")
    )


def _previous(made: PanelRecommendation) -> dict[str, Any]:
    return {
        "at": made.recommended_at.isoformat(),
        "outcome": made.get_outcome_display(),
        "reasons": made.reasons,
    }


def _sheet(reading: PanelReading) -> dict[str, Any]:
    return {
        "by": reading.member.person.name,
        "would_recommend": reading.get_would_recommend_display(),
        "overall": reading.overall,
        "hash": reading.content_hash,
        "comments": [
            {"title": str(one.statement), "words": one.words}
            for one in reading.comments.select_related("statement__framework")
        ],
    }


def sections(read: dict[str, Any]) -> Iterator[Section]:
    """The parts of a pack, from what was read alone; each portfolio under its place on this member's agenda."""
    meeting = read["meeting"] | {
        "starts_at": datetime.datetime.fromisoformat(read["meeting"]["starts_at"]),
        "read_by": datetime.date.fromisoformat(read["meeting"]["read_by"]),
    }
    shared = {"meeting": meeting, "member": read["member"]}
    rows = [item | {"number": number} for number, item in enumerate(read["items"], start=1)]
    agenda = shared | {"items": rows, "members": read["members"], "terms": read["terms"]}
    yield Section("Agenda", f"{FOLDER}/agenda.html", agenda)
    if said := [_with_moments(item) for item in rows if item["previous"] or item["sheets"]]:
        yield Section("What was said before", f"{FOLDER}/before.html", shared | {"items": said})
    for item in rows:
        title = f"{item['number']} {item['name']}, {item['placement'].lower()}"
        yield Section(title, made=_pages(item["paper"], item["read_hash"]))
    if to_fill_in := [item for item in rows if item["to_fill_in"]]:
        yield Section("Your reader’s sheets", f"{FOLDER}/sheets.html", shared | {"items": to_fill_in})


def _with_moments(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"previous": [one | {"at": datetime.datetime.fromisoformat(one["at"])} for one in item["previous"]]}


def _pages(paper_id: int, read_hash: str) -> Callable[[], bytes]:
    def made() -> bytes:
        paper = PanelPaper.objects.select_related("file").filter(pk=paper_id, read_hash=read_hash).first()
        if paper is None:
            raise CannotBeDone("What was read of a portfolio is not there any more.")
        return papers.pages_of(paper)

    return made


def readable_subjects(user: User) -> QuerySet[Any]:
    """Packs that this person may have now: their own, as long as they sit and it was not taken back."""
    return PanelPack.objects.readable_by(user)


def ready(pack: Pack) -> None:
    """Its member is told, unless it was taken back while it was made."""
    given = PanelPack.objects.standing().filter(pk=pack.subject_id).select_related("member__person").first()
    if given is not None:
        telling.pack_ready(given)


def page(pack: Pack) -> str:
    given = PanelPack.objects.select_related("member__meeting").get(pk=pack.subject_id)
    return reverse("assessment:panel", args=[given.member.meeting.reference])


def people(pack: Pack) -> int:
    """How many people a pack is about: a pack of many is given out after a fresh second factor."""
    return len(pack.snapshot.get("items", ()))


def delivered(pack: Pack, user: User) -> None:
    """The receipt: when its member first had it."""
    mine = PanelPack.objects.filter(pk=pack.subject_id, member__person=user.pk, opened_at__isnull=True)
    mine.update(opened_at=timezone.now())


def why_closed(pack: Pack, user: User) -> str:
    """For a member whose pack closed because its days after the meeting are over, and for no other reason."""
    mine = PanelPack.objects.standing().filter(pk=pack.subject_id, member__person=user.pk or 0)
    over = mine.exclude(pk__in=PanelPack.objects.open_on(timezone.localdate()).values("pk"))
    given = over.select_related("member__meeting").first()
    if given is None or pack.withheld_at:
        return ""
    until = day(given.member.meeting.packs_open_until)
    return (
        f"Packs of this panel were open until {until}. The minutes stay on the page of the meeting. If there is an "
        "appeal about a portfolio in it, the pack opens again while the appeal runs."
    )


BUILDER = PackBuilder(
    snapshot=snapshot,
    sections=sections,
    readable_subjects=readable_subjects,
    page=page,
    ready=ready,
    people=people,
    delivered=delivered,
    why_closed=why_closed,
)

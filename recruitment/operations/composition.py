"""Ask the composition rule about real panels: rows in, sentences out, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from consortium.models import Organisation
from recruitment import composition
from recruitment.composition import Seat, Seen
from recruitment.models import (
    Application,
    Avoidance,
    Endorsement,
    Panel,
    PanelCandidate,
    Panellist,
    PanelMember,
    SelectionDay,
    StandingAvoidance,
    StepOut,
)
from recruitment.models.selection_days import GROUPS_IN_WORDS


def reasons_on(day: SelectionDay) -> list[str]:
    """Every reason why the panels of a day are not made up as the rule asks; empty where they are."""
    panels = list(day.panels.all())
    if not panels:
        return ["Add at least one panel."]
    found = reasons_by_panel(panels)
    return [reason for panel in panels for reason in found[panel.pk]]


def reasons_by_panel(panels: Iterable[Panel]) -> dict[int, list[str]]:
    """Panel id → reasons. Counts the members who said yes."""
    panels = list(panels)
    seats = seats_of(PanelMember.objects.filter(panel__in=panels).coming())
    seen = seen_by(PanelCandidate.objects.filter(panel__in=panels).live())
    return {
        panel.pk: composition.panel_reasons(panel.name, seats[panel.pk], GROUPS_IN_WORDS)
        + [
            reason
            for candidate in seen[panel.pk]
            for reason in composition.candidate_reasons(panel.name, seats[panel.pk], candidate, GROUPS_IN_WORDS)
        ]
        for panel in panels
    }


def reasons_against(panel: Panel, candidates: Iterable[Seen]) -> list[str]:
    """Why the people now on a panel may not see these candidates; whether the panel is complete is not asked."""
    seats = seats_of(PanelMember.objects.filter(panel=panel).current())[panel.pk]
    return [
        reason
        for candidate in candidates
        for seat in seats
        for reason in composition.candidate_reasons(panel.name, [_without_borough(seat)], candidate, [])
    ][:1]


def _without_borough(seat: Seat) -> Seat:
    """A seat for which only the person matters: a panel that is not complete yet cannot be all from one borough."""
    return Seat(**{**seat.__dict__, "boroughs": frozenset()})


def seats_of(members: Iterable[PanelMember]) -> dict[int, list[Seat]]:
    """Panel id → its seats."""
    rows = list(members.select_related("organisation__part_of").prefetch_related(*_covers("organisation")))  # type: ignore[attr-defined]
    avoided = _Avoided(row.person_id for row in rows)
    for avoidance in Avoidance.objects.filter(member__in=[row.pk for row in rows]).select_related("member"):
        avoided.add(avoidance.member.person_id, avoidance)
    seats: dict[int, list[Seat]] = defaultdict(list)
    for row in rows:
        agreed = (row.agreed_from, row.agreed_until) if row.agreed_from and row.agreed_until else None
        seats[row.panel_id].append(
            Seat(
                person=row.person_id,
                group=row.group,
                boroughs=boroughs_of(row.organisation),
                counts=not row.under_18,
                agreed=agreed,
                **avoided.of(row.person_id),
            )
        )
    return seats


def seats_of_panellists(panellists: Iterable[Panellist]) -> dict[int, Seat]:
    """Panellist id → the seat that they would take; only of those who count towards the make-up of a panel."""
    rows = list(panellists.select_related("organisation__part_of").prefetch_related(*_covers("organisation")))  # type: ignore[attr-defined]
    avoided = _Avoided(row.person_id for row in rows)
    return {
        row.pk: Seat(
            person=row.person_id,
            group=row.group,
            boroughs=boroughs_of(row.organisation),
            **avoided.of(row.person_id),
        )
        for row in rows
    }


class _Avoided:
    """What people asked not to meet, on the register or for one day; read by the rule alone."""

    def __init__(self, people: Iterable[int]) -> None:
        self._by_person: dict[int, list[Avoidance | StandingAvoidance]] = defaultdict(list)
        standing = StandingAvoidance.objects.filter(panellist__person__in=list(people))
        for avoidance in standing.select_related("panellist"):
            self.add(avoidance.panellist.person_id, avoidance)

    def add(self, person: int, avoidance: Avoidance | StandingAvoidance) -> None:
        self._by_person[person].append(avoidance)

    def of(self, person: int) -> dict[str, Any]:
        listed = self._by_person[person]
        return {
            "avoids_boroughs": frozenset(a.borough_id for a in listed if a.borough_id),
            "avoids_organisations": frozenset(a.organisation_id for a in listed if a.organisation_id),
            "avoids_names": tuple(a.name for a in listed if a.name),
        }


def seen_by(candidates: Iterable[PanelCandidate]) -> dict[int, list[Seen]]:
    """Panel id → its candidates as the rule sees them."""
    rows = list(
        candidates.select_related("application__candidate", "application__employer__part_of").prefetch_related(  # type: ignore[attr-defined]
            *_covers("application__employer")
        )
    )
    managers = dict(
        Endorsement.objects.current()
        .filter(application__in=[row.application_id for row in rows])
        .values_list("application_id", "manager_id")
    )
    gone = defaultdict(set)
    for candidate_id, person_id in StepOut.objects.filter(candidate__in=[row.pk for row in rows]).values_list(
        "candidate_id", "member__person_id"
    ):
        gone[candidate_id].add(person_id)
    seen: dict[int, list[Seen]] = defaultdict(list)
    for row in rows:
        seen[row.panel_id].append(as_seen(row, managers.get(row.application_id), gone[row.pk]))
    return seen


def who_may_see_whom(panels: Iterable[Panel], applications: Iterable[Application]) -> dict[int, frozenset[int]]:
    """Application id → ids of the panels whose members, those who said yes, may see this candidate."""
    panels, applications = list(panels), list(applications)
    seats = seats_of(PanelMember.objects.filter(panel__in=panels).coming())
    managers = dict(
        Endorsement.objects.current().filter(application__in=applications).values_list("application_id", "manager_id")
    )
    asked = set(
        PanelCandidate.objects.filter(
            application__in=applications, panel__in=panels, asked_for_another_panel_at__isnull=False
        ).values_list("application_id", "panel_id")
    )
    left = defaultdict(set)
    for application_id, person_id in StepOut.objects.filter(
        candidate__application__in=applications, candidate__panel__in=panels
    ).values_list("candidate__application_id", "member__person_id"):
        left[application_id].add(person_id)
    found = {}
    for application in applications:
        row = PanelCandidate(application=application)
        seen = as_seen(row, managers.get(application.pk), left[application.pk])
        found[application.pk] = frozenset(
            panel.pk
            for panel in panels
            if (application.pk, panel.pk) not in asked
            and not composition.candidate_reasons(panel.name, seats[panel.pk], seen, GROUPS_IN_WORDS)
        )
    return found


def as_seen(row: PanelCandidate, line_manager: int | None, stepped_out: Iterable[int] = ()) -> Seen:
    """One candidate as the rule sees them."""
    application = row.application
    employer = application.employer
    return Seen(
        code=application.code,
        person=application.candidate_id,
        name=application.candidate.name,
        boroughs=boroughs_of(employer),
        organisations=frozenset(filter(None, [employer.pk, employer.part_of_id] if employer else [])),
        line_manager=line_manager,
        asked_for_another_panel=row.asked_for_another_panel_at is not None,
        times=(timezone.localtime(row.starts_at).time(), timezone.localtime(row.ends_at).time()),
        stepped_out=frozenset(stepped_out),
    )


def boroughs_of(organisation: Organisation | None) -> frozenset[int]:
    """Boroughs that an organisation, or the council it is part of, covers; none for a university."""
    if organisation is None or organisation.kind == Organisation.Kind.UNIVERSITY:
        return frozenset()
    found = {borough.pk for borough in organisation.covers.all()}
    if organisation.part_of:
        found |= {borough.pk for borough in organisation.part_of.covers.all()}
    return frozenset(found)


def _covers(path: str) -> tuple[str, str]:
    return f"{path}__covers", f"{path}__part_of__covers"

"""The papers of a panel: timetable, what is looked for, each candidate under a code, score sheets to print.

Everything is named that goes in; nothing else can. Names, equality answers, adjustments, employers, what a line manager
said and who speaks for whom stay out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import words
from core.documents import packs
from core.documents.models import Pack
from core.documents.packs import PackBuilder, Section
from recruitment.board import sessions_of
from recruitment.codes import without_name
from recruitment.models import Application, Criterion, Panel, PanelCandidate, PanelMember
from recruitment.operations.timetable_rows import slots_of_panel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.accounts.models import User
    from core.jobs.models import Job

BUILDER = "panel_pack"


def ask_for_pack(*, panel: Panel, by: User) -> tuple[Pack, Job]:
    """Ask for the papers of a panel as they stand now; answers with the pack and the job that builds it."""
    title = f"Panel papers: {panel.name}, {words.day(panel.day.date)}"
    return packs.ask(builder=BUILDER, subject=panel, title=title, by=by)


def newest_pack(panel: Panel) -> Pack | None:
    """The newest papers of a panel that are ready."""
    return (
        Pack.objects.filter(builder=BUILDER, subject_id=panel.pk, state=Pack.State.READY)
        .select_related("file")
        .order_by("-built_at")
        .first()
    )


def snapshot(panel_id: int) -> dict[str, Any]:
    """What the papers are made from, read once."""
    panel = Panel.objects.select_related("day__campaign", "room").get(pk=panel_id)
    candidates = panel.candidates.live().select_related("application__candidate")
    members = panel.members.filter(state__in=PanelMember.COMING).select_related("person")
    return {
        "campaign": panel.day.campaign.name,
        "date": words.day(panel.day.date),
        "place": panel.day.place,
        "panel": panel.name,
        "room": panel.room.name,
        "members": sorted(member.person.first_name for member in members),
        "exercises": _exercises(panel),
        "sessions": [
            {
                "time": f"{timezone.localtime(s.starts_at):%H:%M} to {timezone.localtime(s.ends_at):%H:%M}",
                "exercise": s.exercise.name,
                "codes": s.codes,
            }
            for s in sessions_of(slots_of_panel(panel))
        ],
        "candidates": [_candidate(candidate) for candidate in candidates],
    }


def _exercises(panel: Panel) -> list[dict[str, Any]]:
    criteria = Criterion.objects.filter(exercise__day=panel.day_id).select_related("exercise")
    exercises: dict[int, dict[str, Any]] = {}
    for exercise in panel.day.exercises.all():
        exercises[exercise.pk] = {"name": exercise.name, "minutes": exercise.minutes, "criteria": []}
    for criterion in criteria:
        exercises[criterion.exercise_id]["criteria"].append({"name": criterion.name, "anchors": criterion.anchors})
    return list(exercises.values())


def _candidate(candidate: PanelCandidate) -> dict[str, Any]:
    application = candidate.application
    return {
        "code": application.code,
        "starts": f"{timezone.localtime(candidate.starts_at):%H:%M}",
        "ends": f"{timezone.localtime(candidate.ends_at):%H:%M}",
        "facts": [[question, answer] for question, answer in _facts(application) if answer],
        "why": without_name(application.why, application.candidate.name),
    }


def _facts(application: Application) -> Iterable[tuple[str, str]]:
    """Short answers that a panel reads, each with its question."""
    name = application.candidate.name
    degree = application.get_prior_degree_display()
    if application.prior_degree_subject:
        degree = f"{degree} ({without_name(application.prior_degree_subject, name)})"
    yield "Job", without_name(application.job_title, name)
    yield "Service", application.get_current_service_display()
    yield "Time in this work", application.get_service_length_display()
    yield "Earlier degree", degree


def sections(read: dict[str, Any]) -> Iterable[Section]:
    """The parts of the papers, in order."""
    folder = "documents/panel_pack"
    yield Section("Timetable", f"{folder}/timetable.html", read)
    yield Section("What each mark looks like", f"{folder}/marks.html", read)
    for candidate in read["candidates"]:
        yield Section(f"Candidate {candidate['code']}", f"{folder}/candidate.html", {"candidate": candidate})
    for candidate in read["candidates"]:
        context = {"candidate": candidate, "exercises": read["exercises"]}
        yield Section(f"Score sheet, candidate {candidate['code']}", f"{folder}/score_sheet.html", context)


def readable_subjects(user: User) -> QuerySet[Any]:
    """Ids of the panels whose papers this person may have now."""
    return Panel.objects.whose_papers_are_open_to(user).values("pk")


PANEL_PACK = PackBuilder(snapshot=snapshot, sections=sections, readable_subjects=readable_subjects)

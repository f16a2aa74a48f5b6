"""The papers of a panel: timetable, what is looked for, each candidate under a code, score sheets to print.

Everything is named that goes in; nothing else can. Names, equality answers, adjustments, employers, what a line manager
said and who speaks for whom stay out. They come as usual, in large print and in easy words, all from one reading. Panel
members have them on their own page (``own_papers``), those who run the day as packs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import words
from core.documents import packs
from core.documents.models import Pack
from core.documents.packs import Section
from recruitment.board import sessions_of
from recruitment.codes import without_name
from recruitment.models import Application, Criterion, Panel, PanelCandidate, PanelMember
from recruitment.operations.timetable_rows import slots_of_panel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.accounts.models import User
    from core.jobs.models import Job

BUILDER = "panel_pack"
FOLDER = "documents/panel_pack"


@dataclass(frozen=True)
class Edition:
    """One way in which papers are set: its words, and who builds a panel's papers in it, and one member's own."""

    words: str
    of_panel: str
    of_member: str
    sections: Callable[[dict[str, Any]], Iterable[Section]]


def ask_for_pack(*, panel: Panel, by: User) -> tuple[Pack, Job]:
    """Ask for the papers of a panel as they stand now; answers with the pack and the job that builds it.

    Once it is built, the other editions and members' own papers are made from what was read for it.
    """
    return packs.ask(builder=BUILDER, subject=panel, title=title_of(panel), by=by)


def title_of(panel: Panel, edition: str = "usual") -> str:
    """What papers of a panel are called."""
    said = "" if edition == "usual" else f", {EDITIONS[edition].words.lower()}"
    return f"Panel papers{said}: {panel.name}, {words.day(panel.day.date)}"


def newest_pack(panel: Panel) -> Pack | None:
    """The newest papers of a panel that are ready."""
    return _ready(BUILDER, panel).first()


def edition_of(whole: Pack, panel: Panel, edition: str) -> Pack | None:
    """A panel's newest papers in one edition, where they are ready: made from the same reading."""
    return _ready(EDITIONS[edition].of_panel, panel).filter(snapshot_hash=whole.snapshot_hash).first()


def other_editions(whole: Pack | None) -> list[Pack]:
    """What was made from the same reading in large print and in easy words, where it is ready; one query."""
    if whole is None:
        return []
    builders = [edition.of_panel for edition in EDITIONS.values() if edition.of_panel != BUILDER]
    found = Pack.objects.filter(builder__in=builders, subject_id=whole.subject_id, state=Pack.State.READY)
    same = found.filter(snapshot_hash=whole.snapshot_hash).order_by("built_at")
    return list({pack.builder: pack for pack in same}.values())


def _ready(builder: str, panel: Panel) -> QuerySet[Pack]:
    found = Pack.objects.filter(builder=builder, subject_id=panel.pk, state=Pack.State.READY, withheld_at__isnull=True)
    return found.select_related("file").order_by("-built_at")


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
    return _sections(read, large=False)


def large_sections(read: dict[str, Any]) -> Iterable[Section]:
    """The same in large print."""
    return _sections(read, large=True)


def _sections(read: dict[str, Any], *, large: bool) -> Iterable[Section]:
    yield Section("Timetable", f"{FOLDER}/timetable.html", {**read, "large": large})
    yield Section("What each mark looks like", f"{FOLDER}/marks.html", {**read, "large": large})
    for candidate in read["candidates"]:
        context = {"candidate": candidate, "large": large}
        yield Section(f"Candidate {candidate['code']}", f"{FOLDER}/candidate.html", context)
    for candidate in _to_score(read):
        context = {"candidate": candidate, "exercises": read["exercises"], "large": large}
        yield Section(f"Score sheet, candidate {candidate['code']}", f"{FOLDER}/score_sheet.html", context)


def easy_sections(read: dict[str, Any]) -> Iterable[Section]:
    """The same in easy words: one idea a line, questions as headings."""
    yield Section("What happens on the day", f"{FOLDER}/easy_day.html", read)
    yield Section("What the numbers 1 to 5 mean", f"{FOLDER}/easy_numbers.html", read)
    for candidate in read["candidates"]:
        yield Section(f"Candidate {candidate['code']}", f"{FOLDER}/easy_candidate.html", {"candidate": candidate})
    for candidate in _to_score(read):
        context = {"candidate": candidate, "exercises": read["exercises"]}
        yield Section(f"Your numbers for candidate {candidate['code']}", f"{FOLDER}/easy_score_sheet.html", context)


def _to_score(read: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (candidate for candidate in read["candidates"] if not candidate.get("withheld"))


EDITIONS = {
    "usual": Edition("As usual", BUILDER, "own_papers", sections),
    "large-print": Edition("Large print", "panel_pack_large", "own_papers_large", large_sections),
    "easy-read": Edition("Easy read", "panel_pack_easy", "own_papers_easy", easy_sections),
}
"""Word in addresses → edition."""


def readable_subjects(user: User) -> QuerySet[Any]:
    """Ids of the panels whose papers this person may have whole: those that they run."""
    return Panel.objects.run_by_people_of(user).order_by().values("pk")

"""Bring a spreadsheet, check it, apply it."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import jobs, workflow
from core.files.acceptance import TABLES, accept, keep
from core.files.models import StoredFile
from core.imports.kinds import ADDED, CHANGED, UNCHANGED, ImportKind, Refused, Results, Row
from core.imports.models import Import
from core.imports.sheets import Sheet, hand_back, read
from core.permissions import no
from core.workflow import StepRefused

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.jobs.models import Job

CHECKED_AT_ONCE = 300
"""A file with at most this many rows is checked while the person waits."""

MOST_SHOWN = 200
"""Problems kept for the page; the file that is handed back has all of them."""

Tell = Callable[[int, int], None]


@dataclass
class Found:
    """What a run over the rows found: results by row, and what is wrong by row and column."""

    good: list[Row] = field(default_factory=list)
    results: Results = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def wrong(self, row: int | None, column: str, message: str) -> None:
        self.problems.append({"row": row, "column": column, "message": message})

    def by_row(self) -> dict[int, list[str]]:
        """What to write into the last column of the file that is handed back."""
        rows: dict[int, list[str]] = defaultdict(list)
        for problem in self.problems:
            if problem["row"] is not None:
                said = f"{problem['column']}: {problem['message']}" if problem["column"] else problem["message"]
                rows[problem["row"]].append(said)
        return rows

    def count(self, result: str) -> int:
        return sum(1 for one in self.results.values() if one == result)


def bring(upload: IO[bytes], *, name: str, kind: str, by: User, options: dict[str, Any] | None = None) -> Import:
    """Take a spreadsheet in and check it; a long one is checked by a job (``check import``).

    Raises ``FileRefused`` or ``SheetRefused`` in words; then nothing is kept.
    """
    from core.imports.kinds import import_kinds

    columns = import_kinds[kind].columns
    with transaction.atomic():
        source = accept(upload, name=name, by=by, kinds=tuple(TABLES))
        try:
            sheet = _read(source, columns)
        except StepRefused:
            source.content.delete(save=False)
            raise
        brought = Import.objects.create(
            kind=kind, brought_by=by, source=source, options=options or {}, rows=len(sheet.rows)
        )
        if len(sheet.rows) > CHECKED_AT_ONCE:
            jobs.owe("check import", title=f"Checking {source.name}", by=by, payload={"import": brought.pk})
    if len(sheet.rows) <= CHECKED_AT_ONCE:
        check(brought)
    return brought


def check(brought: Import, *, tell: Tell | None = None) -> None:
    """Try the good rows and take everything back: what would happen, and what is wrong where."""
    sheet = sheet_of(brought)
    found = look_at(brought, sheet, tell=tell)
    with transaction.atomic():
        _try(brought, found, brought.the_kind.judge or brought.the_kind.apply)
        transaction.set_rollback(True)
    with transaction.atomic():
        workflow.move(brought, to=Import.State.CHECKED, by=brought.brought_by, **_counts(brought, sheet, found))


def ask_to_apply(brought: Import, *, by: User) -> Job:
    """Promise to apply what was checked. The page of the job shows how far it is."""
    with transaction.atomic():
        workflow.move(brought, to=Import.State.APPLYING, by=by)
        return jobs.owe(
            "apply import",
            title=f"Applying {brought.source.name}",
            by=by,
            payload={"import": brought.pk},
            dedupe_key=f"apply-import-{brought.pk}-{brought.version}",
        )


def apply(brought: Import, *, tell: Tell | None = None) -> None:
    """Take the good rows: all of them or, where something breaks, none; batch by batch where the kind says so."""
    sheet = sheet_of(brought)
    found = look_at(brought, sheet, tell=tell)
    if brought.the_kind.batch:
        _take_in_batches(brought, found, tell=tell)
    with transaction.atomic():
        if not brought.the_kind.batch:
            _try(brought, found, brought.the_kind.apply)
        counts = _counts(brought, sheet, found)
        workflow.move(brought, to=Import.State.DONE, by=brought.brought_by, finished_at=timezone.now(), **counts)


def check_job(job: Job) -> str:
    """Check a long spreadsheet in the background."""
    brought = Import.objects.select_related("source", "brought_by").get(pk=job.payload["import"])
    if brought.state == Import.State.CHECKING:
        check(brought, tell=lambda done, total: job.progress(done, total, "Checking rows"))
    return page_of(brought)


def apply_job(job: Job) -> str:
    """Apply a spreadsheet in the background; running it again after a crash starts from nothing done."""
    brought = Import.objects.select_related("source", "brought_by").get(pk=job.payload["import"])
    if brought.state == Import.State.DONE:
        return page_of(brought)
    answer = brought.the_kind.may(brought.brought_by, brought)
    if brought.source.state == StoredFile.State.REFUSED:
        answer = no("The virus scanner refused this file. Nothing of it was taken.")
    if not answer:
        workflow.move(brought, to=Import.State.CHECKED, by=brought.brought_by, reason=answer.reason)
        raise jobs.CannotBeDone(answer.reason)
    apply(brought, tell=lambda done, total: job.progress(done, total, "Checking rows"))
    return page_of(brought)


def page_of(brought: Import) -> str:
    """The page that shows what was found and what happened."""
    return reverse("import", args=[brought.reference])


def look_at(brought: Import, sheet: Sheet, *, tell: Tell | None = None) -> Found:
    """Put every row through its form, and say which rows are the same thing twice."""
    kind, found = brought.the_kind, Found()
    headings = {column.name: column.heading for column in kind.columns}
    seen: dict[Any, int] = {}
    for done, row in enumerate(sheet.rows, start=1):
        form = kind.form(row.values, brought=brought)
        if form.is_valid():
            twin = seen.setdefault(kind.key(form.cleaned_data), row.number) if kind.key else row.number
            if twin == row.number:
                found.good.append(Row(row.number, form.cleaned_data))
            else:
                found.wrong(row.number, "", f"The same is in row {twin} already")
        for name, messages in form.errors.items():
            for message in messages:
                found.wrong(row.number, headings.get(name, ""), str(message))
        if tell and done % 100 == 0:
            tell(done, len(sheet.rows))
    return found


def _take_in_batches(brought: Import, found: Found, *, tell: Tell | None) -> None:
    """Take the good rows for good, some at a time, and say after each how far it is."""
    kind, rows = brought.the_kind, found.good
    results: Results = {}
    for start in range(0, len(rows), kind.batch):
        found.good = rows[start : start + kind.batch]
        _try(brought, found, kind.apply)
        results |= found.results
        if tell:
            tell(min(start + kind.batch, len(rows)), len(rows))
    found.good, found.results = rows, results


def _try(brought: Import, found: Found, take: Callable[[Import, list[Row]], Results]) -> None:
    """Let the app take the good rows; where it refuses all of them, say so for the whole file."""
    kind: ImportKind = brought.the_kind
    if kind.whole and found.problems:
        return
    try:
        with transaction.atomic():
            found.results = take(brought, found.good)
    except StepRefused as refused:
        found.results = {}
        found.wrong(None, "", str(refused))
    for number, result in found.results.items():
        if isinstance(result, Refused):
            found.wrong(number, "", result.why)


def _counts(brought: Import, sheet: Sheet, found: Found) -> dict[str, Any]:
    """The counts and problems as they are stamped on the import, and the file to correct."""
    wrong = found.by_row()
    return {
        "rows": len(sheet.rows),
        "added": found.count(ADDED),
        "changed": found.count(CHANGED),
        "unchanged": found.count(UNCHANGED),
        "refused": len(wrong),
        "problems": sorted(found.problems, key=lambda problem: problem["row"] or 0)[:MOST_SHOWN],
        "handed_back": _handed_back(brought, sheet, wrong) if wrong else None,
    }


def _handed_back(brought: Import, sheet: Sheet, wrong: dict[int, list[str]]) -> StoredFile:
    stem = brought.source.name.rsplit(".", 1)[0][:100]
    return keep(
        hand_back(sheet, wrong, every_row=brought.the_kind.whole),
        name=f"{stem} to correct.{sheet.ending}",
        content_type=TABLES[sheet.ending],
        by=brought.brought_by,
        made_here=True,
    )


def sheet_of(brought: Import) -> Sheet:
    """The rows of a file that was brought, as they stand in it."""
    return _read(brought.source, brought.the_kind.columns)


def _read(source: StoredFile, columns: Any) -> Sheet:
    with source.content.open("rb") as content:
        return read(io.BytesIO(content.read()), columns, name=source.name)

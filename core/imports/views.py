"""The pages of an import: bring a file, see what it would do, apply it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from core import words
from core.accounts.fresh import asked_for_a_factor
from core.components import Card
from core.files.acceptance import TABLES
from core.forms import FileField, PortalForm
from core.imports import sheets, steps
from core.imports.kinds import import_kinds
from core.imports.models import Import
from core.jobs.models import Job
from core.permissions import require
from core.tables.export import XLSX_TYPE
from core.workflow import StepRefused


class BringForm(PortalForm):
    """The file; an app adds fields of its own in a subclass, which become the import's options."""

    submit = "Check the file"
    file = FileField(label="Spreadsheet", kinds=tuple(TABLES), help_text="Excel (xlsx) or CSV, up to 10,000 rows.")

    def options(self) -> dict[str, Any]:
        """What the app's own fields say, as it is kept with the import."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("file", "version")}


def bring_page(
    request: HttpRequest, *, kind: str, form: BringForm, options: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    """The page that takes a file of one kind; the app's view has asked for permission and made the form.

    ``context`` has ``caption``, ``back_url`` and ``back_words`` for the page's head.
    """
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            brought = steps.bring(
                upload,
                name=upload.name,
                kind=kind,
                by=request.user,  # type: ignore[arg-type]
                options=options | form.options(),
            )
        except StepRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("import", brought.reference)
    return render(request, "imports/bring.html", {"form": form, "kind": import_kinds[kind], "name": kind, **context})


def visible_import(request: HttpRequest, reference: str) -> Import:
    """An import that this person brought, or 404."""
    return get_object_or_404(
        Import.objects.visible_to(request.user).select_related("source", "handed_back", "brought_by"),
        reference=reference,
    )


@require_safe
def import_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What a file would do, or what it did."""
    brought = visible_import(request, reference)
    before = (
        Import.objects.visible_to(request.user)
        .filter(kind=brought.kind, source__sha256=brought.source.sha256, state=Import.State.DONE)
        .exclude(pk=brought.pk)
        .order_by("-finished_at")
        .first()
    )
    job = None
    if brought.state in (Import.State.CHECKING, Import.State.APPLYING):
        kind = "check import" if brought.state == Import.State.CHECKING else "apply import"
        job = Job.objects.visible_to(request.user).filter(kind=kind, payload={"import": brought.pk}).last()
    context = {
        "brought": brought,
        "before": before,
        "job": job,
        "cards": cards_of(brought),
        "done_url": brought.the_kind.done_url(brought),
    }
    return render(request, "imports/import.html", context)


def cards_of(brought: Import) -> list[Card]:
    """The counts in a row, in the tense of what has happened."""
    done, said = brought.state == Import.State.DONE, brought.the_kind.words
    counts = [
        (brought.rows, "row in the file" if brought.rows == 1 else "rows in the file"),
        (brought.added, said.did if done else said.would),
        (brought.changed, "changed" if done else "would be changed"),
        (brought.unchanged, "there already, as they are"),
        (brought.refused, "to correct"),
    ]
    return [Card(words.number(amount), text) for amount, text in counts if amount or text != counts[2][1]]


@require_POST
def apply_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the good rows."""
    brought = visible_import(request, reference)
    require(brought.the_kind.may(request.user, brought))  # type: ignore[arg-type]
    if not brought.may_be_applied:
        messages.warning(request, "There is nothing in this file that can be applied now.")
        return redirect("import", brought.reference)
    if brought.the_kind.grants_roles and (asked := asked_for_a_factor(request)):
        return asked
    try:
        job = steps.ask_to_apply(brought, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("import", brought.reference)
    return redirect("job", job.reference)


@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook with the headings of a kind of import."""
    if kind not in import_kinds:
        raise Http404
    found = import_kinds[kind]
    return HttpResponse(
        sheets.template(found.columns, title=found.title),
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, f"{slugify(found.title)}.xlsx") or "attachment"
        },
    )

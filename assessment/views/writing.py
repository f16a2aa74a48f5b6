"""The apprentice's screens: begin, write, link, send; take back, withdraw, delete."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessment import operations, permissions
from assessment.capabilities import statements_for
from assessment.forms import KindForm, SendForm, WriteForm, link_form
from assessment.forms.writing import with_suggestion
from assessment.kinds import all_kinds
from assessment.models import Evidence, EvidenceVersion, readers
from assessment.operations.screening import look_at_files
from assessment.operations.sending import Missing, personal_details, what_is_missing
from assessment.suggestions import suggestions
from assessment.views.asked import own_evidence_or_404, person, portfolio_or_404
from assessment.views.found import each_once, marked_texts
from core import words
from core.components import Fact
from core.files.acceptance import FileRefused
from core.files.models import StoredFile
from core.forms import drafts
from core.permissions import require
from core.steps import taken
from core.workflow import StepRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a kind and begin; a press on "Write a reflective log" posts the kind straight away."""
    apprentice = portfolio_or_404(request, reference)
    require(permissions.may_start(person(request), apprentice))
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        evidence = operations.start(apprentice, kind=form.cleaned_data["kind"], by=person(request))
        return redirect("assessment:write", evidence.reference)
    return render(request, "assessment/begin.html", {"apprentice": apprentice, "form": form, "kinds": all_kinds()})


@GET_OR_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Screen 1: title, day, words, a file. Saves itself while it is typed, where the browser can."""
    evidence, draft = _being_written(request, reference)
    save_url = reverse("assessment:write", args=[reference])
    if request.method == "POST":
        form = WriteForm(request.POST, request.FILES, record=draft, save_url=save_url)
        valid = form.is_valid()
        if getattr(request, "htmx", False):
            return _save_while_typing(request, evidence, form)
        if valid and _save(request, evidence, form):
            drafts.saved(request, form.draft_key)
            if "later" in request.POST:
                messages.success(request, "Your draft is saved. It is not sent yet.")
                return redirect("assessment:evidence", reference)
            return redirect("assessment:link", reference)
    else:
        form = WriteForm(record=draft, save_url=save_url)
    context = {
        "evidence": evidence,
        "kind": evidence.the_kind,
        "draft": draft,
        "form": form,
        "attachments": draft.attachments.select_related("file"),
        "returned": _returned(evidence),
        "reopening": evidence.reopenings.running().select_related("reopened_by", "version").first(),
    }
    return render(request, "assessment/write.html", context)


def _save(request: HttpRequest, evidence: Evidence, form: WriteForm) -> bool:
    """Save what was typed and take the file in; False where the form must be shown again."""
    draft = evidence.draft
    assert draft is not None
    with transaction.atomic():
        if not form.check_version(draft):
            return False
        try:
            operations.write(
                evidence, **form.typed(draft), by=person(request), page=form.cleaned_data["page"], at=timezone.now()
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
            return False
    upload = form.cleaned_data.get("file")
    if upload is None:
        return True
    try:
        operations.attach(evidence, upload=upload, name=upload.name, by=person(request))
    except (FileRefused, StepRefused) as refused:
        form.add_error("file", ValidationError(str(refused)))
        return False
    return True


def _save_while_typing(request: HttpRequest, evidence: Evidence, form: WriteForm) -> HttpResponse:
    """Answer a save that the page sent by itself: what can be read is saved, and the page is told where it stands."""
    draft = evidence.draft
    assert draft is not None
    saved: EvidenceVersion | None = None
    with transaction.atomic():
        if form.check_version(draft):
            saved = operations.write(
                evidence, **form.typed(draft), by=person(request), page=form.cleaned_data.get("page", "")
            )
    response = render(request, "assessment/saved.html", {"saved": saved})
    if saved is not None:
        response["HX-Trigger-After-Settle"] = "draft-saved"
    return response


@require_POST
def remove_file(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """Take a file away from the draft."""
    evidence, draft = _being_written(request, reference)
    stored = get_object_or_404(StoredFile, pk__in=draft.attachments.values("file"), reference=file)
    if not taken(request, lambda: operations.detach(evidence, file=stored, by=person(request))):
        return redirect("assessment:evidence", reference)
    messages.success(request, "The file is removed.")
    return redirect("assessment:write", reference)


@GET_OR_POST
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Screen 2: what it shows, one sentence each."""
    evidence, draft = _being_written(request, reference)
    on = draft.happened_on or timezone.localdate()
    make_form = link_form(statements_for(evidence.apprentice, on=on))
    if request.method == "POST" and "suggested" in request.POST:
        form = make_form(with_suggestion(request.POST), record=draft)
    elif request.method == "POST":
        form = make_form(request.POST, record=draft)
        if form.is_valid() and _save_links(request, evidence, form):
            drafts.saved(request, form.draft_key)
            if "later" in request.POST:
                messages.success(request, "Your draft is saved. It is not sent yet.")
                return redirect("assessment:evidence", reference)
            return redirect("assessment:send", reference)
    else:
        form = make_form(record=draft)
    context = {
        "evidence": evidence,
        "draft": draft,
        "form": form,
        "groups": list(form.groups()),
        "on": on,
        "suggestions": suggestions(form.chosen(), form.statements),
    }
    return render(request, "assessment/link.html", context)


def _save_links(request: HttpRequest, evidence: Evidence, form: object) -> bool:
    draft = evidence.draft
    assert draft is not None
    with transaction.atomic():
        if not form.check_version(draft):  # type: ignore[attr-defined]
            return False
        try:
            operations.link(evidence, claims=form.claims(), by=person(request))  # type: ignore[attr-defined]
        except StepRefused as refused:
            form.add_error(None, str(refused))  # type: ignore[attr-defined]
            return False
        EvidenceVersion.objects.filter(pk=draft.pk).update(written_in=form.cleaned_data["page"])  # type: ignore[attr-defined]
    return True


@GET_OR_POST
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Screen 3: check, see who will read it and what is frozen, send."""
    evidence, draft = _being_written(request, reference)
    on = timezone.localdate()
    missing = what_is_missing(draft, on=on)
    flagged = personal_details(draft)
    posted = request.POST if request.method == "POST" else None
    form = SendForm(posted, flagged=len(flagged), initial={"kept_reason": draft.kept_reason})
    may_send = permissions.may_send(person(request), evidence)
    if request.method == "POST":
        require(may_send)
        if form.is_valid() and not missing:
            return _sent(request, evidence, form.cleaned_data.get("kept_reason", ""))
        for one in missing:
            form.add_error(None, one.words)
    relations = permissions.relations_of(evidence.apprentice, on=on)
    marked = marked_texts(draft)
    context = {
        "evidence": evidence,
        "draft": draft,
        "form": form,
        "facts": [fact for fact in _facts(evidence, draft) if fact.label not in {one.title for one in marked}],
        "missing": [_missing_with_url(one, reference) for one in missing if not one.waits],
        "found": each_once(flagged),
        "marked": marked,
        "files": (looks := look_at_files(draft)),
        "ask_files": any(look.to_reason for look in looks),
        "assessors": readers.assessors(relations),
        "other_readers": [r for r in relations if r.kind in (readers.Kind.TUTOR, readers.Kind.PANEL_READER)],
        "may_send": may_send,
    }
    return render(request, "assessment/send.html", context)


@require_POST
def leave_out(request: HttpRequest, reference: str) -> HttpResponse:
    """One press: what looks like personal details is left out of the draft."""
    evidence, _ = _being_written(request, reference)
    only = request.POST.get("found")
    if taken(request, lambda: operations.leave_out_personal_details(evidence, only=only, by=person(request))):
        messages.success(request, "Left out. Read it once more, for names too.")
    return redirect("assessment:send", reference)


def _sent(request: HttpRequest, evidence: Evidence, kept_reason: str) -> HttpResponse:
    try:
        operations.submit(evidence, by=person(request), kept_reason=kept_reason)
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("assessment:send", evidence.reference)
    relations = permissions.relations_of(evidence.apprentice, on=timezone.localdate())
    told = [str(relation.person) for relation in readers.assessors(relations)]
    sentence = f"{words.listed(told)} has been told." if told else permissions.who_assesses(relations)
    messages.success(request, f"Sent to be assessed. {sentence} You can take it back until it is opened.")
    return redirect("assessment:evidence", evidence.reference)


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Make what was sent a draft again."""
    evidence = own_evidence_or_404(request, reference)
    try:
        operations.take_back(evidence, by=person(request))
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("assessment:evidence", reference)
    messages.success(request, "You have taken it back. Nobody else can see it until you send it again.")
    return redirect("assessment:write", reference)


@GET_OR_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take something out of the portfolio that was opened and is not accepted."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_withdraw(person(request), evidence))
    if request.method == "POST":
        if taken(request, lambda: operations.withdraw(evidence, by=person(request))):
            messages.success(request, "Withdrawn. It no longer waits for anybody.")
        return redirect("assessment:evidence", reference)
    return render(request, "assessment/withdraw.html", {"evidence": evidence})


@GET_OR_POST
def delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete a draft that nobody else ever saw."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_throw_away(person(request), evidence))
    if request.method == "POST":
        if taken(request, lambda: operations.throw_away(evidence, by=person(request))):
            messages.success(request, "Your draft is deleted.")
        return redirect("assessment:portfolio", evidence.apprentice.reference)
    return render(request, "assessment/delete.html", {"evidence": evidence, "draft": evidence.draft})


def _being_written(request: HttpRequest, reference: str) -> tuple[Evidence, EvidenceVersion]:
    """A piece of the person's own with the draft that they work on."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_write(person(request), evidence))
    draft = evidence.draft
    if draft is None:  # sent in another tab between the question whether it may be written and this line
        raise StepRefused("This was sent meanwhile. Look at it again before you go on.")
    return evidence, draft


def _returned(evidence: Evidence) -> object | None:
    """What the last answer asked for, while the next version is being written."""
    if evidence.state != Evidence.State.RETURNED or evidence.shown is None:
        return None
    return evidence.shown.returned


def _facts(evidence: Evidence, draft: EvidenceVersion) -> list[Fact]:
    write_url = reverse("assessment:write", args=[evidence.reference])
    link_url = reverse("assessment:link", args=[evidence.reference])
    files = "\n".join(str(attachment.file) for attachment in draft.attachments.select_related("file"))
    claims = draft.claims.select_related("statement__framework")
    return [
        Fact("Kind", evidence.the_kind.name),
        Fact("Title", draft.title or "None yet", write_url),
        Fact("Happened on", _day(draft.happened_on), write_url),
        Fact("What you wrote", draft.text or "Nothing yet", write_url),
        Fact("Files", files or "None", write_url),
        Fact("It shows", "\n\n".join(f"{c.statement}\n{c.why}" for c in claims) or "Nothing yet", link_url),
    ]


def _day(date: datetime.date | None) -> str:
    return words.day(date) or "Not said yet"


def _missing_with_url(missing: Missing, reference: str) -> tuple[str, str]:
    return missing.words, reverse(f"assessment:{missing.screen}", args=[reference])

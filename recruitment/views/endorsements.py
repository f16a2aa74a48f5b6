"""The line manager's two pages: the answer, then check and sign with a one-time code."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import links
from core.accounts.devices import address_of
from core.components import Fact
from core.limits import limited
from core.links.models import SignedLink
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.decisions import AskServiceForm, CodeForm, EndorsementForm, ServiceEndorsementForm
from recruitment.models import Endorsement
from recruitment.operations import endorsements as operations
from recruitment.views.by_link import for_the_line_manager
from recruitment.views.steps import posted


@for_the_line_manager
@limited("one_time_code")
@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request: HttpRequest, endorsement: Endorsement, link: SignedLink) -> HttpResponse:
    if endorsement.state != Endorsement.State.ASKED or endorsement.application.has_ended:
        return _answered(request, endorsement, AskServiceForm())
    initial = {
        "answer": endorsement.answer,
        "words": endorsement.words,
        **{field: getattr(endorsement, field) for field in Endorsement.SOURCES},
        "name": endorsement.signer_name or endorsement.manager_name,
        "role": endorsement.signer_role,
    }
    kind = ServiceEndorsementForm if endorsement.is_of_the_service else EndorsementForm
    form = kind(posted(request), initial=initial)
    form.draft_key = f"endorsement-{endorsement.reference}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_answer(endorsement=endorsement, **form.cleaned_data)
            links.send_code(link)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("recruitment:sign_endorsement", endorsement.reference)
    return render(request, "recruitment/applications/endorse.html", {"endorsement": endorsement, "form": form})


@for_the_line_manager
@limited("one_time_code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_endorsement(request: HttpRequest, endorsement: Endorsement, link: SignedLink) -> HttpResponse:
    if not endorsement.answer or endorsement.state != Endorsement.State.ASKED:
        return redirect("recruitment:endorse", endorsement.reference)
    form = CodeForm(posted(request), record=endorsement)
    if request.method == "POST" and form.is_valid():
        try:
            operations.sign_endorsement(
                endorsement=endorsement,
                link=link,
                code=form.cleaned_data["code"],
                version=form.cleaned_data.get("version") or 0,
                address=address_of(request),
            )
        except StepRefused as refused:
            form.add_error("code", str(refused))
        else:
            return redirect("recruitment:endorse", endorsement.reference)
    facts = [
        Fact("Candidate", endorsement.application.candidate.name),
        Fact("Your answer", endorsement.get_answer_display()),
        *[Fact(label, said) for label, said in endorsement.sources],
        Fact("What the employer should know", endorsement.words or "Nothing added"),
        Fact("Your name", endorsement.signer_name),
        Fact("Your role", endorsement.signer_role),
    ]
    context = {"endorsement": endorsement, "form": form, "facts": facts}
    return render(request, "recruitment/applications/sign_endorsement.html", context)


@for_the_line_manager
@limited("one_time_code")
@require_POST
def new_code(request: HttpRequest, endorsement: Endorsement, link: SignedLink) -> HttpResponse:
    taken(request, lambda: links.send_code(link), "We have sent a new code.")
    return redirect("recruitment:sign_endorsement", endorsement.reference)


@for_the_line_manager
@limited("public_form")
@require_POST
def ask_service(request: HttpRequest, endorsement: Endorsement, link: SignedLink) -> HttpResponse:
    """The line manager who has endorsed names who answers for the service; they get a link of their own."""
    form = AskServiceForm(posted(request))
    if not _may_name_the_service(endorsement):
        return redirect("recruitment:endorse", endorsement.reference)
    if not form.is_valid():
        return _answered(request, endorsement, form)
    step = partial(operations.ask_service, application=endorsement.application, by=link.person, **form.cleaned_data)
    taken(request, step, f"We have asked {form.cleaned_data['name']}. Thank you.")
    return redirect("recruitment:endorse", endorsement.reference)


def _may_name_the_service(endorsement: Endorsement) -> bool:
    endorsed = endorsement.state == Endorsement.State.ENDORSED and not endorsement.is_of_the_service
    return endorsed and not endorsement.application.has_ended


def _answered(request: HttpRequest, endorsement: Endorsement, form: AskServiceForm) -> HttpResponse:
    context = {
        "endorsement": endorsement,
        "form": form if _may_name_the_service(endorsement) else None,
        "service": endorsement.application.endorsements.of_the_service().first(),
    }
    return render(request, "recruitment/applications/endorsed.html", context)

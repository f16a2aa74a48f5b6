"""The candidate's side: begin, answer one question a page, ask the line manager, check, submit, withdraw."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Organisation
from core.accounts.models import User
from core.audit.models import Event
from core.components import Fact, Task
from core.forms import drafts
from core.limits import limited
from core.steps import taken
from core.workflow import StepRefused, may_move
from recruitment import questions
from recruitment.forms.public import BeginForm, FreshLinkForm
from recruitment.forms.questions import FORMS, AdjustmentsForm, CheckForm, ManagerForm, QuestionForm, WhyForm
from recruitment.keeping import kept_until, next_campaign
from recruitment.models import Application, Campaign, CampaignPlaces, Deferral, Endorsement, SuitabilityReferral
from recruitment.operations import applications as operations
from recruitment.operations import endorsements
from recruitment.operations.channels import named_in
from recruitment.operations.deferral_days import candidate_answers_by
from recruitment.operations.procedure_reviews import ask_until
from recruitment.pathway import advise_candidate
from recruitment.views.by_link import for_the_candidate
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


# Before there is an application -------------------------------------------------------------------------------


@login_not_required
@require_safe
def apply(request: HttpRequest) -> HttpResponse:
    campaigns = Campaign.objects.open(on=timezone.localdate()).select_related("cohort__university")
    offering = CampaignPlaces.objects.offering().select_related("employer")
    return render(
        request,
        "recruitment/applications/apply.html",
        {"campaigns": campaigns.prefetch_related(Prefetch("places", offering))},
    )


@login_not_required
@limited("public_form")
@require_http_methods(GET_OR_POST)
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    campaign = get_object_or_404(
        Campaign.objects.open(on=timezone.localdate()).select_related("cohort__university"), reference=reference
    )
    channel = named_in(request.GET.get("from", ""), campaign=campaign)
    form = BeginForm(posted(request), channels=campaign.channels.all(), initial={"heard_from": channel})
    if request.method == "POST" and form.is_valid():
        try:
            operations.begin(campaign=campaign, channel=channel, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("recruitment:link_sent")
    employers = campaign.places.offering().select_related("employer")
    context = {"campaign": campaign, "places": employers, "form": form, "dates": campaign.dates.all()}
    return render(request, "recruitment/applications/begin.html", context)


@login_not_required
@limited("fresh_link")
@require_http_methods(GET_OR_POST)
def fresh_link(request: HttpRequest) -> HttpResponse:
    form = FreshLinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        operations.send_fresh_links(email=form.cleaned_data["email"])
        return redirect("recruitment:link_sent")
    return render(request, "recruitment/applications/fresh_link.html", {"form": form})


@login_not_required
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "recruitment/applications/link_sent.html")


# The application's own page -----------------------------------------------------------------------------------


@for_the_candidate
@require_safe
def my_application(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    """A task list while it is written; afterwards where it stands and what comes next."""
    endorsement = application.endorsements.current().first()
    context: dict[str, Any] = {
        "application": application,
        "endorsement": endorsement,
        "may_withdraw": may_move(application, to=Application.State.WITHDRAWN),
        "open": application.campaign.takes_applications(on=timezone.localdate()),
    }
    if application.is_with_the_candidate:
        context["sections"] = [(section, _tasks(application, section)) for section in questions.SECTIONS]
        context["apart"] = _tasks_apart(application, endorsement)
        context["missing"] = questions.missing_answers(application)
        context["kept_until"] = kept_until(application)
        return render(request, "recruitment/applications/write.html", context)
    context["manager_still_matters"] = application.state in BEFORE_SHORTLISTING
    context["facts"] = facts_of(application)
    context["offer"] = getattr(application, "offer", None) if application.state in OFFER_SHOWN else None
    context["events"] = _public_events(application)
    context |= after_the_decision(application)
    if application.state in Application.NOT_YET:
        context["advice"] = advise_candidate(application)
        context["reinvited"] = hasattr(application, "reinvitation")
        context["kept_until"] = kept_until(application)
    return render(request, "recruitment/applications/mine.html", context)


def after_the_decision(application: Application) -> dict[str, Any]:
    """What the candidate reads and can ask for once there is an outcome."""
    last = ask_until(application)
    review = application.procedure_reviews.order_by("-pk").first()
    found = Deferral.objects.filter(application=application)
    deferral = found.select_related("campaign", "application__candidate").first()
    told = SuitabilityReferral.objects.filter(application=application, told_at__isnull=False)
    return {
        "feedback": getattr(application, "outcome_feedback", None),
        "review": review if review and (last is None or review.of_state == application.state) else None,
        "review_until": last if last and last >= timezone.localdate() else None,
        "deferral": deferral,
        "deferral_answer_by": candidate_answers_by(deferral) if deferral else None,
        "next_campaign": next_campaign(application) if deferral else None,
        "asked_about": told.exists(),
    }


BEFORE_SHORTLISTING = (
    Application.State.SUBMITTED,
    Application.State.EXCEPTION_REQUESTED,
    Application.State.ELIGIBLE,
    Application.State.RESERVE,
)
OFFER_SHOWN = (
    Application.State.OFFERED,
    Application.State.ACCEPTED,
    Application.State.DECLINED,
    Application.State.ENROLLED,
)
CANDIDATES_OWN = ("submitted", "withdrawn", "accepted", "declined", "deferred", "enrolled")


def _public_events(application: Application) -> list[Event]:
    """The candidate's own steps; who decided what is said by the state, not by names."""
    return [event for event in Event.objects.timeline(application) if event.to_state in CANDIDATES_OWN]


def _tasks(application: Application, section: str) -> list[Task]:
    return [
        Task(
            question.title,
            url=reverse("recruitment:question", args=[application.reference, question.slug]),
            status="Answered" if question.is_answered(application) else "To do",
            tone=None if question.is_answered(application) else "waiting",
        )
        for question in questions.asked_of(application)
        if question.section == section
    ]


def _tasks_apart(application: Application, endorsement: Endorsement | None) -> list[Task]:
    reference = application.reference
    return [
        Task(
            "Ask your line manager",
            url=reverse("recruitment:ask_manager", args=[reference]),
            hint="Now or after you submit. They hear nothing before you ask.",
            status=endorsement.get_state_display() if endorsement else "Not asked yet",
        ),
        Task(
            "Certificates",
            url=reverse("recruitment:certificates", args=[reference]),
            hint="Photos or PDFs of your English, maths and other qualifications. Only the university opens them.",
            status="Optional",
        ),
        Task(
            "Adjustments",
            url=reverse("recruitment:adjustments", args=[reference]),
            hint="What would help you to take part. Kept apart from your application.",
            status="Optional",
        ),
        Task(
            "Equality questions",
            url=reverse("recruitment:equality", args=[reference]),
            hint="Kept apart from your application. Nobody who decides on it can see your answers.",
            status="Optional",
        ),
    ]


def facts_of(application: Application, *, change: bool = False, leaving_out: tuple[str, ...] = ()) -> list[Fact]:
    """The answers as rows; ``change`` adds where each is changed, ``leaving_out`` are questions not to show."""
    rows = []
    for question in questions.asked_of(application):
        if question.slug in leaving_out:
            continue
        url = reverse("recruitment:question", args=[application.reference, question.slug]) + "?from=check"
        rows.append(Fact(question.title, _said(application, question), url if change else ""))
    return rows


def _said(application: Application, question: questions.Question) -> str:
    if question.slug == "name":
        return application.candidate.name
    said = [_value_in_words(application, field) for field in question.fields]
    return "\n".join(words for words in said if words) or "Not answered yet"


def _value_in_words(application: Application, field: str) -> str:
    value = getattr(application, field)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if display := getattr(application, f"get_{field}_display", None):
        return str(display())
    return f"{value.normalize():f} hours" if field == "weekly_hours" else str(value)


# One question a page ------------------------------------------------------------------------------------------


@for_the_candidate
@require_http_methods(GET_OR_POST)
def question(request: HttpRequest, application: Application, person: User, slug: str) -> HttpResponse:
    asked = questions.find(application, slug)
    if asked is None:
        raise Http404
    if not application.is_with_the_candidate and slug != "phone":
        return redirect("recruitment:my_application", application.reference)
    form = _question_form(request, application, asked)
    if request.method == "POST" and form.is_valid() and _save(form, application, person, asked):
        drafts.saved(request, form.draft_key)
        return redirect(_next_page(request, application, asked))
    context = {"application": application, "form": form, "question": asked}
    return render(request, "recruitment/applications/question.html", context)


def _question_form(request: HttpRequest, application: Application, asked: questions.Question) -> QuestionForm:
    kind = FORMS[asked.slug]
    more: dict[str, Any] = {}
    if asked.slug == "employer":
        more["employers"] = Organisation.objects.filter(campaign_places__in=application.campaign.places.offering())
    if kind is WhyForm:
        more["record"] = application
    initial = {field: getattr(application, field) for field in asked.fields}
    form = kind(posted(request), initial=initial or {"name": application.candidate.name}, **more)
    form.draft_key = f"application-{application.reference}-{asked.slug}"
    return form


@transaction.atomic
def _save(form: QuestionForm, application: Application, person: User, asked: questions.Question) -> bool:
    """Keep the answer; False where the form has to be shown again with the reason."""
    if "version" in form.fields and not form.check_version(application):
        return False
    try:
        if asked.slug == "name":
            operations.save_name(application=application, by=person, name=form.cleaned_data["name"])
        else:
            answers = {field: form.cleaned_data[field] for field in asked.fields}
            operations.save_answers(application=application, by=person, **answers)
            _follow_works_there(application, person)
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _follow_works_there(application: Application, person: User) -> None:
    """Who works for the employer that they apply to does not type its name again."""
    if application.works_there and application.employer and application.current_employer != application.employer.name:
        operations.save_answers(application=application, by=person, current_employer=application.employer.name)


def _next_page(request: HttpRequest, application: Application, asked: questions.Question) -> str:
    following = questions.after(application, asked)
    if request.GET.get("from") == "check" and application.is_with_the_candidate:
        if following and not following.is_answered(application):
            return reverse("recruitment:question", args=[application.reference, following.slug]) + "?from=check"
        return reverse("recruitment:check_answers", args=[application.reference])
    if following and application.is_with_the_candidate:
        return reverse("recruitment:question", args=[application.reference, following.slug])
    return reverse("recruitment:my_application", args=[application.reference])


@for_the_candidate
@require_http_methods(GET_OR_POST)
def adjustments(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    kept = operations.adjustments_of(application, by=person) if request.method != "POST" else None
    initial = {name: getattr(kept, name) for name in ("wanted", "what_helps", "carry_over")} if kept else {}
    form = AdjustmentsForm(posted(request), initial=initial)
    form.draft_key = f"application-{application.reference}-adjustments"
    if request.method == "POST" and form.is_valid():
        operations.save_adjustments(application=application, by=person, **form.cleaned_data)
        drafts.saved(request, form.draft_key)
        messages.success(request, "We have kept what you told us.")
        return redirect("recruitment:my_application", application.reference)
    return render(request, "recruitment/applications/question.html", {"application": application, "form": form})


# The line manager ---------------------------------------------------------------------------------------------


@for_the_candidate
@require_http_methods(GET_OR_POST)
def ask_manager(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    endorsement = application.endorsements.current().select_related("manager").first()
    initial = {"name": endorsement.manager_name, "email": endorsement.manager.email} if endorsement else {}
    form = ManagerForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            endorsements.ask_manager(application=application, by=person, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "We have asked your line manager. You will hear from us when they have answered.")
            return redirect("recruitment:my_application", application.reference)
    context = {"application": application, "endorsement": endorsement, "form": form}
    return render(request, "recruitment/applications/ask_manager.html", context)


# Check, submit, withdraw --------------------------------------------------------------------------------------


@for_the_candidate
@require_http_methods(GET_OR_POST)
def check_answers(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    if request.method == "POST":
        handed_in = taken(request, partial(operations.submit, application=application, by=person))
        return redirect("recruitment:submitted" if handed_in else "recruitment:my_application", application.reference)
    if not application.is_with_the_candidate:
        return redirect("recruitment:my_application", application.reference)
    context = {
        "application": application,
        "facts": facts_of(application, change=True),
        "missing": questions.missing_answers(application),
        "form": CheckForm(),
    }
    return render(request, "recruitment/applications/check.html", context)


@for_the_candidate
@require_safe
def submitted(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    if application.is_with_the_candidate:
        return redirect("recruitment:my_application", application.reference)
    asked = application.endorsements.current().exists()
    return render(request, "recruitment/applications/submitted.html", {"application": application, "asked": asked})


@for_the_candidate
@require_http_methods(GET_OR_POST)
def withdraw(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    if not may_move(application, to=Application.State.WITHDRAWN):
        return redirect("recruitment:my_application", application.reference)
    if request.method == "POST":
        step = partial(operations.withdraw, application=application, by=person)
        taken(request, step, "Your application is withdrawn.")
        return redirect("recruitment:my_application", application.reference)
    return render(request, "recruitment/applications/withdraw.html", {"application": application})


@for_the_candidate
@require_POST
def manager_again(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    endorsement = get_object_or_404(application.endorsements.current())
    step = partial(endorsements.send_again, endorsement=endorsement, by=person)
    taken(request, step, "We have sent your line manager a fresh link.")
    return redirect("recruitment:my_application", application.reference)

"""The pathway into social work and the self-check, open to everybody; nothing that is typed here is kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Standard
from recruitment import pathway as rules
from recruitment.forms.pathway import SelfCheckForm
from recruitment.models import Campaign, InformationSession
from recruitment.views.steps import posted


@login_not_required
@require_safe
def pathway(request: HttpRequest) -> HttpResponse:
    context = {
        "steps": rules.steps(),
        "degree_in_another_subject": rules.DEGREE_IN_ANOTHER_SUBJECT,
        "degree_close_to_it": rules.DEGREE_CLOSE_TO_IT,
    }
    return render(request, "recruitment/pathway/pathway.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest) -> HttpResponse:
    """One short form, and advice beside what to do next. The answers live as long as the page."""
    form = SelfCheckForm(posted(request))
    if request.method == "POST" and form.is_valid():
        advice = rules.advise(form.cleaned_data)
        context = {
            "advice": advice,
            "steps": [step for step in rules.steps() if step.standard.code in advice.standards],
            "degree": Standard.objects.filter(code=rules.DEGREE).first(),
            "campaigns": Campaign.objects.open(on=timezone.localdate()).exists(),
            "sessions": InformationSession.objects.published().to_come(at=timezone.now()).exists(),
        }
        return render(request, "recruitment/pathway/advice.html", context)
    return render(request, "recruitment/pathway/self_check.html", {"form": form})

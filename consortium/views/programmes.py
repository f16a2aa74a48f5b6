"""Standards with their versions, frameworks with their statements, and the official list of a standard."""

from __future__ import annotations

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consortium import permissions
from consortium.imports import OFFICIAL_LIST
from consortium.models import Framework, Standard, StandardVersion
from core.imports.views import BringForm, bring_page


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """The standards of the pathway and the frameworks that evidence is mapped to."""
    context = {
        "standards": Standard.objects.annotate(version_count=Count("versions")),
        "frameworks": Framework.objects.annotate(statement_count=Count("statements")).order_by("title", "valid_from"),
    }
    return render(request, "consortium/standards.html", context)


@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """One standard: versions, placements, frameworks, where it leads."""
    found = get_object_or_404(Standard, code=code)
    context = {
        "standard": found,
        "versions": found.versions.prefetch_related("frameworks").order_by("version"),
        "leads_to": [step.next for step in found.leads_to.select_related("next")],
        "fed_by": [step.feeder for step in found.fed_by.select_related("feeder")],
        "minimums": found.published_minimums.all(),
        "may_keep": permissions.may_keep_register(request.user),  # type: ignore[arg-type]
    }
    return render(request, "consortium/standard.html", context)


@require_safe
def framework(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """One edition of a framework with its levels and statements."""
    found = get_object_or_404(Framework, code=code, edition=edition)
    context = {"framework": found, "levels": found.levels.all(), "statements": found.statements.all()}
    return render(request, "consortium/framework.html", context)


class BringOfficialListForm(BringForm):
    edition = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9. -]*$",
        label="Name of this edition",
        max_length=40,
        help_text="The version of the standard, as it was published. A published edition is never edited.",
    )
    publisher = forms.CharField(label="Who published it", max_length=150)
    field_order = ["file", "edition", "publisher"]


@require_http_methods(["GET", "HEAD", "POST"])
def bring_official_list(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """Bring the official knowledge, skills and behaviours of a version of a standard."""
    found = get_object_or_404(StandardVersion.objects.select_related("standard"), standard__code=code, version=version)
    permissions.require(permissions.may_keep_register(request.user))  # type: ignore[arg-type]
    form = BringOfficialListForm(request.POST or None, request.FILES or None, initial={"edition": version})
    return bring_page(
        request,
        kind=OFFICIAL_LIST,
        form=form,
        options={"standard": code, "version": version},
        context={
            "caption": str(found),
            "back_url": reverse("consortium:standard", args=[code]),
            "back_words": found.standard.title,
        },
    )

"""Beside the concerns: what to do now when somebody may be at risk, whom to phone, and racism counted by borough."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import concern_counts, forms, operations, people, permissions
from apprentices.at_risk import advice, contacts_for
from apprentices.models import ConcernArrangements
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import require


@login_not_required
@require_safe
def at_risk(request: HttpRequest) -> HttpResponse:
    """For everybody, signed in or not: what to do, whom to phone, and the way outside one's line."""
    user: User = request.user  # type: ignore[assignment]
    own = people.own_record(user) if user.is_authenticated else None
    return render(
        request,
        "apprentices/concerns/at_risk.html",
        {
            "advice": advice(),
            "contacts": contacts_for(user, on=timezone.localdate()),
            "own": own,
            "sees_apprentices": user.is_authenticated and people.sees_apprentices(user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def arrangements(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom to phone at an organisation, kept by its own people."""
    user: User = request.user  # type: ignore[assignment]
    seen = Organisation.objects.visible_to(user, on=timezone.localdate())
    organisation = get_object_or_404(seen, reference=reference)
    require(permissions.may_keep_arrangements(user, organisation))
    kept = ConcernArrangements.objects.filter(organisation=organisation).first()
    form = forms.ConcernArrangementsForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid() and (kept is None or form.check_version(kept)):
        fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
        operations.keep_arrangements(organisation, fields=fields, by=user)
        messages.success(request, "Saved. It stands on “Somebody may be at risk: what to do now”.")
        return redirect("apprentices:concerns")
    context = {"organisation": organisation, "form": form, "back": reverse("apprentices:concerns")}
    return render(request, "apprentices/concerns/arrangements.html", context)


@require_safe
def racism(request: HttpRequest) -> HttpResponse:
    """How often racism was reported, by borough: counts, none under ten."""
    if not permissions.counts_racism(request.user):  # type: ignore[arg-type]
        raise Http404
    rows = concern_counts.racism_by_borough()
    return render(request, "apprentices/concerns/racism.html", {"rows": rows, "smallest": concern_counts.SMALLEST})

"""Raising a concern: one short form, one page to check, sent."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices import forms, operations, permissions
from apprentices.models import Apprentice, Concern, Involvement
from apprentices.operations.concerns.choosing import hosts_of
from apprentices.operations.concerns.raising import RELATIONS
from apprentices.views.checked import OURS, is_confirmed, wants_to_change
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.components import Fact
from core.permissions import require

About = Concern.About


def _subjects(apprentice: Apprentice, user: User) -> list[tuple[str, str]]:
    """Whom or what a concern can be about, by name: those around the apprentice today."""
    today, own = timezone.localdate(), user.pk == apprentice.person_id
    found = [(About.APPRENTICE.value, "My own learning" if own else f"The practice or learning of {apprentice}")]
    about = {kind: relation for relation, kinds in RELATIONS.items() for kind in kinds}
    held = Involvement.objects.on(today).filter(apprentice=apprentice, kind__in=about, person__isnull=False)
    for part in held.select_related("person").order_by("kind", "person__name"):
        if part.person and part.person != user:
            value = f"{about[Involvement.Kind(part.kind)].value}:{part.person.reference}"
            found.append((value, f"{part.person} ({part.get_kind_display().lower()})"))
    hosts = " or ".join(host.short_name for host in hosts_of(apprentice, on=today))
    found.append(
        (About.HOST.value, f"The placement at {hosts}" if hosts else "The placement or the team that hosts it")
    )
    found.append((About.LEAD.value, f"The workforce lead at {apprentice.employer.short_name}"))
    found.append((About.SOMEBODY_ELSE.value, About.SOMEBODY_ELSE.label))
    return found


def _raised(form: forms.RaiseConcernForm) -> operations.RaisedConcern:
    typed = form.cleaned_data
    about, _, reference = typed["about"].partition(":")
    return operations.RaisedConcern(
        about=about,
        kind=typed["kind"],
        happened=typed["happened"],
        wished=typed["wished"],
        named=list(User.objects.filter(reference=reference)) if reference else [],
        wants_to_move=typed.get("wants_to_move", False),
        hold_asked=typed.get("hold_asked", False),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_raise_concern(user, apprentice))

    def sent(concern: Concern) -> HttpResponse:
        messages.success(request, "Sent. What happens next stands below.")
        return redirect("apprentices:concern", reference=concern.reference)

    return raising(request, apprentice, user, sent=sent, back=reverse("apprentices:record", args=[reference]))


def raising(
    request: HttpRequest,
    apprentice: Apprentice,
    user: User,
    *,
    sent: Callable[[Concern], HttpResponse],
    back: str,
) -> HttpResponse:
    """The form, the page to check, and ``sent`` with what was raised: of one person, signed in or by link."""
    own = user.pk == apprentice.person_id
    form = forms.RaiseConcernForm(request.POST or None, subjects=_subjects(apprentice, user), own=own)
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        raised = _raised(form)
        if is_confirmed(request):
            return sent(operations.raise_concern(apprentice, raised=raised, by=user))
        return _check(request, apprentice, user, form, raised, own=own)
    context = {"apprentice": apprentice, "form": form, "own": own, "back": back}
    return render(request, "apprentices/concerns/raise.html", context)


def _check(
    request: HttpRequest,
    apprentice: Apprentice,
    user: User,
    form: forms.RaiseConcernForm,
    raised: operations.RaisedConcern,
    *,
    own: bool,
) -> HttpResponse:
    """What was typed, who gets it, who will know of it."""
    lead = operations.would_deal_with(apprentice, raised, by=user, on=timezone.localdate())
    subjects = dict(form.fields["about"].choices)
    facts = [
        Fact("About", subjects[form.cleaned_data["about"]]),
        Fact("Sort", Concern.Kind(raised.kind).label),
    ]
    if raised.happened:
        facts += [Fact("What happened", raised.happened), Fact("What would help", raised.wished or "Not said")]
    if raised.wants_to_move:
        facts.append(Fact("Moving", "I would like to move, without it being held against me"))
    if raised.hold_asked:
        facts.append(Fact("Telling the apprentice", "A safeguarding lead is asked first"))
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in OURS]
    context = {
        "apprentice": apprentice,
        "facts": facts,
        "lead": lead,
        "own": own,
        "complaint": raised.kind == Concern.Kind.COMPLAINT,
        "about_apprentice": raised.about == About.APPRENTICE,
        "typed": typed,
    }
    return render(request, "apprentices/concerns/check.html", context)

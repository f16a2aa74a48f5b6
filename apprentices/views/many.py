"""Many apprentices in one step: a new employer on one day, and one person's part passed to another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations, permissions, steps
from apprentices.forms.transfers import ChooseApprenticesForm, PassPartForm, ReorganisationForm
from apprentices.models import Apprentice, Involvement, Reorganisation
from apprentices.operations.reorganisations import reorganisation_step, reorganisation_words
from apprentices.permissions.employment import LEAD
from apprentices.views.checked import check_page, is_confirmed, wants_to_change
from consortium.models import Organisation
from core.accounts.models import User
from core.components import Fact
from core.jobs.models import Job
from core.permissions import require
from core.words import count, day
from core.workflow import StepRefused

MOST_SAID = 10
"""Consequences of a move are shown for so many people; the rest are like them."""


@require_http_methods(["GET", "HEAD", "POST"])
def reorganise(request: HttpRequest) -> HttpResponse:
    """From which employer to which, for whom, what follows, and the one press."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_reorganise(user))
    today = timezone.localdate()
    current = Organisation.objects.current(today)
    own = Organisation.objects.reached_by(user, on=today, roles=[LEAD]).filter(kind__in=Organisation.EMPLOYER_KINDS)
    bodies = current.exclude(kind__in=[Organisation.Kind.SERVICE, Organisation.Kind.UNIVERSITY])
    form = ReorganisationForm(request.POST or None, own=own, employers=current.employers(), bodies=bodies)
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        return _choose_and_move(request, form.cleaned_data, form)
    return _reorganise_page(request, form)


def _reorganise_page(request: HttpRequest, form: ReorganisationForm) -> HttpResponse:
    planned = Reorganisation.objects.visible_to(request.user)  # type: ignore[arg-type]
    context = {"form": form, "planned": planned.select_related("before", "after")[:20]}
    return render(request, "apprentices/transfers/reorganise.html", context)


def _choose_and_move(request: HttpRequest, typed: dict[str, Any], form: ReorganisationForm) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_reorganise_from(user, typed["before"]))
    there = [a for a in operations.employed_at(typed["before"]) if a.person_id != user.pk]
    choose = ChooseApprenticesForm(request.POST if is_confirmed(request) else None, apprentices=there)
    if is_confirmed(request) and choose.is_valid():
        wanted = {name: typed[name] for name in ("before", "after", "legal_employer", "on")}
        try:
            planned, job = operations.plan_reorganisation(apprentices=choose.picked(), by=user, **wanted)
        except StepRefused as refused:
            form.add_error(None, str(refused))
            return _reorganise_page(request, form)
        if job:
            return redirect("job", job.reference)
        messages.success(request, f"Planned. On the morning of {day(planned.on)} they are moved.")
        return redirect("apprentices:reorganisation", reference=planned.reference)
    law = typed["legal_employer"] or typed["after"].legal_body
    facts = [
        Fact("From", typed["before"].name),
        Fact("To", typed["after"].name),
        Fact("Legal employer", law.name),
        Fact("First day", day(typed["on"])),
    ]
    nobody = [] if there else [f"{typed['before']} has no apprentices on the programme."]
    return check_page(
        request,
        heading="Move these apprentices",
        caption="TUPE or reorganisation",
        facts=facts,
        lines=[
            "There is no gap and no new start date, and the same off-the-job rules hold.",
            "Line managers and everybody else around the apprentices stay.",
            "The record opens to the new employer on the first day. The old one keeps a statement of the day before.",
            *_consequences(there, typed, by=user),
        ],
        concerns=nobody,
        button="Move them",
        choose=choose,
    )


def _consequences(apprentices: list[Apprentice], typed: dict[str, Any], *, by: User) -> list[str]:
    """What other parts of the portal say about the move, each sentence once."""
    said: dict[str, None] = {}
    for apprentice in apprentices[:MOST_SAID]:
        step = reorganisation_step(apprentice, before=typed["before"], after=typed["after"], on=typed["on"], by=by)
        said.update(dict.fromkeys([*steps.transfer.preview(step), *steps.transfer.blocks(step)]))
    return list(said)


def _visible(request: HttpRequest, reference: str) -> Reorganisation:
    seen = Reorganisation.objects.visible_to(request.user)  # type: ignore[arg-type]
    related = ("before", "after", "legal_employer", "asked_by")
    return get_object_or_404(seen.select_related(*related), reference=reference)


@require_safe
def reorganisation(request: HttpRequest, reference: str) -> HttpResponse:
    """How it stands: planned, running with its progress, or done, with those who could not be moved."""
    planned = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    job = Job.objects.visible_to(user).filter(dedupe_key=f"reorganise-{planned.pk}").first()
    context = {
        "planned": planned,
        "sentence": reorganisation_words(planned),
        "amount": count(planned.apprentices.count(), "apprentice"),
        "job": job if job and not job.is_over else None,
        "may_take_back": permissions.may_take_back_reorganisation(user, planned),
    }
    return render(request, "apprentices/transfers/reorganisation.html", context)


@require_POST
def take_back_reorganisation(request: HttpRequest, reference: str) -> HttpResponse:
    planned = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_take_back_reorganisation(user, planned))
    try:
        operations.take_back_reorganisation(planned, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Taken back. Nobody is moved.")
    return redirect("apprentices:reorganisation", reference=reference)


# Parts -------------------------------------------------------------------------------------------------------


def _parts(user: User) -> list[Involvement]:
    """Who holds, today or later, a part that this person may pass on; one row for each person and kind."""
    found: dict[tuple[str, int], Involvement] = {}
    for kind in permissions.kinds_to_pass_on(user):
        held = Involvement.objects.overlapping(timezone.localdate(), None).filter(
            kind=kind, apprentice__in=permissions.those_to_name_for(user, kind), person__isnull=False
        )
        for part in held.select_related("person").order_by("person__name", "pk"):
            found.setdefault((part.kind, part.person_id or 0), part)
    return list(found.values())


@require_http_methods(["GET", "HEAD", "POST"])
def pass_part(request: HttpRequest) -> HttpResponse:
    """A tutor or line manager leaves: their apprentices go to somebody else, in one step."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_pass_on_many(user))
    choices = [
        (f"{part.kind}:{part.person_id}", f"{part.person}, {part.get_kind_display().lower()}") for part in _parts(user)
    ]
    form = PassPartForm(request.POST or None, parts=choices, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        return _choose_and_pass(request, form)
    return render(request, "apprentices/transfers/pass_part.html", {"form": form})


def _choose_and_pass(request: HttpRequest, form: PassPartForm) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    typed, (kind, person) = form.cleaned_data, form.kind_and_person
    before = get_object_or_404(User, pk=person)
    held = Involvement.objects.overlapping(typed["starts_on"], None).filter(kind=kind, person=before)
    theirs = list(
        permissions.those_to_name_for(user, kind)
        .filter(pk__in=held.values("apprentice"))
        .select_related("person", "cohort")
        .order_by("person__name")
    )
    choose = ChooseApprenticesForm(request.POST if is_confirmed(request) else None, apprentices=theirs)
    part = Involvement.Kind(kind).label.lower()
    if is_confirmed(request) and choose.is_valid():
        after = User.objects.for_email(typed["email"], name=typed["name"])
        try:
            amount = operations.pass_part(
                kind=kind, apprentices=choose.picked(), before=before, after=after, on=typed["starts_on"], by=user
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
            return render(request, "apprentices/transfers/pass_part.html", {"form": form})
        messages.success(request, f"{after} is {part} of {count(amount, 'apprentice')} from {day(typed['starts_on'])}.")
        return redirect("apprentices:list")
    return check_page(
        request,
        heading="Pass this part on",
        caption=f"{before}, {part}",
        facts=[Fact("New person", f"{typed['name']}, {typed['email']}"), Fact("From", day(typed["starts_on"]))],
        lines=[f"The records below close to {before} the day before, and open to {typed['name']}."],
        concerns=[] if theirs else [f"{before} has this part for nobody on that day."],
        button="Pass it on",
        choose=choose,
    )

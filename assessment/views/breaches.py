"""Somebody's details in what was written: say so, follow what happens, decide, assess, have the original destroyed."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django_filters import ChoiceFilter

from apprentices.models import Apprentice
from assessment.breaches import permissions
from assessment.breaches.rules import rules_of
from assessment.breaches.texts import TEXTS
from assessment.forms.breaches import AssessForm, DecideForm, DestroyForm, FlagForm, InsteadForm
from assessment.models import Breach
from assessment.operations import breaches as operations
from assessment.operations import text_breaches
from assessment.permissions import relations_of
from assessment.views.asked import evidence_or_404, form_page, person
from assessment.views.writing import GET_OR_POST
from core import audit, words
from core.accounts.fresh import asked_for_a_factor
from core.audit.models import Event
from core.components import Fact
from core.forms import PortalForm
from core.permissions import require
from core.steps import taken_on
from core.tables.columns import Column, Tag
from core.tables.filters import PortalFilterSet
from core.tables.listing import ListPage
from core.words import moment


@GET_OR_POST
def flag(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that somebody's details stand in it; it is hidden at once."""
    found = evidence_or_404(request, reference)
    require(permissions.may_flag(person(request), found))
    form = FlagForm(request.POST or None)
    form.draft_key = f"flag-{reference}"
    if request.method == "POST" and form.is_valid():
        breach = taken_on(form, lambda: operations.flag(found, where=form.cleaned_data["where"], by=person(request)))
        if breach:
            messages.success(request, "Hidden. The apprentice, the tutor and the data protection leads have been told.")
            return redirect("assessment:breach", breach.reference)
    back = reverse("assessment:evidence", args=[reference])
    return _flag_page(request, form, found.apprentice, found.shown.happened_on, back=back)  # type: ignore[union-attr]


@GET_OR_POST
def flag_text(request: HttpRequest, about: str, reference: str) -> HttpResponse:
    """Say that somebody's details stand in another text that one reads; its words are hidden at once."""
    user = person(request)
    if about not in TEXTS:
        raise Http404
    text = TEXTS[about]
    record = get_object_or_404(text.readable(user), reference=reference)
    require(permissions.may_flag_text(about, record))
    form = FlagForm(request.POST or None)
    form.draft_key = f"flag-{about}-{reference}"
    if request.method == "POST" and form.is_valid():
        where = form.cleaned_data["where"]
        breach = taken_on(form, lambda: text_breaches.flag_text(about, record, where=where, by=user))
        if breach:
            messages.success(request, "Hidden. Its writer, the tutor and the data protection leads have been told.")
            return redirect("assessment:breach", breach.reference)
    return _flag_page(request, form, *text.placed(record), back=reverse("portal:home"))


def _flag_page(
    request: HttpRequest, form: FlagForm, apprentice: Apprentice, happened_on: datetime.date, *, back: str
) -> HttpResponse:
    parties = permissions.parties_of(apprentice, happened_on=happened_on)
    told = list(dict.fromkeys(organisation.name for _, organisation in parties))
    context = {"apprentice": apprentice, "form": form, "told": words.listed(told), "back": back}
    return render(request, "assessment/breaches/flag.html", context)


@GET_OR_POST
def instead(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what can be said without the details, in the place of a text that stays hidden."""
    found, user, on = breach_or_404(request, reference), person(request), timezone.localdate()
    require(permissions.may_put_in_its_place(user, found, relations_of(found.apprentice, on=on), on=on))
    form = InsteadForm(request.POST or None)
    form.draft_key = f"instead-{reference}"

    def step() -> object:
        return text_breaches.put_in_its_place(found, words=form.cleaned_data["words"], by=user)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "It is read in the place of the text now.")
        return redirect("assessment:breach", reference)
    back = reverse("assessment:breach", args=[reference])
    return form_page(request, form, "Without the details", back=back, caption=found.apprentice)


@GET_OR_POST
def breach(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, what comes next, and for those who may, what is hidden."""
    found = breach_or_404(request, reference)
    user, on = person(request), timezone.localdate()
    relations = relations_of(found.apprentice, on=on)
    may_decide = permissions.may_decide(user, found, relations, on=on)
    may_assess = permissions.may_assess(user, found, on=on)
    rules = rules_of(found.apprentice.cohort.university)
    decide = DecideForm(_posted(request, "decide"), rules=rules, prefix="decide") if may_decide else None
    assess = AssessForm(_posted(request, "assess"), prefix="assess") if may_assess else None
    if request.method == "POST":
        asked = request.POST.get("step")
        require(may_assess if asked == "assess" else may_decide)
        if done := _decided(request, found, decide) if asked != "assess" else _assessed(request, found, assess):
            return done
    return render(
        request,
        "assessment/breaches/breach.html",
        {
            "breach": found,
            "evidence": found.evidence,
            "own": found.evidence is not None and found.evidence.is_owned_by(user),
            "may_put": permissions.may_put_in_its_place(user, found, relations, on=on),
            "facts": _facts(found, on=on),
            "clock": _clock(found),
            "decide": decide,
            "assess": assess,
            "may_destroy": permissions.may_destroy(user, found, on=on),
            "deciding": words.listed(permissions.who_decides(found, relations, on=on), last="or"),
            "timeline": Event.objects.timeline(found),
            **_hidden(request, found),
        },
    )


@GET_OR_POST
def destroy(request: HttpRequest, reference: str) -> HttpResponse:
    """The data protection lead orders that the original be destroyed, after a fresh second factor."""
    found = breach_or_404(request, reference)
    require(permissions.may_destroy(person(request), found, on=timezone.localdate()))
    form = DestroyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if suspended := asked_for_a_factor(request):
            return suspended
        order = taken_on(
            form, lambda: operations.destroy(found, reason=form.cleaned_data["reason"], by=person(request))
        )
        if order:
            messages.success(request, "Destroyed. Its fingerprint, the signatures and your reason stay.")
            return redirect("assessment:breach", reference)
    return render(request, "assessment/breaches/destroy.html", {"breach": found, "form": form})


class BreachFilters(PortalFilterSet):
    """By state."""

    state = ChoiceFilter(label="State", choices=Breach.State.choices, empty_label="All")


class Breaches(ListPage):
    """Every flag that this person may follow."""

    title = "Somebody’s details in what was written"
    noun = "flag"
    empty = "Nobody has said that somebody’s details stand in what was written."
    filterset_class = BreachFilters
    default_sort = "-flagged"
    columns = (
        Column(
            "apprentice",
            "Apprentice",
            value="apprentice.person.name",
            sort=("apprentice__person__name",),
            url=lambda one: reverse("assessment:breach", args=[one.reference]),
        ),
        Column("about", "In", value=lambda one: one.get_about_display(), sort=("about",)),
        Column("flagged", "Flagged", value=lambda one: moment(one.flagged_at), sort=("flagged_at",)),
        Column("by", "By", value="flagged_by.name"),
        Column("report", "72 hours end", value=lambda one: "" if one.assessed_at else moment(one.report_by)),
        Column("state", "State", value=lambda one: _tag(one), sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[Breach]:
        return Breach.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[Breach]) -> QuerySet[Breach]:
        return records.select_related("apprentice__person", "flagged_by")


def _tag(one: Breach) -> Tag:
    return Tag(one.get_state_display(), "quiet" if one.state == Breach.State.LIFTED else "attention")


def breach_or_404(request: HttpRequest, reference: str) -> Breach:
    found = Breach.objects.visible_to(person(request)).select_related(
        "apprentice__person",
        "apprentice__cohort__university",
        "evidence__apprentice__person",
        "writer",
        "version_flagged",
        "flagged_by",
        "decided_by",
        "assessed_by",
        "destruction__ordered_by",
        "destruction__ordered_for",
    )
    return get_object_or_404(found, reference=reference)


def _posted(request: HttpRequest, step: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("step") == step else None


def _decided(request: HttpRequest, found: Breach, form: DecideForm | None) -> HttpResponse | None:
    if form is None or not form.is_valid():
        return None
    said = form.cleaned_data
    if said["outcome"] == DecideForm.LIFT:
        done = taken_on(form, lambda: operations.lift(found, words=said["words"], by=person(request)))
        told = "It is shown again as it was. Everybody who was told has been told of this too."
    else:
        done = taken_on(
            form,
            lambda: operations.confirm(
                found, severity=said["outcome"], words=said["words"], fix_by=form.fix_by, by=person(request)
            ),
        )
        told = f"Confirmed. It stays hidden, and {found.writer} has been asked for a copy without the details."
    return _back(request, found, form, done, told)


def _assessed(request: HttpRequest, found: Breach, form: AssessForm | None) -> HttpResponse | None:
    if form is None or not form.is_valid():
        return None
    done = taken_on(form, lambda: operations.assess(found, **form.cleaned_data, by=person(request)))
    return _back(request, found, form, done, "Recorded.")


def _back(request: HttpRequest, found: Breach, form: PortalForm, done: object, told: str) -> HttpResponse | None:
    if not done:
        return None
    messages.success(request, told)
    return redirect("assessment:breach", found.reference)


def _hidden(request: HttpRequest, found: Breach) -> dict[str, Any]:
    """The hidden words and files, for writer, tutor and data protection leads; that others read them is recorded."""
    user = person(request)
    if not Breach.objects.readable_by(user).filter(pk=found.pk).exists():
        return {"version": None}
    if found.writer_id != user.pk and request.method == "GET":
        audit.record(found, "read", by=user)
    version = found.version_flagged
    if version is None:
        return {"hidden": text_breaches.hidden_words(found)}
    return {
        "version": version,
        "apprentice": found.apprentice,
        "claims": version.claims.select_related("statement__framework"),
        "attachments": version.attachments.select_related("file"),
    }


def _clock(found: Breach) -> str:
    """How much of the 72 hours is left, as a sentence; nothing once it is answered."""
    if found.assessed_at or found.state == Breach.State.LIFTED:
        return ""
    left, until = found.hours_left(timezone.now()), moment(found.report_by)
    if left < 0:
        return f"The 72 hours to tell the Information Commissioner ended on {until}."
    hours = words.count(left, "hour")
    return f"{hours} of 72 left to tell the Information Commissioner, if that is needed: until {until}."


def _facts(found: Breach, *, on: Any) -> list[Fact]:
    told = []
    for party in found.parties.select_related("organisation"):
        leads = permissions.leads_of(party.organisation, on=on)
        named = words.listed(leads) or "nobody is named as data protection lead"
        told.append(f"{party.get_part_display()}: {party.organisation}, {named}")
    as_what = f", {found.flagged_as.lower()}" if found.flagged_as else ""
    facts = [
        Fact("State", found.get_state_display()),
        Fact(
            "Said by",
            f"{found.flagged_by}{as_what}, {moment(found.flagged_at)}",
        ),
        Fact("Where it stands", found.where),
        Fact("Who is told", "\n".join(told)),
    ]
    if found.decided_at:
        severity = f"{found.get_severity_display()}. " if found.state == Breach.State.CONFIRMED else ""
        facts.append(Fact("Decided", f"{severity}{found.decision}\n{found.decided_by}, {moment(found.decided_at)}"))
    if found.fix_by:
        sent = f"sent on {moment(found.resent_at)}" if found.resent_at else f"by {moment(found.fix_by)}"
        facts.append(Fact("A copy without the details", sent))
    if found.assessed_at:
        said = f"{found.get_reported_display()}. {found.assessment}\n{found.assessed_by}, {moment(found.assessed_at)}"
        facts.append(Fact("Information Commissioner", said))
    if hasattr(found, "destruction"):
        order = found.destruction
        prints = "\n".join(f"{one['what']}: {one['sha256']}" for one in order.destroyed)
        facts.append(
            Fact(
                "Original destroyed",
                f"{order.ordered_by} for {order.ordered_for}, {moment(order.ordered_at)}: {order.reason}\n{prints}",
            )
        )
    return facts

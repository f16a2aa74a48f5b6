"""The bank for those who keep it: the list with how often each item was seen, an item's versions, use on a day."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Organisation
from core import words
from core.audit.models import Event
from core.permissions import require
from core.steps import taken
from core.tables import Column, ListPage, PortalFilterSet
from core.tables.columns import Tag
from recruitment.forms.bank import CaseForm, ItemForm, RetireForm, UseForm, VersionForm
from recruitment.forms.selection_days import CriterionForm
from recruitment.models import BankCriterion, BankItem, BankVersion
from recruitment.models.bank import ENTRY_LEVEL
from recruitment.models.campaigns import COORDINATING
from recruitment.operations import bank as operations
from recruitment.permissions import bank as permissions
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


class BankFilter(PortalFilterSet):
    search = django_filters.CharFilter(label="Title", field_name="title", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="What it is", empty_label="All", choices=BankItem.Kind.choices)
    state = django_filters.ChoiceFilter(label="State", empty_label="All", choices=BankItem.State.choices)


class Bank(ListPage):
    """Every item of one's bank, with how many candidates have seen it."""

    template_name = "recruitment/bank/list.html"
    title = "Bank of questions, scenarios and written tasks"
    noun = "item"
    empty = "The bank is empty. Add the first item."
    default_sort = "title"
    filterset_class = BankFilter
    columns = (
        Column(
            "title", "Title", sort=("title",), url=lambda item: reverse("recruitment:bank_item", args=[item.reference])
        ),
        Column("kind", "What it is", "kind", sort=("kind",)),
        Column("seen", "Seen by candidates", "seen_by", kind="number"),
        Column("rest", "To do", lambda item: what_to_do(item), kind="tag"),
        Column("state", "State", "state", sort=("state",), kind="tag"),
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(permissions.may_keep_bank(request.user))  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[BankItem]:
        return BankItem.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[BankItem]) -> QuerySet[BankItem]:
        found = BankItem.objects.filter(pk__in=records.values("pk"))
        return found.with_exposure().prefetch_related("versions")


def what_to_do(item: Any) -> Tag | str:
    """What an item waits for: to be written, to be checked, or to be retired."""
    if item.state == BankItem.State.RETIRED:
        return ""
    if item.seen_by >= item.retire_after:
        return Tag("Retire: known outside", "late")
    versions = item.versions.all()
    if not versions:
        return Tag("Write it", "waiting")
    return "" if versions[0].checked_at else Tag("To be checked", "waiting")


def found_item(request: HttpRequest, reference: str) -> BankItem:
    require(permissions.may_keep_bank(request.user))  # type: ignore[arg-type]
    items = BankItem.objects.visible_to(request.user).select_related("kept_by").with_exposure()  # type: ignore[arg-type]
    return get_object_or_404(items, reference=reference)


def found_version(request: HttpRequest, reference: str) -> BankVersion:
    require(permissions.may_keep_bank(request.user))  # type: ignore[arg-type]
    items = BankItem.objects.visible_to(request.user)  # type: ignore[arg-type]
    versions = BankVersion.objects.filter(item__in=items).select_related("item__kept_by", "written_by", "checked_by")
    return get_object_or_404(versions, reference=reference)


def _form(request: HttpRequest, form: Any, heading: str, caption: str, back: str) -> HttpResponse:
    form.cancel_url = back
    context = {"form": form, "heading": heading, "caption": caption}
    return render(request, "recruitment/selection_days/form.html", context)


@require_safe
def bank_item(request: HttpRequest, reference: str) -> HttpResponse:
    """An item: its versions, newest first, where each was used, who has seen it, and the cases to practise with."""
    item = found_item(request, reference)
    versions = list(
        item.versions.select_related("written_by", "checked_by").prefetch_related(
            "criteria", "statements", "cases", "uses__exercise__day"
        )
    )
    context = {
        "item": item,
        "worn": item.seen_by >= item.retire_after,  # type: ignore[attr-defined]
        "versions": [
            {
                "version": version,
                "may_check": version.checked_at is None and permissions.may_check(request.user, version),  # type: ignore[arg-type]
                "mapped": [(str(s), s.descriptors.get(ENTRY_LEVEL, s.summary)) for s in version.statements.all()],
            }
            for version in versions
        ],
        "events": Event.objects.timeline(item, most=15),
    }
    return render(request, "recruitment/bank/item.html", context)


@require_http_methods(GET_OR_POST)
def add_item(request: HttpRequest) -> HttpResponse:
    require(permissions.may_keep_bank(request.user))  # type: ignore[arg-type]
    offices = Organisation.objects.reached_by(request.user, on=timezone.localdate(), roles=COORDINATING)  # type: ignore[arg-type]
    form = ItemForm(posted(request), offices=offices, initial={"kept_by": offices.first()})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        if taken(request, partial(operations.add_item, by=request.user, **answers), "Added. Write what is asked."):
            item = BankItem.objects.get(kept_by=answers["kept_by"], title=answers["title"])
            return redirect("recruitment:write_bank_version", item.reference)
    return _form(request, form, "Add an item", "Bank", reverse("recruitment:bank"))


@require_http_methods(GET_OR_POST)
def change_item(request: HttpRequest, reference: str) -> HttpResponse:
    item = found_item(request, reference)
    initial = {"title": item.title, "retire_after": item.retire_after}
    form = ItemForm(posted(request), offices=Organisation.objects.none(), item=item, initial=initial)
    back = reverse("recruitment:bank_item", args=[reference])
    if request.method == "POST" and form.is_valid() and form.check_version(item):
        answers = {name: form.cleaned_data[name] for name in initial}
        if taken(request, partial(operations.change_item, item=item, by=request.user, **answers), "Saved."):
            return redirect(back)
    return _form(request, form, "Change the item", item.title, back)


@require_http_methods(GET_OR_POST)
def write_version(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an item, or write it anew beside the versions that were used."""
    item = found_item(request, reference)
    before = item.versions.first()
    form = VersionForm(posted(request), initial=_said(before) if before else {})
    back = reverse("recruitment:bank_item", args=[reference])
    if request.method == "POST" and form.is_valid():
        step = partial(operations.write_version, item=item, by=request.user, **form.cleaned_data)
        if taken(request, step, "Saved. Say what is looked for; then a second person checks it."):
            return redirect(back)
    return _form(request, form, "Write a new version" if before else "Write the item", item.title, back)


@require_http_methods(GET_OR_POST)
def change_version(request: HttpRequest, reference: str) -> HttpResponse:
    version = found_version(request, reference)
    form = VersionForm(posted(request), initial=_said(version), record=version)
    back = reverse("recruitment:bank_item", args=[version.item.reference])
    if request.method == "POST" and form.is_valid() and form.check_version(version):
        answers = {name: form.cleaned_data[name] for name in ("text", "follow_ups", "minutes", "statements")}
        step = partial(operations.change_version, version=version, by=request.user, **answers)
        if taken(request, step, "Saved. A second person checks it anew."):
            return redirect(back)
    return _form(request, form, "Change the version", str(version), back)


def _said(version: BankVersion) -> dict[str, Any]:
    return {
        "text": version.text,
        "follow_ups": version.follow_ups,
        "minutes": version.minutes,
        "statements": list(version.statements.all()),
    }


@require_http_methods(GET_OR_POST)
def add_criterion(request: HttpRequest, reference: str) -> HttpResponse:
    version = found_version(request, reference)
    form = CriterionForm(posted(request))
    back = reverse("recruitment:bank_item", args=[version.item.reference])
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("name", "weight", "floor")}
        step = partial(operations.add_criterion, version=version, anchors=form.anchors(), by=request.user, **answers)
        if taken(request, step, f"{answers['name']} is added."):
            return redirect(back)
    return _form(request, form, "Add what is looked for", str(version), back)


@require_POST
def remove_criterion(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    version = found_version(request, reference)
    criterion = get_object_or_404(BankCriterion.objects.select_related("version"), version=version, position=position)
    taken(request, partial(operations.remove_criterion, criterion=criterion, by=request.user), "Removed.")  # type: ignore[arg-type]
    return redirect("recruitment:bank_item", version.item.reference)


@require_POST
def check_version(request: HttpRequest, reference: str) -> HttpResponse:
    """A second person finds the version fit to be used."""
    version = found_version(request, reference)
    require(permissions.may_check(request.user, version))  # type: ignore[arg-type]
    step = partial(operations.check_version, version=version, by=request.user)  # type: ignore[arg-type]
    taken(request, step, "Checked. Selection days can use it.")
    return redirect("recruitment:bank_item", version.item.reference)


@require_http_methods(GET_OR_POST)
def retire_item(request: HttpRequest, reference: str) -> HttpResponse:
    item = found_item(request, reference)
    form = RetireForm(posted(request))
    back = reverse("recruitment:bank_item", args=[reference])
    if request.method == "POST" and form.is_valid():
        step = partial(item.retire, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        if taken(request, step, "Retired. No day can use it any more."):
            return redirect(back)
    return _form(request, form, "Retire the item", item.title, back)


@require_POST
def return_item(request: HttpRequest, reference: str) -> HttpResponse:
    item = found_item(request, reference)
    taken(request, partial(item.return_to_use, by=request.user), "In use again.")  # type: ignore[arg-type]
    return redirect("recruitment:bank_item", reference)


@require_http_methods(GET_OR_POST)
def write_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an answer of nobody, for panel members to practise with."""
    version = found_version(request, reference)
    form = CaseForm(posted(request))
    back = reverse("recruitment:bank_item", args=[version.item.reference])
    if request.method == "POST" and form.is_valid():
        step = partial(operations.write_case, version=version, by=request.user, **form.cleaned_data)
        if taken(request, step, "Saved. Choose it on the page of a selection day."):
            return redirect(back)
    return _form(request, form, "Write a case to practise with", str(version), back)


@require_http_methods(GET_OR_POST)
def use_on_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an exercise of a selection day, with its criteria, from the bank."""
    day = own_day(request, reference)
    require(permissions.may_keep_bank(request.user))  # type: ignore[arg-type]
    items = BankItem.objects.visible_to(request.user)  # type: ignore[arg-type]
    form = UseForm(posted(request), versions=BankVersion.objects.usable().filter(item__in=items))
    back = reverse("recruitment:selection_day", args=[reference])
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        step = partial(
            operations.use_on_day, day=day, version=answers["version"], name=answers["name"], by=request.user
        )
        if taken(request, step, f"{answers['name']} is taken into the day, with what is looked for."):
            return redirect(back)
    return _form(request, form, "Take an exercise from the bank", words.day(day.date), back)

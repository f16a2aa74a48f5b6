"""The learner record beside the portal: bring an extract, read each difference, explain it, take the list out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from apprentices import learner_record_import, operations, permissions
from apprentices.forms.audit import BringLearnerRecordForm, ExplainForm
from apprentices.models import RecordComparison, RecordDifference
from apprentices.models.audit_files import FOR_UNIVERSITY
from consortium.models import Cohort, Organisation
from core import audit
from core.accounts.models import User
from core.imports.views import bring_page
from core.permissions import require
from core.tables import Column, ListPage, PortalFilterSet
from core.words import count
from core.workflow import StepRefused

MOST_EXPLAINED = 200


@require_http_methods(["GET", "HEAD", "POST"])
def bring_learner_record(request: HttpRequest) -> HttpResponse:
    """Bring an extract; it is read first, wrong rows are handed back, and nothing in a record changes by it."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_compare_records(user))
    at = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=list(FOR_UNIVERSITY))
    universities = list(at.filter(kind=Organisation.Kind.UNIVERSITY))
    cohorts = Cohort.objects.filter(university__in=[one.pk for one in universities])
    form = BringLearnerRecordForm(
        request.POST or None, request.FILES or None, universities=universities, cohorts=cohorts
    )
    context = {"caption": "Audit", "back_url": reverse("apprentices:audit"), "back_words": "Audit"}
    return bring_page(request, kind=learner_record_import.LEARNER_RECORD, form=form, options={}, context=context)


class DifferenceFilters(PortalFilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Name")
    field = django_filters.ChoiceFilter(choices=RecordDifference.Field.choices, label="Field", empty_label="All")
    explained = django_filters.ChoiceFilter(
        method="by_explanation",
        choices=[("no", "To be explained"), ("yes", "Explained")],
        label="Explanation",
        empty_label="All",
    )

    def by_explanation(self, rows: Any, name: str, value: str) -> QuerySet[RecordDifference]:
        return rows.filter(said__isnull=value == "no")


def _tick(one: RecordDifference) -> SafeString:
    return format_html(
        '<input type="checkbox" class="app-tick" form="explain" name="d" value="{}" aria-label="Choose {}, {}">',
        one.pk,
        one.name,
        one.get_field_display(),
    )


def _who(one: RecordDifference) -> str | SafeString:
    if one.apprentice is None:
        return one.name
    url = reverse("apprentices:record", args=[one.apprentice.reference])
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, one.called)


def _explained(one: Any) -> str:
    return f"{one.said} ({one.said_by})" if one.said else ""


class DifferenceList(ListPage):
    """Each difference: what the portal says, what the extract says, since when, and what explains it."""

    noun = "difference"
    empty = "The extract and the portal say the same."
    filterset_class = DifferenceFilters
    default_sort = "name"
    template_name = "apprentices/audit/comparison.html"
    columns: ClassVar[Sequence[Column]] = (
        Column("tick", "Choose", value=_tick),
        Column("name", "Apprentice", value=_who, sort=("name",)),
        Column("field", "What", value=lambda one: one.get_field_display(), sort=("field",)),
        Column("ours", "The portal says"),
        Column("theirs", "The extract says"),
        Column("since", "Since", kind="date", sort=("since",)),
        Column("said", "Explained", value=_explained),
    )
    downloaded: ClassVar[Sequence[Column]] = (
        Column("row", "Row of the extract"),
        Column("name", "Apprentice", value="called", sort=("name",)),
        Column("who", "Reference"),
        Column("field", "What", value=lambda one: one.get_field_display()),
        Column("ours", "The portal says"),
        Column("theirs", "The extract says"),
        Column("since", "The portal says so since", kind="date"),
        Column("said", "Explained"),
        Column("said_by", "Explained by"),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.comparison = comparison_of(request, kwargs["reference"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.comparison)

    def get_queryset(self) -> QuerySet[Any]:
        return RecordDifference.objects.filter(comparison=self.comparison).with_explanation()

    def _records(self, keys: Sequence[Any]) -> Any:
        rows = RecordDifference.objects.filter(pk__in=keys).with_explanation().select_related("apprentice__person")
        found = {row.pk: row for row in rows}
        return (found[key] for key in keys if key in found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = RecordDifference.objects.filter(comparison=self.comparison).unexplained().count()
        return super().get_context_data(comparison=self.comparison, left=left, **kwargs)

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(self.comparison, "downloaded the differences", by=user, rows=len(keys))


def comparison_of(request: HttpRequest, reference: str) -> RecordComparison:
    seen = RecordComparison.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(seen.select_related("university", "cohort", "made_by", "brought"), reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
def explain_differences(request: HttpRequest, reference: str) -> HttpResponse:
    """Say once what explains the differences that were ticked; it is kept for the next comparison."""
    comparison = comparison_of(request, reference)
    keys = [int(key) for key in request.GET.getlist("d")[:MOST_EXPLAINED] if key.isdecimal() and len(key) < 16]
    chosen = list(
        RecordDifference.objects.filter(comparison=comparison, pk__in=keys).with_explanation().order_by("name", "pk")
    )
    if not chosen:
        messages.warning(request, "Nothing was ticked. Tick the differences that one explanation is for.")
        return redirect("apprentices:record_comparison", reference=reference)
    before = {one.said for one in chosen if one.said}  # type: ignore[attr-defined]
    form = ExplainForm(request.POST or None, initial={"words": before.pop() if len(before) == 1 else ""})
    if request.method == "POST" and form.is_valid():
        for one in chosen:
            one.comparison = comparison
        try:
            done = operations.explain(chosen, words=form.cleaned_data["words"], by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error("words", str(refused))
        else:
            messages.success(request, f"{count(done, 'difference')} explained. It holds for the next comparison too.")
            return redirect("apprentices:record_comparison", reference=reference)
    context = {"comparison": comparison, "chosen": chosen, "form": form, "address": request.get_full_path()}
    return render(request, "apprentices/audit/explain.html", context)

"""A cohort as a spreadsheet: brought in, and taken out in the same columns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from apprentices import imports, permissions
from apprentices.forms.imports import TakeOutForm
from core import audit
from core.accounts.fresh import asked_before_many
from core.accounts.models import User
from core.imports.views import BringForm, bring_page
from core.permissions import require
from core.tables.export import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx


@require_http_methods(["GET", "HEAD", "POST"])
def bring_cohort(request: HttpRequest) -> HttpResponse:
    """Bring a spreadsheet of apprentices; it is checked before anything changes."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_bring_cohort(user))
    form = BringForm(request.POST or None, request.FILES or None)
    back_url, back_words = imports.back_of(user)
    context = {"caption": "Apprentices", "back_url": back_url, "back_words": back_words}
    return bring_page(request, kind=imports.COHORT, form=form, options={}, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_out_cohort(request: HttpRequest) -> HttpResponse:
    """Download a cohort in the columns in which it can be brought in again."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_take_out_cohort(user))
    cohorts = imports.cohorts_of(user, *permissions.TAKES_COHORTS_OUT)
    form = TakeOutForm(request.POST or None, cohorts=cohorts)
    if request.method != "POST" or not form.is_valid():
        return render(request, "apprentices/take_out.html", {"form": form})
    cohort, kind = form.cleaned_data["cohort"], form.cleaned_data["format"]
    heads = [column.heading for column in imports.COLUMNS]
    rows = list(imports.rows_of(cohort, for_=user))
    if asked := asked_before_many(request, len(rows)):
        return asked
    content = as_csv(heads, rows) if kind == "csv" else as_xlsx(cohort.name, heads, rows)
    audit.record(user, "downloaded the apprentices of a cohort", by=user, cohort=cohort.name, rows=len(rows))
    name = f"{slugify(cohort.name)}-{timezone.localdate().isoformat()}.{kind}"
    return HttpResponse(
        content,
        content_type=CSV_TYPE if kind == "csv" else XLSX_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )

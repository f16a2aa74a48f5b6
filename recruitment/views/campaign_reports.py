"""The report of a campaign: a page, a PDF, and the figures of the return as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.permissions import require
from recruitment.funnel import STAGES
from recruitment.operations.campaign_report import CampaignReport, campaign_report
from recruitment.permissions import fairness as permissions
from recruitment.views.campaigns import found_campaign
from recruitment.views.downloads import as_pdf, download

HEADS = ["Item", "Asks for", "Unit", "Value", "Numerator", "Denominator", "Definition", "Census date"]


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """For those who run the campaign and the university; each reading of groups leaves an event."""
    found = found_campaign(request, reference)
    require(permissions.may_read_campaign(request.user, found))  # type: ignore[arg-type]
    made = campaign_report(found, by=request.user, on=timezone.localdate())  # type: ignore[arg-type]
    if request.GET.get("format") == "csv":
        return download(f"mi-return-{found.reference}", HEADS, _rows(made))
    context = {"campaign": found, "report": made, "heads": [heading for _, heading in STAGES]}
    if request.GET.get("format") == "pdf":
        return as_pdf(f"campaign-{found.reference}", "documents/campaign_report.html", context)
    return render(request, "recruitment/campaigns/report.html", context)


def _rows(report: CampaignReport) -> Iterator[list[Any]]:
    census = report.on.isoformat()
    for answer in report.answers:
        item = answer.item
        numbers = ["" if number is None else number for number in (answer.numerator, answer.denominator)]
        yield [item.id, item.asks, item.unit, answer.value, *numbers, item.definition, census]
    group = report.by_group
    for found in report.offered:
        for name, people in found.groups:
            asks = f"{group.asks}: {found.question} {name}"
            value = "too few to show" if people is None else people
            yield [group.id, asks, "count", value, value, "", group.definition, census]
    if not report.offered:
        yield [group.id, group.asks, group.unit, "too few to show", "", "", group.definition, census]

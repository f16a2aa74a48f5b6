"""How fair a selection was: a day's page, live and afterwards, and adverse impact of a campaign. Advice only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import audit
from core import permissions as core_permissions
from recruitment.fairness.impact import GroupRow
from recruitment.models import Campaign
from recruitment.operations.adverse_impact import CampaignImpact, campaign_impact
from recruitment.operations.fairness import DayFairness, day_fairness
from recruitment.permissions import fairness as permissions
from recruitment.views.downloads import as_pdf, download
from recruitment.views.selection_days import visible_day

DAY_HEADS = ["What", "Of whom", "Figure", "From", "To", "Candidates"]
NOTHING = (None, None)
IMPACT_HEADS = ["Question", "Stage", "Campaigns", "Group", "People", "Passed", "Share (%)", "Ratio", "Fisher's exact p"]


@require_safe
def day(request: HttpRequest, reference: str) -> HttpResponse:
    """How far the panels agree and who marks lower or higher than colleagues; the reading leaves an event."""
    found = visible_day(request, reference)
    core_permissions.require(permissions.may_read_day(request.user, found))
    fairness = day_fairness(found)
    if request.GET.get("format") == "csv":
        audit.record_read(found, "how fair the day was, as a download", by=request.user)
        return download(f"fairness-{found.reference}", DAY_HEADS, _day_rows(fairness))
    audit.record_read(found, "how fair the day was", by=request.user)
    context = {"day": found, "fairness": fairness, "at": timezone.now()}
    if request.GET.get("format") == "pdf":
        return as_pdf(f"fairness-{found.reference}", "documents/fairness/day.html", context)
    return render(request, "recruitment/fairness/day.html", context)


@require_safe
def campaign(request: HttpRequest, reference: str) -> HttpResponse:
    """Adverse impact of a campaign by stage and exercise, small numbers hidden."""
    campaigns = Campaign.objects.visible_to(request.user).select_related("run_by", "cohort__university")
    found = get_object_or_404(campaigns, reference=reference)
    core_permissions.require(permissions.may_read_campaign(request.user, found))
    impact = campaign_impact(found, by=request.user, on=timezone.localdate())
    if request.GET.get("format") == "csv":
        return download(f"adverse-impact-{found.reference}", IMPACT_HEADS, _impact_rows(impact))
    context = {"campaign": found, "impact": impact, "on": timezone.localdate()}
    if request.GET.get("format") == "pdf":
        return as_pdf(f"adverse-impact-{found.reference}", "documents/fairness/campaign.html", context)
    return render(request, "recruitment/fairness/campaign.html", context)


def _day_rows(fairness: DayFairness) -> Iterator[list[Any]]:
    if not fairness.says_something:
        return
    found = fairness.agreement
    yield ["Krippendorff's alpha", "All panels", *_figures(found.alpha, *(found.interval or NOTHING)), found.candidates]
    for name, alpha in fairness.exercises:
        yield ["Krippendorff's alpha", name, *_figures(alpha, *NOTHING), ""]
    for panel in fairness.panels:
        yield ["ICC(2,k)", panel.name, *_figures(panel.icc, *NOTHING), panel.candidates]
        least_and_most = (panel.kappas[0], panel.kappas[-1]) if panel.kappas else NOTHING
        yield ["Weighted kappa of two members", panel.name, *_figures(None, *least_and_most), ""]
    for member in fairness.members:
        own = member.pattern
        apart, spread = own.interval or NOTHING, own.spread_interval or NOTHING
        yield ["Difference from colleagues", member.name, *_figures(own.difference, *apart), own.candidates]
        yield ["Spread", member.name, *_figures(own.spread, *spread), own.candidates]
    for code, place in fairness.line.rows if fairness.line else ():
        yield ["Total near the line", code, *_figures(place.total, *NOTHING), ""]
        yield ["Fair average near the line", code, *_figures(place.fair, *NOTHING), ""]


def _figures(*values: float | None) -> list[Any]:
    return ["" if value is None else round(value, 2) for value in values]


def _impact_rows(impact: CampaignImpact) -> Iterator[list[Any]]:
    for found in (*impact.questions, *impact.exercises):
        for stage, shown in found.stages:
            for row in shown.rows:
                yield [found.question, stage, "; ".join(found.cycles), row.group, *_of_group(row)]


def _of_group(row: GroupRow) -> list[Any]:
    if row.hidden or row.share is None:
        return ["fewer than can be shown", "", "", "", ""]
    p = "" if row.p is None else round(row.p, 4)
    return [row.people, row.passed, round(100 * row.share), *_figures(row.ratio), p]

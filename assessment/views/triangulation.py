"""Who saw what of each capability, where and when: over the whole time, or within one placement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.accounts_of import grids
from assessment.triangulation import HEADS, summary
from assessment.views.asked import portfolio_or_404
from placements.models import Placement


@require_safe
def triangulation(request: HttpRequest, reference: str) -> HttpResponse:
    """One grid for each judged framework. ``?placement=`` shows the accounts of one placement, at its level."""
    apprentice = portfolio_or_404(request, reference)
    every = Placement.objects.filter(apprentice=apprentice).exclude(state__in=Placement.NEVER_WAS)
    placements = list(every.select_related("setting").order_by("starts_on"))
    within = next((one for one in placements if one.reference == request.GET.get("placement")), None)
    url = reverse("assessment:triangulation", args=[reference])
    places = [("The whole time", url, within is None)]
    places += [(one.name, f"{url}?placement={one.reference}", one == within) for one in placements]
    heads = list(HEADS.values())
    shown = []
    for grid in grids(apprentice, within=within, on=timezone.localdate()):
        rows = [(row, list(zip(heads, row.counts, strict=True))) for row in grid.rows]
        shown.append(({"framework": grid.framework, "shown": rows}, summary(grid.rows)))
    context = {"apprentice": apprentice, "places": places, "heads": heads, "grids": shown}
    return render(request, "assessment/triangulation.html", context)

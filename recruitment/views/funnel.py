"""The funnel of a campaign: how far applications came, by employer and by how candidates heard; also as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.suppression import FEWEST
from core.tables.export import CSV_TYPE, as_csv
from recruitment.funnel import STAGES, Table, table
from recruitment.models import Campaign
from recruitment.operations.campaign_figures import BY_CHANNEL, BY_EMPLOYER, reached_in
from recruitment.views.campaigns import found_campaign

HEADS = [heading for _, heading in STAGES]


def tables_of(campaign: Campaign) -> list[tuple[str, str, Table]]:
    """What the figures are split by, its heading, and the table; in a few queries whatever the size of the campaign."""
    reached = reached_in(campaign)
    return [
        ("By employer", "Employer", table(reached[BY_EMPLOYER])),
        ("By how candidates heard", "They heard by", table(reached[BY_CHANNEL])),
    ]


@require_safe
def funnel(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    context = {"campaign": found, "tables": tables_of(found), "heads": HEADS, "fewest": FEWEST}
    return render(request, "recruitment/campaigns/funnel.html", context)


@require_safe
def funnel_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The same figures as the page, with the same ones hidden."""
    found = found_campaign(request, reference)
    rows = [
        [heading, row.name, *row.cells]
        for heading, _, figures in tables_of(found)
        for row in (*figures.rows, figures.total)
    ]
    return HttpResponse(
        as_csv(["Split by", "Name", *HEADS], rows),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, "Funnel.csv") or "attachment"},
    )

"""The funnel of a campaign: how far applications came, by employer and by how candidates heard; also as CSV."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.audit.models import Event
from core.tables.export import CSV_TYPE, as_csv
from recruitment.funnel import STAGES, Table, furthest, table
from recruitment.models import Application, Campaign
from recruitment.small_numbers import FEWEST
from recruitment.views.campaigns import found_campaign

NOT_CHOSEN, NOT_SAID = "No employer chosen yet", "Not said"
HEADS = [heading for _, heading in STAGES]


def tables_of(campaign: Campaign) -> list[tuple[str, str, Table]]:
    """What the figures are split by, its heading, and the table; in two queries whatever the size of the campaign."""
    earlier = _states_before_withdrawing(campaign)
    by_employer: dict[str, list[int]] = defaultdict(list)
    by_channel: dict[str, list[int]] = defaultdict(list)
    rows = campaign.applications.order_by("employer__short_name", "heard_from__name")
    for pk, state, submitted, employer, heard in rows.values_list(
        "pk", "state", "submitted_at", "employer__short_name", "heard_from__name"
    ):
        came = furthest(state, (*earlier[pk], *([Application.State.SUBMITTED] if submitted else [])))
        by_employer[employer or NOT_CHOSEN].append(came)
        by_channel[heard or NOT_SAID].append(came)
    return [
        ("By employer", "Employer", table(by_employer)),
        ("By how candidates heard", "They heard by", table(by_channel)),
    ]


def _states_before_withdrawing(campaign: Campaign) -> dict[int, list[str]]:
    withdrawn = campaign.applications.filter(state=Application.State.WITHDRAWN).order_by().values("pk")
    events = Event.objects.filter(
        subject_kind="recruitment.application", subject_id__in=withdrawn, from_state__gt=""
    ).values_list("subject_id", "from_state")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, state in events:
        found[pk].append(state)
    return found


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

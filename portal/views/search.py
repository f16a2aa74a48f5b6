"""Search over everything that a person may see: every app adds its source, scoped with ``visible_to``."""

from __future__ import annotations

from itertools import groupby, islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import registry
from core.registry import SearchHit

SHORTEST = 2
LONGEST = 100
MOST_OF_A_SOURCE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    hits: list[SearchHit] = []
    if len(asked) >= SHORTEST:
        for source in registry.search_sources:
            hits += islice(source(request.user, asked), MOST_OF_A_SOURCE)  # type: ignore[arg-type]
    hits.sort(key=lambda hit: (hit.kind, hit.title))
    context = {
        "asked": asked,
        "too_short": 0 < len(asked) < SHORTEST,
        "kinds": [(kind, list(found)) for kind, found in groupby(hits, key=lambda hit: hit.kind)],
        "found": len(hits),
    }
    return render(request, "portal/search.html", context)

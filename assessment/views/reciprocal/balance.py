"""Who reads for whom in an academic year, in the open: what each body gave and took, and how many readers it has."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.reciprocal import ledger, permissions
from assessment.views.asked import person
from core.permissions import require
from core.tables.export import CSV_TYPE, as_csv

YEARS_BACK = 4


@require_safe
def reading_ledger(request: HttpRequest) -> HttpResponse:
    """Read for others, read by others, and the balance, for one academic year."""
    user, today = person(request), timezone.localdate()
    require(permissions.sees_ledger(user))
    years = [ledger.first_day(today).year - back for back in range(YEARS_BACK)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else years[0]
    first = datetime.date(year, ledger.FIRST_MONTH, 1)
    lines = ledger.lines(min(today, first.replace(year=year + 1) - datetime.timedelta(days=1)))
    if request.GET.get("format") == "csv":
        heads = ["Organisation", "Read for others", "Read by others", "Balance", "Readers on the register"]
        rows = [[line.body.name, line.given, line.taken, line.balance, line.readers] for line in lines]
        answer = HttpResponse(as_csv(heads, rows), content_type=CSV_TYPE)
        answer["Content-Disposition"] = f'attachment; filename="who-reads-for-whom-{year}.csv"'
        return answer
    context = {"lines": lines, "year": year, "years": [(one, f"{one} to {one + 1}") for one in years]}
    return render(request, "assessment/readers/ledger.html", context)

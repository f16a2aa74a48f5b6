"""The calculator for a start that is only being thought about: one case or two, in an address to pass on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apprentices.forms import WhatIfForm
from apprentices.off_the_job.rules import Requirement
from apprentices.requirements import tried_out
from core.components import Fact
from core.words import count, day, hours, number

FIRST, SECOND = "a", "b"


@dataclass(frozen=True)
class Case:
    """One of the two: what was typed, and what came out of it."""

    title: str
    prefix: str
    form: WhatIfForm
    required: Requirement | None
    notes: tuple[str, ...] = ()

    @property
    def more(self) -> bool:
        """Whether something in the folded part was typed, so that it is not hidden."""
        names = ("assessment_months", "keep_length", "published_min")
        return any(self.form[name].value() or self.form[name].errors for name in names)

    @property
    def facts(self) -> list[Fact]:
        """The figures that somebody plans with, in the same order for both cases."""
        found = self.required
        if found is None:
            return []
        facts = [
            Fact("Minimum", hours(found.minimum_hours)),
            Fact("Planned", hours(found.planned_hours)),
            Fact("Length", count(found.months, "month") if found.months else "By its dates"),
            Fact("Training ends", day(found.planned_end) or "Not known"),
        ]
        if found.weekly_hours:
            facts.append(Fact("Paid hours a week", number(found.weekly_hours)))
        if found.rpl_percent is not None:
            facts.append(Fact("Prior learning", f"{number(found.rpl_percent)}% of the plan"))
        if found.price_cut_percent is not None:
            facts.append(Fact("Price falls by at least", f"{number(found.price_cut_percent)}%"))
        return facts


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Nothing is stored: the answers stand in the address, so the link is the result."""
    cases = [_case(request, "Case A", FIRST)]
    if any(name.startswith(f"{SECOND}-") for name in request.GET):
        cases.append(_case(request, "Case B", SECOND))
    wrong = [case.form for case in cases if case.form.errors]
    context = {
        "cases": cases,
        "form": wrong[0] if wrong else None,
        "compare": _address(request, FIRST, SECOND) if len(cases) == 1 and cases[0].required else "",
        "single": _address(request, FIRST) if len(cases) == 2 else "",
        "differences": _differences(*cases) if len(cases) == 2 else [],
    }
    return render(request, "apprentices/what_if.html", context)


def _case(request: HttpRequest, title: str, prefix: str) -> Case:
    asked = any(name.startswith(f"{prefix}-") for name in request.GET)
    form = WhatIfForm(request.GET if asked else None, prefix=prefix)
    required: Requirement | None = None
    notes: list[str] = []
    if asked and form.is_valid():
        try:
            required, notes = tried_out(form.inputs())
        except ValueError as problem:
            form.add_error(None, str(problem))
    return Case(title=title, prefix=prefix, form=form, required=required, notes=tuple(notes))


def _address(request: HttpRequest, *prefixes: str) -> str:
    """This page with case A alone, or with case A copied into case B."""
    query = request.GET.copy()
    for name in list(query):
        if not name.startswith(f"{FIRST}-"):
            del query[name]
        elif SECOND in prefixes:
            query.setlist(f"{SECOND}{name.removeprefix(FIRST)}", query.getlist(name))
    return f"?{query.urlencode()}"


def _differences(first: Case, second: Case) -> list[tuple[str, object, object]]:
    """Label, case A, case B: only where they are not the same."""
    found = {fact.label: [fact.value, "Does not apply"] for fact in first.facts}
    for fact in second.facts:
        found.setdefault(fact.label, ["Does not apply", ""])[1] = fact.value
    both = first.required and second.required
    return [(label, a, b) for label, (a, b) in found.items() if both and a != b]

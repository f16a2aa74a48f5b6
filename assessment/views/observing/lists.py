"""Which observations there are: of everybody whom this person follows, of one apprentice, and one of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter

from assessment.models import Observation
from assessment.observing import permissions
from assessment.observing.counts import counted
from assessment.views.asked import person, portfolio_or_404
from assessment.views.observing.asked import State, facts_of, observation_or_404, papers_of, placements_of
from core.audit.models import Event
from core.tables.columns import Column, Tag
from core.tables.filters import PortalFilterSet
from core.tables.listing import ListPage
from core.words import Tone, moment
from placements.models import Placement

TONES: dict[str, Tone] = {State.PLANNED: "waiting", State.SIGNED: "good", State.CANCELLED: "quiet"}


def waits_for(found: Observation) -> str:
    """Whose step is next, in a sentence; once the placement is over, nobody's."""
    if found.state in (State.SIGNED, State.CANCELLED):
        return ""
    if found.placement.state not in Placement.AGREED:
        return "The placement is over, so this stays as it is."
    return {
        State.PLANNED: f"{found.observer} says when it took place.",
        State.OBSERVED: f"{found.observer} writes the report.",
        State.REPORTED: f"{found.observed} reflects on the report.",
        State.REFLECTED: f"{found.placement.practice_educator}, the practice educator, judges it and signs.",
    }[State(found.state)]


def tag_of(observation: Observation) -> Tag:
    return Tag(observation.get_state_display(), TONES.get(observation.state, "attention"))


class ObservationFilters(PortalFilterSet):
    """By state."""

    state = ChoiceFilter(label="State", choices=State.choices, empty_label="All")


class Observations(ListPage):
    """Every observation that this person may see: their own, those they make, those of their apprentices."""

    title = "Direct observations"
    noun = "observation"
    empty = "No observation is planned or made yet. Apprentice and practice educator plan them in the portfolio."
    filterset_class = ObservationFilters
    default_sort = "-when"
    columns = (
        Column(
            "apprentice",
            "Apprentice",
            value="observed.name",
            sort=("observed__name",),
            url=lambda observation: reverse("assessment:observation", args=[observation.reference]),
        ),
        Column("when", "When", value=lambda o: moment(o.happened_at), sort=("planned_for",)),
        Column("observer", "Observer", value="observer.name", sort=("observer__name",)),
        Column("part", "As", value="get_observer_as_display"),
        Column("state", "State", value=tag_of, sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[Observation]:
        return Observation.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[Observation]) -> QuerySet[Observation]:
        return records.select_related("observed", "observer")


@require_safe
def of_apprentice(request: HttpRequest, reference: str) -> HttpResponse:
    """An apprentice's placements: how many observations are asked for, how many there are, and each of them."""
    apprentice, user = portfolio_or_404(request, reference), person(request)
    found = counted(placements_of(apprentice.pk))
    placements = [placement for placement, _ in found]
    seen = list(Observation.objects.visible_to(user).filter(placement__in=placements).select_related("observer"))
    context = {
        "apprentice": apprentice,
        "own": apprentice.person_id == user.pk,
        "shown": [
            (placement, counts, [(o, tag_of(o)) for o in seen if o.placement_id == placement.pk])
            for placement, counts in found
        ],
        "may_plan": any(permissions.may_plan(user, placement) for placement in placements),
    }
    return render(request, "assessment/observations/of_apprentice.html", context)


@require_safe
def observation(request: HttpRequest, reference: str) -> HttpResponse:
    """One observation: the plan, what took place, what was said of it, and what this person may do next."""
    found, user = observation_or_404(request, reference), person(request)
    context = {
        "observation": found,
        "apprentice": found.placement.apprentice,
        "own": found.observed == user,
        "tag": tag_of(found),
        "facts": facts_of(found),
        "waits_for": waits_for(found),
        **papers_of(user, found),
        "may": {
            "arrange": permissions.may_arrange(user, found),
            "record": permissions.may_record(user, found),
            "report": permissions.may_report(user, found),
            "reflect": permissions.may_reflect(user, found),
            "take_feedback": permissions.may_take_feedback(user, found),
            "judge": permissions.may_judge(user, found),
        },
        "reads_portfolio": user != found.observer or user == found.placement.practice_educator.person,
        "timeline": Event.objects.timeline(found),
    }
    return render(request, "assessment/observations/observation.html", context)

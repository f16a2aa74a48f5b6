"""Who is finishing: what is missing by condition, the pass list, where people are later."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apprentices import finish, gateway_page, operations
from apprentices.models import Apprentice, Destination, FinishFact, Gateway, Party
from apprentices.models.gateway import followed_as, followed_to_the_end_by
from apprentices.views.finishing_many import for_many, only_followers
from consortium.models import Cohort, Organisation
from core import audit, words
from core.accounts.models import User
from core.tables import Column, ListPage, PortalFilterSet

NEAR_THE_END = datetime.timedelta(days=183)
"""So long before the planned end somebody stands on the list."""
KEPT_AFTER = datetime.timedelta(days=366)
"""So long after registration somebody stays on it: until the last destination was asked."""
MOST_COUNTED = 500
State = Apprentice.State
STAGES = [
    ("before", "Before the gateway"),
    ("deciding", "Gateway being decided"),
    ("gateway", "At gateway"),
    ("complete", "Complete, not registered"),
    ("registered", "Registered"),
]


def finishing(user: User, *, on: datetime.date) -> QuerySet[Apprentice]:
    """Those whom a person follows to the end: near the planned end, at the gateway, or after it."""
    near = Q(state=State.ACTIVE, planned_end_on__lte=on + NEAR_THE_END)
    deciding = Q(Exists(_deciding()))
    after = Q(state__in=[State.GATEWAY, State.COMPLETE]) & (
        Q(registered_on__isnull=True) | Q(registered_on__gte=on - KEPT_AFTER)
    )
    return followed_to_the_end_by(user, on=on).filter(near | deciding | after)


def _deciding() -> QuerySet[Gateway]:
    return Gateway.objects.filter(apprentice=OuterRef("pk"), state=Gateway.State.DECIDING)


def _choices(model: type[Any], path: str) -> Any:
    def choices(request: HttpRequest) -> QuerySet[Any]:
        rows = finishing(request.user, on=timezone.localdate())  # type: ignore[arg-type]
        return model.objects.filter(pk__in=rows.order_by().values(path))

    return choices


class FinishingFilters(PortalFilterSet):
    name = django_filters.CharFilter(field_name="person__name", lookup_expr="icontains", label="Name")
    employer = django_filters.ModelChoiceFilter(
        queryset=_choices(Organisation, "employer"), label="Employer", to_field_name="reference"
    )
    cohort = django_filters.ModelChoiceFilter(
        queryset=_choices(Cohort, "cohort"), label="Cohort", to_field_name="reference"
    )
    stage = django_filters.ChoiceFilter(method="at_stage", choices=STAGES, label="Where", empty_label="All")

    def at_stage(self, records: QuerySet[Apprentice], name: str, value: str) -> QuerySet[Apprentice]:
        if value == "deciding":
            return records.filter(Exists(_deciding()))
        wanted = {
            "before": Q(state__in=[State.ACTIVE, State.ON_BREAK, State.SUSPENDED]) & ~Exists(_deciding()),
            "gateway": Q(state=State.GATEWAY),
            "complete": Q(state=State.COMPLETE, registered_on__isnull=True),
            "registered": Q(registered_on__isnull=False),
        }
        return records.filter(wanted[value])


def _who(apprentice: Apprentice) -> SafeString:
    return format_html(
        '<a class="govuk-link" href="{}">{}</a><span class="app-cell-more">{}, {}</span>'
        '<span class="app-cell-more">{}</span>',
        reverse("apprentices:gateway", args=[apprentice.reference]),
        apprentice,
        apprentice.employer.short_name,
        apprentice.cohort.name,
        apprentice.called,
    )


class FinishingList(ListPage):
    """Everybody near the end, at the gateway and after it, with what is missing and whose turn it is."""

    title = "Finishing"
    noun = "apprentice"
    template_name = "apprentices/gateway/finishing.html"
    empty = "Nobody is near the end of the programme yet."
    filterset_class = FinishingFilters
    default_sort = "end"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Apprentice", value=_who, sort=("person__name",)),
        Column("end", "Planned end", value="planned_end_on", sort=("planned_end_on",), kind="date"),
        Column("state", "State", sort=("state",), kind="tag"),
        Column("stands", "Where it stands", value="stands"),
    )
    downloaded = (
        Column("name", "Name", value="person.name", sort=("person__name",)),
        Column("called", "Is", value="called"),
        Column("employer", "Employer", value="employer.name"),
        Column("cohort", "Cohort", value="cohort.name"),
        Column("end", "Planned end", value="planned_end_on", sort=("planned_end_on",), kind="date"),
        Column("state", "State", sort=("state",), kind="tag"),
        Column("stands", "Where it stands", value="stands"),
        Column("registered", "Registered on", value="registered_on", kind="date"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only_followers(request)
        if request.GET.get("format"):
            self.columns = self.downloaded  # type: ignore[misc]
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Apprentice]:
        return finishing(self.request.user, on=timezone.localdate())  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Any]) -> Any:
        """The records of the page, each with where it stands in words: seven queries, however many they are."""
        found = list(records.select_related(*finish.NEEDED))
        conditions, ways = finish.conditions_of_many(found), finish.ways_of(found)
        gateways = Gateway.objects.filter(apprentice__in=found, state=Gateway.State.DECIDING)
        deciding = {one.apprentice_id: one for one in gateways.prefetch_related("decisions")}
        for one in found:
            checked, way, open_one = conditions[one.pk], ways[one.pk], deciding.get(one.pk)
            one.stands = gateway_page.affairs(one, way, checked, open_one)  # type: ignore[attr-defined]
            missing = [c.condition.name for c in checked if c.blocks]
            if one.state not in (State.GATEWAY, State.COMPLETE) and missing:
                one.stands += f" Missing: {'; '.join(missing)}."  # type: ignore[attr-defined]
        return found

    @cached_property
    def cohort(self) -> Cohort | None:
        """The cohort that the filter names."""
        chosen = (
            self.filterset.form.cleaned_data.get("cohort") if self.filterset and self.filterset.is_valid() else None
        )
        return chosen or None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            missing=_missing(self._filtered()),
            cohort=self.cohort,
            for_many=for_many(self.request.user, self.cohort) if self.cohort else [],  # type: ignore[arg-type]
            **kwargs,
        )

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded the list of who is finishing", by=user, rows=len(keys))


def _missing(rows: QuerySet[Apprentice]) -> list[tuple[str, str]]:
    """For those before the gateway: each condition, and for how many it is missing."""
    learning = list(rows.filter(state=State.ACTIVE).select_related(*finish.NEEDED)[:MOST_COUNTED])
    counted: Counter[str] = Counter()
    for conditions in finish.conditions_of_many(learning).values():
        counted.update(one.condition.name for one in conditions if one.blocks)
    return [(name, f"{number} of {words.count(len(learning), 'apprentice')}") for name, number in counted.most_common()]


# The pass list -----------------------------------------------------------------------------------------------


class PassList(ListPage):
    """Who passed and was awarded the degree, for the regulator: to read, and to download as it is sent."""

    title = "Pass list"
    noun = "person"
    plural = "people"
    template_name = "apprentices/gateway/pass_list.html"
    empty = "Nobody is awarded the degree yet."
    default_sort = "name"
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", value="person.name", sort=("person__name",)),
        Column("called", "Is", value="called"),
        Column("cohort", "Cohort", value="cohort.name", sort=("cohort__name",)),
        Column("university", "University", value="cohort.university.name"),
        Column("grade", "Assessment", value="grade"),
        Column("awarded", "Degree awarded", value="awarded_on", kind="date"),
        Column("sent", "Pass list sent", value="sent_on", kind="date"),
    )

    class Filters(PortalFilterSet):
        cohort = django_filters.ModelChoiceFilter(
            queryset=_choices(Cohort, "cohort"), label="Cohort", to_field_name="reference"
        )

    filterset_class = Filters

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only_followers(request)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Apprentice]:
        mine = followed_as(self.request.user, Party.UNIVERSITY, on=timezone.localdate())  # type: ignore[arg-type]
        awarded = FinishFact.objects.filter(state__in=FinishFact.LIVE, code="degree_awarded")
        return mine.filter(pk__in=awarded.values("apprentice"))

    def with_details(self, records: QuerySet[Any]) -> Any:
        found = list(records.select_related(*finish.NEEDED))
        ways = finish.ways_of(found)
        for one in found:
            way = ways[one.pk]
            one.awarded_on, one.sent_on = way.done_on("degree_awarded"), way.done_on("pass_list")
            one.grade = way.sitting.grade.capitalize() if way.sitting else ""
        return found

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded a pass list", by=user, rows=len(keys))


# Where people are later --------------------------------------------------------------------------------------


class Destinations(ListPage):
    """For each cohort how many completed, are registered, and where those are who were asked."""

    title = "After the programme"
    noun = "cohort"
    template_name = "apprentices/gateway/destinations.html"
    empty = "Nobody has completed the programme yet."
    default_sort = "-starts"
    columns: ClassVar[Sequence[Column]] = (
        Column("starts", "Cohort", value="name", sort=("starts_on",)),
        Column("completed", "Completed", sort=("completed",), kind="number"),
        Column("registered", "Qualified: registered", value="registered", sort=("registered",), kind="number"),
        Column("asked6", "Asked after 6 months", value="asked6", kind="number"),
        Column("told6", "Told", value="told6", kind="number"),
        Column("working6", "In a social work post", value="working6", kind="number"),
        Column("asked12", "Asked after 12 months", value="asked12", kind="number"),
        Column("told12", "Told", value="told12", kind="number"),
        Column("working12", "In a social work post", value="working12", kind="number"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only_followers(request)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Cohort]:
        return self._with_counts(Cohort.objects.all()).filter(completed__gt=0)

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return self._with_counts(records)

    def _with_counts(self, cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
        today = timezone.localdate()
        mine = followed_to_the_end_by(self.request.user, on=today)  # type: ignore[arg-type]
        theirs = Q(apprentices__in=mine.values("pk"))
        asked = Q(apprentices__destinations__due_on__lte=today) & ~Q(apprentices__destinations__state="overtaken")

        def amount(*conditions: Q) -> Count:
            every = theirs
            for condition in conditions:
                every &= condition
            return Count("apprentices__destinations", filter=every, distinct=True)

        found: dict[str, Count] = {
            "completed": Count("apprentices", filter=theirs & Q(apprentices__state=State.COMPLETE), distinct=True),
            "registered": Count(
                "apprentices", filter=theirs & Q(apprentices__registered_on__isnull=False), distinct=True
            ),
        }
        told = Q(apprentices__destinations__state=Destination.State.ANSWERED)
        working = Q(apprentices__destinations__situation__in=Destination.IN_SOCIAL_WORK)
        for months in operations.MONTHS_AFTER:
            then = Q(apprentices__destinations__months=months)
            found |= {
                f"asked{months}": amount(then, asked),
                f"told{months}": amount(then, told),
                f"working{months}": amount(then, told, working),
            }
        return cohorts.annotate(**found)

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded destinations by cohort", by=user, rows=len(keys))

"""Who is finishing: what is missing by condition, one step for many, the pass list, where people are later."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from apprentices import finish, gateway_page, operations, permissions
from apprentices.finish_rules import BOOKED, PASSED, REGISTERED, SAT, Finish, FinishStep
from apprentices.forms import gateway as forms
from apprentices.models import Apprentice, Destination, FinishFact, Gateway, Party, Sitting
from apprentices.models.gateway import followed_as, followed_to_the_end_by
from consortium.models import Cohort, Organisation
from core import audit, words
from core.accounts.models import User
from core.permissions import NotAllowed
from core.records import reference_in
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


def _only_followers(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not permissions.follows_to_the_end(user):
        raise Http404
    return user


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
        _only_followers(request)
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
            for_many=_for_many(self.request.user, self.cohort) if self.cohort else [],  # type: ignore[arg-type]
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


# One step for many -------------------------------------------------------------------------------------------


def _whose_step(user: User, cohort: Cohort, step: FinishStep) -> list[Apprentice]:
    """Those of a cohort for whom this step comes next and is this person's to record."""
    today = timezone.localdate()
    found: dict[int, Apprentice] = {}
    for party in (Party.UNIVERSITY, Party.EMPLOYER):
        if party in step.by:
            mine = followed_as(user, party, on=today).filter(cohort=cohort)
            mine = mine.filter(state__in=[State.ACTIVE, State.GATEWAY, State.COMPLETE]).select_related(*finish.NEEDED)
            found |= {one.pk: one for one in mine.order_by("person__name")}
    ways = finish.ways_of(list(found.values()))
    return [one for one in found.values() if _is_next(one, ways[one.pk], step)]


def _is_next(apprentice: Apprentice, way: finish.Way, step: FinishStep) -> bool:
    coming = way.next
    if coming is None or coming.step != step:
        return False
    if step.kind == BOOKED:
        return not operations.may_be_assessed(apprentice, way)
    return step.kind in (SAT, PASSED) or not operations.step_refusal(apprentice, way, step)


def _in_one_step(ending: Finish) -> list[FinishStep]:
    """The steps that are recorded for many: all but those that are each person's own."""
    return [step for step in ending.steps if step.kind != REGISTERED and Party.UNIVERSITY in step.by]


def _for_many(user: User, cohort: Cohort) -> list[tuple[str, str]]:
    """Words and address of each step that waits for somebody of a cohort, with how many."""
    found = []
    for step in _in_one_step(Finish.from_data(cohort.standard_version.finish)):
        if amount := len(_whose_step(user, cohort, step)):
            url = f"{reverse('apprentices:finish_for_many', args=[step.code])}?cohort={cohort.reference}"
            found.append((f"{step.name}: {words.count(amount, 'apprentice')}", url))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def finish_for_many(request: HttpRequest, code: str) -> HttpResponse:
    """One step for many of a cohort: booked, taken, results, degree awarded, pass list sent."""
    user = _only_followers(request)
    cohorts = Cohort.objects.filter(
        pk__in=followed_to_the_end_by(user, on=timezone.localdate()).order_by().values("cohort")
    ).select_related("standard_version")
    cohort: Cohort | None
    if asked := request.GET.get("cohort"):
        cohort = get_object_or_404(cohorts, reference=reference_in(asked))
    else:
        cohort = cohorts.order_by("-starts_on").first()
    if cohort is None:
        raise Http404
    ending = Finish.from_data(cohort.standard_version.finish)
    step = next((one for one in _in_one_step(ending) if one.code == code), None)
    if step is None:
        raise Http404
    if not any(followed_as(user, party, on=timezone.localdate()).filter(cohort=cohort).exists() for party in _by(step)):
        raise NotAllowed(f"The {finish.in_words(Party(p).label.lower() for p in step.by)} records this step.")
    there = _whose_step(user, cohort, step)
    grades = [(grade, grade.capitalize()) for grade in ending.grades] if step.kind == PASSED else []
    form = forms.ManyForm(request.POST or None, apprentices=there, grades=grades, initial={"on": timezone.localdate()})
    back = f"{reverse('apprentices:finishing')}?cohort={cohort.reference}"
    if request.method == "POST" and there and form.is_valid():
        done, refused = _record_for_many(step, form, user)
        if done:
            messages.success(request, f"Recorded for {words.count(done, 'apprentice')}.")
        for why in refused[:10]:
            messages.warning(request, why)
        return redirect(back)
    context = {"cohort": cohort, "step": step, "form": form if there else None, "back": back}
    return render(request, "apprentices/gateway/for_many.html", context)


def _by(step: FinishStep) -> list[Party]:
    return [party for party in (Party.UNIVERSITY, Party.EMPLOYER) if party in step.by]


def _record_for_many(step: FinishStep, form: forms.ManyForm, user: User) -> tuple[int, list[str]]:
    picked, on = dict(form.picked()), form.cleaned_data["on"]

    def act(one: Apprentice) -> object:
        sitting = one.sittings.filter(state__in=Sitting.OPEN).first()
        if step.kind == BOOKED:
            return operations.book_sitting(one, booked_for=on, by=user)
        if step.kind == SAT and sitting:
            return operations.record_sat(sitting, on=on, by=user)
        if step.kind == PASSED and sitting:
            return operations.record_passed(sitting, on=on, grade=picked[one], by=user)
        return operations.record_step(one, code=step.code, on=on, party=_by(step)[0], by=user)

    return operations.for_each(picked, act)


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
        _only_followers(request)
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
        _only_followers(request)
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

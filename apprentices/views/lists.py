"""The list of apprentices, and the list of one apprentice's time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

import django_filters
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apprentices import people, permissions
from apprentices.models import ActivityType, Apprentice, OffTheJobEntry, Standing
from apprentices.registrations import beside_apprentices
from consortium.models import Cohort, Organisation
from core import audit, words
from core.accounts.models import User
from core.per_request import once_per_request
from core.tables import Column, DateFilter, ListPage, PortalFilterSet

NO_TIME_FOR = datetime.timedelta(weeks=4)
TRACK_TONES: dict[str, words.Tone] = {
    Standing.Track.NOT_STARTED: "quiet",
    Standing.Track.ON_TRACK: "good",
    Standing.Track.BEHIND: "late",
    Standing.Track.PAUSED: "attention",
    Standing.Track.REACHED: "good",
}


def _listed_for(user: User) -> QuerySet[Apprentice]:
    """Whom the list shows to a person: everybody whom they see but themself."""
    return Apprentice.objects.visible_to(user).exclude(person=user)


@once_per_request
def _by_employer_and_cohort(user: User) -> dict[tuple[int, int], int]:
    """How many apprentices the list has of each employer (id) and cohort (id).

    One pass through all whom this person sees, from which come the count and the choices of two filters.
    """
    rows = _listed_for(user).order_by().values_list("employer", "cohort").annotate(listed=Count("pk"))
    return {(employer, cohort): listed for employer, cohort, listed in rows}


def _employers(request: HttpRequest) -> QuerySet[Organisation]:
    listed = _by_employer_and_cohort(request.user)  # type: ignore[arg-type]
    return Organisation.objects.filter(pk__in={employer for employer, _ in listed})


def _cohorts(request: HttpRequest) -> QuerySet[Cohort]:
    listed = _by_employer_and_cohort(request.user)  # type: ignore[arg-type]
    return Cohort.objects.filter(pk__in={cohort for _, cohort in listed})


class ApprenticeFilters(PortalFilterSet):
    name = django_filters.CharFilter(method="by_name", label="Name")
    employer = django_filters.ModelChoiceFilter(queryset=_employers, label="Employer", to_field_name="reference")
    cohort = django_filters.ModelChoiceFilter(queryset=_cohorts, label="Cohort", to_field_name="reference")
    track = django_filters.ChoiceFilter(
        field_name="standing__track", choices=Standing.Track.choices, label="Off-the-job hours", empty_label="All"
    )
    state = django_filters.ChoiceFilter(choices=Apprentice.State.choices, label="State", empty_label="All")
    vacant = django_filters.ChoiceFilter(
        method="without_line_manager", choices=[("true", "Nobody")], label="Line manager", empty_label="All"
    )

    def by_name(self, records: Any, name: str, value: str) -> QuerySet[Apprentice]:
        return records.named(value, to=self.request.user, on=timezone.localdate())

    def without_line_manager(self, records: Any, name: str, value: str) -> QuerySet[Apprentice]:
        return records.without_line_manager(on=timezone.localdate())


@cache
def _list_url() -> str:
    return reverse("apprentices:list")


def _who(apprentice: Apprentice) -> SafeString:
    """The name, leading to the record, over employer and cohort; the state where it is not simply learning, and what
    somebody is who has completed.
    """
    learning = apprentice.state == Apprentice.State.ACTIVE
    state = apprentice.get_state_display()
    if apprentice.state == Apprentice.State.COMPLETE:
        state = f"{state}, {words.lowered(apprentice.called)}"
    return format_html(
        '<a class="govuk-link" href="{}{}/">{}</a><span class="app-cell-more">{}, {}{}</span>',
        _list_url(),
        apprentice.reference,
        apprentice.person.name,
        apprentice.employer.short_name,
        apprentice.cohort.name,
        "" if learning else f" – {words.lowered(state)}",
    )


def _tick(apprentice: Apprentice) -> SafeString:
    """The name with a tick before it."""
    return format_html(
        '<span class="app-ticked"><input type="checkbox" class="app-tick" form="evidence" name="a" value="{}" '
        'aria-label="Choose {}"><span>{}</span></span>',
        apprentice.reference,
        apprentice.person.name,
        _who(apprentice),
    )


WHO = Column("name", "Apprentice", value=_who, sort=("person__name",))
CHOOSE = Column("name", "Apprentice", value=_tick, sort=("person__name",))
"""For those who put evidence together: what is ticked goes into an audit file or a visit."""


def _hours(apprentice: Apprentice) -> SafeString:
    """Confirmed beside planned by today, with the word for it."""
    standing = apprentice.standing
    return format_html(
        '{} of {} <strong class="govuk-tag govuk-tag--{}">{}</strong>',
        words.number(standing.confirmed_hours),
        words.number(standing.expected_hours),
        words.TONE_COLOURS[TRACK_TONES[standing.track]],
        standing.get_track_display(),
    )


def _next_review(apprentice: Apprentice) -> datetime.date | None:
    learning = apprentice.state in (Apprentice.State.PRE_START, Apprentice.State.ACTIVE)
    return apprentice.standing.next_review_on if learning else None


def _found(apprentice: Apprentice) -> list[str]:
    return warnings_of(apprentice, on=timezone.localdate())


def _warnings(apprentice: Apprentice) -> SafeString:
    return format_html_join("", '<span class="app-cell-more">{}</span>', ((found,) for found in _found(apprentice)))


def _from_standing(name: str, label: str, field: str) -> Column:
    """A column of totals, sorted on the index of that total."""
    return Column(name, label, value=f"standing.{field}", sort=(f"standing__{field}",), kind="number")


def warnings_of(apprentice: Apprentice, *, on: datetime.date) -> list[str]:
    """What somebody who answers for an apprentice should look at, in words, from the totals alone."""
    standing, found = apprentice.standing, []
    if apprentice.state != Apprentice.State.ACTIVE:
        return []
    if standing.track == Standing.Track.BEHIND:
        found.append(f"{words.hours(standing.hours_under_plan)} behind")
    last = standing.last_entry_on or apprentice.original_start_on
    if last < on - NO_TIME_FOR:
        found.append(f"No time since {words.day(last)}")
    if standing.next_review_on and standing.next_review_on < on:
        found.append("Review overdue")
    if standing.entries_awaiting:
        found.append(f"{words.hours(standing.hours_awaiting)} to confirm")
    return found


class ApprenticeList(ListPage):
    """Every apprentice that this person may see, with hours, days, evidence, next review and warnings."""

    title = "Apprentices"
    template_name = "apprentices/list.html"
    noun = "apprentice"
    most_beside_filters = 5
    empty = "No apprentices yet. They appear here when somebody is enrolled."
    filterset_class = ApprenticeFilters
    default_sort = "name"
    columns: ClassVar[Sequence[Column]] = (
        WHO,
        Column("confirmed", "Hours by today", value=_hours, sort=("standing__confirmed_hours",)),
        _from_standing("days", "Placement days", "placement_days"),
        _from_standing("evidence", "Evidence waiting", "evidence_waiting"),
        Column("next_review", "Next review", value=_next_review, sort=("standing__next_review_on",), kind="date"),
        Column("warnings", "Warnings", value=_warnings),
    )
    downloaded = (
        Column("name", "Name", value="person.name", sort=("person__name",)),
        Column("called", "Is", value="called"),
        Column("employer", "Employer", value="employer.name"),
        Column("cohort", "Cohort", value="cohort.name"),
        Column("state", "State", kind="tag"),
        _from_standing("confirmed", "Hours confirmed", "confirmed_hours"),
        _from_standing("waiting", "Hours waiting", "hours_awaiting"),
        _from_standing("expected", "Hours planned by today", "expected_hours"),
        Column("planned", "Hours planned in all", value="planned_hours", kind="number"),
        Column("minimum", "Minimum hours", value="minimum_hours", kind="number"),
        Column("track", "Off-the-job hours", value=lambda apprentice: apprentice.standing.get_track_display()),
        _from_standing("days", "Placement days", "placement_days"),
        _from_standing("evidence", "Evidence waiting", "evidence_waiting"),
        Column("next_review", "Next review", value=_next_review, sort=("standing__next_review_on",), kind="date"),
        Column("warnings", "Warnings", value=lambda apprentice: "; ".join(_found(apprentice))),
    )
    """One figure to a column, for a spreadsheet; the page puts what belongs together into one cell."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not people.sees_apprentices(request.user):  # type: ignore[arg-type]
            raise Http404
        if request.GET.get("format"):
            self.columns = self.downloaded  # type: ignore[misc]
        elif permissions.makes_audit_files(request.user):  # type: ignore[arg-type]
            self.columns = (CHOOSE, *self.columns[1:])  # type: ignore[misc]
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Apprentice]:
        return _listed_for(self.request.user)  # type: ignore[arg-type]

    def count_of_all(self) -> int:
        return sum(_by_employer_and_cohort(self.request.user).values())  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        many = [
            ("Bring a cohort in", "bring_cohort", permissions.may_bring_cohort(user)),
            ("Take a cohort out", "take_out_cohort", permissions.may_take_out_cohort(user)),
            ("Pass the part of a person on", "pass_part", permissions.may_pass_on_many(user)),
            ("Move many to a new employer", "reorganise", permissions.may_reorganise(user)),
            ("Transfer statements", "statements", permissions.may_reorganise(user)),
            ("Close a quarter of the log", "quarters", permissions.may_close_quarters(user)),
        ]
        steps = [(words_, reverse(f"apprentices:{name}")) for words_, name, may in many if may]
        return super().get_context_data(
            beside=list(beside_apprentices(user)),
            steps_for_many=steps,
            chooses=permissions.makes_audit_files(user),
            opens_visits=permissions.keeps_learner_records(user),
            asked=[(name, value) for name, value in self.request.GET.items() if name in ApprenticeFilters.base_filters],
            **kwargs,
        )

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.select_related("person", "employer", "cohort", "standing")

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded the list of apprentices", by=user, rows=len(keys))


class TimeFilters(PortalFilterSet):
    state = django_filters.ChoiceFilter(choices=OffTheJobEntry.State.choices, label="State", empty_label="All")
    activity = django_filters.ModelChoiceFilter(
        queryset=ActivityType.objects.all(), label="Kind of training", to_field_name="code"
    )
    since = DateFilter(field_name="date", lookup_expr="gte", label="From")
    until = DateFilter(field_name="date", lookup_expr="lte", label="To")


class TimeList(ListPage):
    """Everything that one apprentice logged, or had credited from placement."""

    noun = "entry"
    plural = "entries"
    empty = "No off-the-job time is logged yet."
    filterset_class = TimeFilters
    default_sort = "-date"
    template_name = "apprentices/time/list.html"
    columns = (
        Column(
            "date",
            "Date",
            sort=("date",),
            kind="date",
            url=lambda entry: reverse("apprentices:entry", args=[entry.reference]),
        ),
        Column("hours", "Hours", sort=("hours",), kind="number"),
        Column("activity", "Kind of training", value="activity.label", sort=("activity__order",)),
        Column("source", "From", value=lambda entry: entry.get_source_display()),
        Column("state", "State", sort=("state",), kind="tag"),
        Column("confirmed_by", "Confirmed by", value="confirmed_by.name"),
        Column("confirmed_at", "Confirmed on", sort=("confirmed_at",), kind="date"),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            seen = Apprentice.objects.visible_to(request.user).select_related("person", "standing")
            self.apprentice = get_object_or_404(seen, reference=kwargs["reference"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Off-the-job time of {self.apprentice}"

    def get_queryset(self) -> QuerySet[OffTheJobEntry]:
        user: Any = self.request.user
        return OffTheJobEntry.objects.visible_to(user).filter(apprentice=self.apprentice)

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.select_related("activity", "confirmed_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        until, user = self.apprentice.late_time_until, self.request.user
        return super().get_context_data(
            apprentice=self.apprentice,
            late_time_until=until if until and until >= timezone.localdate() else None,
            may_let_in=permissions.may_let_in_late_time(user, self.apprentice),  # type: ignore[arg-type]
            **kwargs,
        )

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(self.apprentice, "downloaded off-the-job time", by=user, rows=len(keys))

"""The three lists: placements, practice educators, settings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from consortium.models import Borough
from core import audit, words
from core.tables import Column, ListPage, PortalFilterSet, Tag
from placements import permissions, rules
from placements.models import Designation, Placement, PracticeEducator, Setting

CURRENCY_WORDS: dict[str, Tag] = {
    rules.Currency.CURRENT: Tag("Current", "good"),
    rules.Currency.RUNNING_OUT: Tag("Running out", "attention"),
    rules.Currency.LAPSED: Tag("Lapsed", "late"),
}


# Where a record's page is, without asking the router for each of its parts.
def _placement_page(placement: Placement) -> str:
    return f"{reverse('placements:placements')}{placement.reference}/"


def _educator_page(educator: PracticeEducator) -> str:
    return f"{reverse('placements:educators')}{educator.reference}/"


def _setting_page(setting: Setting) -> str:
    return f"{reverse('placements:settings')}{setting.reference}/"


TONES: dict[str, words.Tone] = {
    Placement.State.PROPOSED: "waiting",
    Placement.State.CONFIRMED: "waiting",
    Placement.State.LIVE: "good",
    Placement.State.DAYS_COMPLETE: "good",
    Placement.State.SUSPENDED: "attention",
}


def state_tag(placement: Placement) -> Tag:
    """The state of a placement as a tag; an early end is quiet, it never reads like a fail."""
    return Tag(str(placement.get_state_display()), TONES.get(placement.state, "quiet"))


def days_said(placement: Placement) -> str:
    return f"{words.number(placement.days_counted)} of {placement.days_required}"


class PlacementFilters(PortalFilterSet):
    state = django_filters.ChoiceFilter(label="State", choices=Placement.State.choices)
    is_last = django_filters.ChoiceFilter(
        label="Placement", choices=[("true", "Last placement"), ("false", "Earlier placement")], method="by_place"
    )
    name = django_filters.CharFilter(label="Apprentice", method="by_name")

    def by_place(self, rows: QuerySet[Placement], name: str, value: str) -> QuerySet[Placement]:
        return rows.filter(is_last=value == "true")

    def by_name(self, rows: QuerySet[Placement], name: str, value: str) -> QuerySet[Placement]:
        return rows.filter(apprentice__person__name__icontains=value)


class PlacementList(ListPage):
    """Every placement that this person may see."""

    template_name = "placements/placements.html"
    title = "Placements"
    noun = "placement"
    empty = "No placement that you may see is planned yet. It will stand here once it is proposed."
    filterset_class = PlacementFilters
    default_sort = "-starts_on"

    columns = (
        Column(
            "apprentice",
            "Apprentice",
            "apprentice.person.name",
            sort=("apprentice__person__name",),
            url=_placement_page,
        ),
        Column("name", "Placement", "name", sort=("number",)),
        Column("setting", "Setting", lambda p: str(p.setting), sort=("setting__team",)),
        Column("educator", "Practice educator", "practice_educator.person.name"),
        Column("starts_on", "First day", sort=("starts_on",), kind="date"),
        Column("ends_on", "Last day", sort=("ends_on",), kind="date"),
        Column("days", "Days", days_said, sort=("days_counted",)),
        Column("state", "State", state_tag, sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[Placement]:
        return Placement.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Placement]) -> QuerySet[Placement]:
        return records.select_related("apprentice__person", "setting__organisation", "practice_educator__person")

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded the list of placements", by=user, rows=len(keys))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(may_propose=bool(permissions.may_propose(user)), places=places(user), **kwargs)


def places(user: Any) -> list[tuple[str, str]]:
    """Where else those who plan placements go."""
    if not PracticeEducator.objects.visible_to(user).exists():
        return []
    found = [
        ("Practice educators", reverse("placements:educators")),
        ("Settings", reverse("placements:settings")),
    ]
    if permissions.approves_settings(user):
        found.append(("Own team rule", reverse("placements:university_rule")))
    return found


class EducatorFilters(PortalFilterSet):
    borough = django_filters.ModelChoiceFilter(label="Borough", queryset=Borough.objects.all(), method="by_borough")
    stage = django_filters.ChoiceFilter(label="Stage", choices=Designation.Stage.choices, method="by_stage")
    currency = django_filters.ChoiceFilter(
        label="Currency", choices=[(code, tag.text) for code, tag in CURRENCY_WORDS.items()], method="by_currency"
    )

    def by_borough(self, rows: Any, name: str, value: Borough) -> Any:
        return rows.in_borough(value)

    def by_stage(self, rows: Any, name: str, value: str) -> Any:
        return rows.at_stage(value, on=timezone.localdate())

    def by_currency(self, rows: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        soon = rules.months_later(today, rules.CURRENT_MONTHS - rules.WARN_MONTHS)
        if value == rules.Currency.LAPSED:
            return rows.filter(Q(current_until__isnull=True) | Q(current_until__lt=today))
        if value == rules.Currency.RUNNING_OUT:
            return rows.filter(current_until__range=(today, soon))
        return rows.filter(current_until__gt=soon)


def currency_tag(educator: PracticeEducator, on: datetime.date) -> Tag:
    return CURRENCY_WORDS[educator.facts().currency_on(on)]


class EducatorList(ListPage):
    """The register. It shows whether the registration was checked, never the number."""

    template_name = "placements/educators.html"
    title = "Practice educators"
    noun = "practice educator"
    empty = "Nobody is on the register yet."
    filterset_class = EducatorFilters
    default_sort = "name"

    columns = (
        Column("name", "Name", "person.name", sort=("person__name",), url=_educator_page),
        Column("employer", "Employer", "employer_words", sort=("kept_by__name",)),
        Column("stage", "Stage", "stage_words"),
        Column(
            "currency", "Currency", lambda e: currency_tag(e, timezone.localdate()), sort=("current_until",), kind="tag"
        ),
        Column("current_until", "Current to", sort=("current_until",), kind="date"),
        Column(
            "checked", "Registration checked", "registration_checked_on", sort=("registration_checked_on",), kind="date"
        ),
        Column("capacity", "Places at a time", sort=("capacity",), kind="number"),
        Column("base", "Teaches", lambda e: e.get_base_display()),
    )

    def get_queryset(self) -> QuerySet[PracticeEducator]:
        return PracticeEducator.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[PracticeEducator]) -> QuerySet[PracticeEducator]:
        return records.select_related("person", "kept_by").prefetch_related("designations")

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded the register of practice educators", by=user, rows=len(keys))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(may_add=bool(permissions.may_add_educator(user)), places=places(user), **kwargs)


class SettingFilters(PortalFilterSet):
    borough = django_filters.ModelChoiceFilter(label="Borough", queryset=Borough.objects.all())
    service = django_filters.ChoiceFilter(label="Service", choices=Setting.Service.choices)
    statutory = django_filters.ChoiceFilter(
        label="Statutory", choices=[("yes", "Statutory"), ("no", "Not statutory")], method="by_statutory"
    )
    approved = django_filters.ChoiceFilter(
        label="Approval", choices=[("yes", "Approved today"), ("no", "Not approved today")], method="by_approval"
    )

    def by_statutory(self, rows: Any, name: str, value: str) -> Any:
        statutory = Setting.objects.statutory().values("pk")
        return rows.filter(pk__in=statutory) if value == "yes" else rows.exclude(pk__in=statutory)

    def by_approval(self, rows: Any, name: str, value: str) -> Any:
        approved = Setting.objects.approved_on(timezone.localdate()).values("pk")
        return rows.filter(pk__in=approved) if value == "yes" else rows.exclude(pk__in=approved)


class SettingList(ListPage):
    """The teams in which practice is learned."""

    template_name = "placements/settings.html"
    title = "Settings"
    noun = "setting"
    empty = "No setting is on the list yet."
    filterset_class = SettingFilters
    default_sort = "team"

    columns = (
        Column("team", "Team", sort=("team",), url=_setting_page),
        Column("organisation", "Organisation", "organisation.name", sort=("organisation__name",)),
        Column("borough", "Borough", "borough.name", sort=("borough__name",)),
        Column("service", "Service", lambda s: s.get_service_display(), sort=("service",)),
        Column("statutory", "Statutory", lambda s: "Yes" if s.statutory else "No"),
        Column("approval", "Approval", lambda setting: approval_tag(setting), kind="tag"),
        Column("approved_to", "Approved to", sort=("approved_to",), kind="date"),
    )

    def get_queryset(self) -> QuerySet[Setting]:
        return Setting.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Setting]) -> QuerySet[Setting]:
        return records.select_related("organisation", "borough")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(may_add=bool(permissions.may_add_setting(user)), places=places(user), **kwargs)


def approval_tag(setting: Setting) -> Tag:
    tones: dict[str, words.Tone] = {"Approved": "good", "Approval has ended": "late"}
    return Tag(setting.approval_words, tones.get(setting.approval_words, "waiting"))

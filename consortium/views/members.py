"""Members: the map with its table, the list, bringing an organisation in, ending a membership."""

from __future__ import annotations

from collections import Counter
from typing import Any

import django_filters
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium import operations, people, permissions
from consortium.forms import AddOrganisationForm, AdmitForm, EndMembershipForm
from consortium.models import Borough, Consortium, Membership, Organisation
from core import words
from core.charts import Tile, tile_map
from core.components import Card
from core.tables import Column, ListPage, PortalFilterSet, Tag
from core.words import Tone
from core.workflow import StepRefused

SUB_REGIONS = [
    ("NCL", "North Central London"),
    ("NEL", "North East London"),
    ("NWL", "North West London"),
    ("SEL", "South East London"),
    ("SWL", "South West London"),
]
GRADE_TONES: dict[str, Tone] = {
    Membership.Grade.FULL: "good",
    Membership.Grade.ASSOCIATE: "waiting",
    Membership.Grade.SHADOW: "new",
}
NOT_A_MEMBER = "none"


def require_a_role(request: HttpRequest) -> None:
    """The register is open to everybody who holds a role; to others it does not exist."""
    if not people.held(request.user):  # type: ignore[arg-type]
        raise Http404


def chosen_consortium(request: HttpRequest) -> Consortium | None:
    """The consortium that the address names, or the one that this portal is run for."""
    asked = request.GET.get("consortium", "")[:20].replace("\x00", "")
    return Consortium.objects.filter(reference=asked).first() or Consortium.objects.main()


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """The members of a consortium on the map of London, in figures, and the other consortia beside."""
    require_a_role(request)
    today = timezone.localdate()
    chosen = chosen_consortium(request)
    if chosen is None:
        return render(request, "consortium/no_consortium.html")
    held = list(chosen.memberships.on(today).select_related("organisation").prefetch_related("organisation__covers"))
    context = {
        "chosen": chosen,
        "chart": members_map(chosen, held),
        "cards": cards_of(held, reverse("consortium:organisations") + f"?consortium={chosen.reference}"),
        "others": Consortium.objects.exclude(pk=chosen.pk).annotate(
            member_count=Count("memberships", Q(memberships__in=Membership.objects.on(today)))
        ),
        "list_url": reverse("consortium:organisations") + f"?consortium={chosen.reference}",
        "may_keep": permissions.may_keep_register(request.user),  # type: ignore[arg-type]
    }
    return render(request, "consortium/members.html", context)


def members_map(chosen: Consortium, held: list[Membership]) -> Any:
    """How many member partners every borough has, on the tile map, with the finding as its title."""
    partners = Counter(borough.pk for membership in held for borough in membership.organisation.covers.all())
    boroughs = list(Borough.objects.all())
    with_any = sum(1 for borough in boroughs if partners[borough.pk])
    title = f"{with_any} of {len(boroughs)} boroughs have a member partner in {chosen.short_name}"
    tiles = [
        Tile(borough.tile_row, borough.tile_column, borough.tile_code, borough.name, partners[borough.pk])
        for borough in boroughs
    ]
    return tile_map(title, tiles, unit="Member partners")


def cards_of(held: list[Membership], list_url: str) -> list[Card]:
    """Members by grade, each figure leading to its list."""
    grades = Counter(membership.grade for membership in held)
    return [
        Card(
            words.number(grades[grade]),
            words.count(grades[grade], label.lower()).split(" ", 1)[1],
            f"{list_url}&grade={grade}",
        )
        for grade, label in reversed(Membership.Grade.choices)
    ]


class OrganisationFilters(PortalFilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Name")
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices, label="Kind", empty_label="All")
    consortium = django_filters.ModelChoiceFilter(
        queryset=Consortium.objects.all(),
        to_field_name="reference",
        method="as_chosen",
        label="Consortium",
        empty_label="The main one",
    )
    grade = django_filters.ChoiceFilter(
        choices=[*reversed(Membership.Grade.choices), (NOT_A_MEMBER, "Not a member")],
        method="with_grade",
        label="Grade of membership",
        empty_label="All",
    )
    sub_region = django_filters.ChoiceFilter(
        choices=SUB_REGIONS, method="in_sub_region", label="Part of London", empty_label="All"
    )

    def as_chosen(self, rows: QuerySet[Organisation], name: str, value: Consortium) -> QuerySet[Organisation]:
        """The list shows the grade in this consortium; it hides nobody (see ``Organisations.get_queryset``)."""
        return rows

    def with_grade(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        wanted: dict[str, Any] = {"grade__isnull": True} if value == NOT_A_MEMBER else {"grade": value}
        return rows.filter(**wanted)

    def in_sub_region(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return rows.filter(pk__in=Organisation.objects.filter(covers__sub_region=value).values("pk"))


def grade_of(organisation: Any) -> Tag | None:
    """The grade as a tag; nothing for an organisation that is no member."""
    if not organisation.grade:
        return None
    return Tag(str(Membership.Grade(organisation.grade).label), GRADE_TONES[organisation.grade])


class Organisations(ListPage):
    """The register as a table, with the grade of membership in one consortium."""

    title = "Organisations"
    noun = "organisation"
    empty = "The register is empty. Run manage.py load_reference_data to fill it."
    filterset_class = OrganisationFilters
    template_name = "consortium/organisations.html"
    default_sort = "name"
    columns = (
        Column("name", "Name", sort=("name",), url=lambda o: reverse("consortium:organisation", args=[o.reference])),
        Column("kind", "Kind", value=lambda o: o.get_kind_display(), sort=("kind", "name")),
        Column("boroughs", "Boroughs", value=lambda o: ", ".join(b.short_name for b in o.covers.all())),
        Column("grade", "Grade of membership", value=grade_of, sort=("grade", "name"), kind="tag"),
        Column("member_since", "Member since", sort=("member_since", "name"), kind="date"),
    )

    def get_queryset(self) -> QuerySet[Organisation]:
        require_a_role(self.request)
        rows = Organisation.objects.visible_to(self.request.user, on=timezone.localdate())  # type: ignore[arg-type]
        return self._with_grade(rows.current(timezone.localdate()).partners())

    def with_details(self, records: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return self._with_grade(records).prefetch_related("covers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_keep = permissions.may_keep_register(self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(chosen=self._chosen, may_keep=may_keep, **kwargs)

    @property
    def _chosen(self) -> Consortium | None:
        if not hasattr(self, "_chosen_once"):
            self._chosen_once = chosen_consortium(self.request)
        return self._chosen_once

    def _with_grade(self, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        held = Membership.objects.on(timezone.localdate()).filter(organisation=OuterRef("pk"), consortium=self._chosen)
        return rows.annotate(
            grade=Subquery(held.values("grade")[:1]), member_since=Subquery(held.values("starts_on")[:1])
        )


@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Enter an organisation in the register, with its membership if it has one."""
    require_a_role(request)
    permissions.require(permissions.may_keep_register(request.user))  # type: ignore[arg-type]
    main = Consortium.objects.main()
    form = AddOrganisationForm(request.POST or None, consortium=main)
    if form.is_valid():
        try:
            added = _add(form.cleaned_data, main, request)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{added.name} is in the register.")
            return redirect("consortium:organisation", added.reference)
    return render(request, "consortium/add_organisation.html", {"form": form, "main": main})


@transaction.atomic
def _add(answers: dict[str, Any], main: Consortium | None, request: HttpRequest) -> Organisation:
    fields = ("name", "short_name", "kind", "service", "part_of", "covers", "starts_on")
    added = operations.add_organisation(**{name: answers[name] for name in fields}, by=request.user)  # type: ignore[arg-type]
    if main and answers.get("grade"):
        operations.admit(
            organisation=added,
            consortium=main,
            grade=answers["grade"],
            starts_on=answers["member_from"],
            by=request.user,  # type: ignore[arg-type]
        )
    return added


@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an organisation of the register a seat in a consortium."""
    visible = Organisation.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    organisation = get_object_or_404(visible, reference=reference)
    permissions.require(permissions.may_keep_register(request.user))  # type: ignore[arg-type]
    form = AdmitForm(request.POST or None, initial={"consortium": Consortium.objects.main()})
    if form.is_valid():
        try:
            made = operations.admit(organisation=organisation, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{made} from {words.day(made.starts_on)}.")
            return redirect("consortium:organisation", organisation.reference)
    return render(request, "consortium/admit.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a membership its last day."""
    require_a_role(request)
    membership = get_object_or_404(Membership.objects.select_related("organisation", "consortium"), reference=reference)
    permissions.require(permissions.may_keep_register(request.user))  # type: ignore[arg-type]
    form = EndMembershipForm(request.POST or None)
    if form.is_valid():
        try:
            operations.end_membership(membership=membership, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            last = words.day(form.cleaned_data["on"])
            messages.success(request, f"{membership.organisation} is a member until {last}.")
            return redirect("consortium:organisation", membership.organisation.reference)
    return render(request, "consortium/end_membership.html", {"form": form, "membership": membership})

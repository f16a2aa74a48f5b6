"""Which panels there are, calling one, and the terms of reference."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_filters import ChoiceFilter

from assessment.forms.panel_meetings import MeetingForm, TermsForm
from assessment.models import PanelItem, PanelMeeting
from assessment.operations import panels as operations
from assessment.panels import facts, permissions
from assessment.panels.terms import terms_of
from assessment.views.asked import person
from assessment.views.panels.asked import panel_form
from assessment.views.writing import GET_OR_POST
from core.permissions import no, require
from core.steps import taken_on
from core.tables.columns import Column, Tag
from core.tables.filters import PortalFilterSet
from core.tables.listing import ListPage
from core.words import Tone, moment

State = PanelMeeting.State
TONES: dict[str, Tone] = {State.PLANNED: "waiting", State.OPEN: "good", State.CLOSED: "quiet", State.CANCELLED: "quiet"}


def tag_of(meeting: PanelMeeting) -> Tag:
    return Tag(meeting.get_state_display(), TONES[meeting.state])


class MeetingFilters(PortalFilterSet):
    """By state."""

    state = ChoiceFilter(label="State", choices=State.choices, empty_label="All")


class Panels(ListPage):
    """Meetings at which this person sits, and those of a panel of which they are secretary or chair."""

    title = "Practice assessment panels"
    noun = "meeting"
    template_name = "assessment/panels/list.html"
    empty = "No meeting is called yet. The secretary of a university’s panel calls one."
    filterset_class = MeetingFilters
    default_sort = "-when"
    columns = (
        Column(
            "when",
            "When",
            value=lambda meeting: moment(meeting.starts_at),
            sort=("starts_at",),
            url=lambda meeting: reverse("assessment:panel", args=[meeting.reference]),
        ),
        Column("university", "Panel of", value="university.short_name", sort=("university__short_name",)),
        Column("place", "Where", value="place"),
        Column("items", "Portfolios for you", value="seen", kind="number"),
        Column("state", "State", value=tag_of, sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[PanelMeeting]:
        return PanelMeeting.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[PanelMeeting]) -> QuerySet[PanelMeeting]:
        seen = PanelItem.objects.visible_to(person(self.request)).standing().filter(meeting=OuterRef("pk")).order_by()
        how_many = seen.values("meeting").annotate(n=Count("pk")).values("n")
        return records.select_related("university").annotate(seen=Coalesce(Subquery(how_many), 0))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        universities = permissions.universities_of(person(self.request))
        waiting = [(one, facts.due(one).count()) for one in universities]
        return super().get_context_data(universities=universities, waiting=waiting, **kwargs)


@GET_OR_POST
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    universities = permissions.universities_of(person(request))
    if not universities:
        require(no("The secretary or chair of a university’s panel calls its meetings."))
    form = MeetingForm(request.POST or None, universities=universities)

    def step() -> PanelMeeting:
        got = form.cleaned_data
        return operations.call_meeting(form.chosen, starts_at=form.starts_at, place=got["place"], by=person(request))

    if request.method == "POST" and form.is_valid() and (made := taken_on(form, step)):
        messages.success(request, "The meeting is called. Give out the seats next, then make the agenda.")
        return redirect("assessment:panel", made.reference)
    return panel_form(request, form, "Call a meeting")


@GET_OR_POST
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of reference of a university's panel as they stand, and a new edition of them."""
    universities = permissions.universities_of(person(request))
    if not universities:
        require(no("The secretary or chair of a university’s panel sets its terms of reference."))
    university = next((one for one in universities if one.reference == request.GET.get("of")), universities[0])
    now = terms_of(university, on=timezone.localdate())
    form = TermsForm(request.POST or None, now=now)

    def step() -> object:
        got = form.cleaned_data
        return operations.set_terms(
            university, edition=got["edition"], valid_from=got["valid_from"], terms=form.terms(), by=person(request)
        )

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "The new edition is saved. Meetings called from now on follow it from its day.")
        return redirect(f"{reverse('assessment:panel_terms')}?of={university.reference}")
    hint = f"In force today: edition {now.edition}. Saving makes a new edition; the one before is kept."
    return panel_form(request, form, "Terms of reference", caption=university, hint=hint)

"""What the pages of a panel share: fetching in scope, the seat of whoever asks, the agenda as they may see it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessment.models import PanelItem, PanelMeeting, PanelMember
from assessment.panels import permissions
from assessment.views.asked import form_page, person
from core.accounts.models import User
from core.forms import PortalForm

ITEM_NAMES = (
    "meeting__university",
    "submission__placement__apprentice__person",
    "submission__placement__apprentice__employer",
    "submission__placement__apprentice__cohort",
    "submission__placement__practice_educator__person",
    "recommendation__chaired_by",
)


def meeting_or_404(request: HttpRequest, reference: str) -> tuple[PanelMeeting, PanelMember | None]:
    """A meeting that this person may see, and the seat that they have there."""
    found = PanelMeeting.objects.visible_to(person(request)).select_related("university", "closed_by")
    meeting = get_object_or_404(found, reference=reference)
    return meeting, permissions.seat_of(person(request), meeting)


def item_or_404(request: HttpRequest, reference: str) -> tuple[PanelItem, PanelMember | None]:
    """An item that this person may see: to whom it is withheld it does not exist."""
    found = PanelItem.objects.visible_to(person(request)).select_related(*ITEM_NAMES)
    item = get_object_or_404(found, reference=reference)
    return item, permissions.seat_of(person(request), item.meeting)


def agenda_of(user: User, meeting: PanelMeeting) -> QuerySet[PanelItem]:
    """The agenda as this person may see it: what is read in full first, as it was drawn."""
    return (
        PanelItem.objects.visible_to(user).filter(meeting=meeting).standing().select_related(*ITEM_NAMES).order_by("pk")
    )


def number_of(user: User, item: PanelItem) -> int:
    """The place of an item on this person's own agenda."""
    return PanelItem.objects.visible_to(user).filter(meeting=item.meeting_id, pk__lte=item.pk).standing().count()


def panel_form(
    request: HttpRequest, form: PortalForm, title: str, *, meeting: PanelMeeting | None = None, **context: Any
) -> HttpResponse:
    """The page with one form; back leads to the item or the meeting."""
    item: PanelItem | None = context.get("item")
    if item is not None:
        context |= {"back": reverse("assessment:panel_item", args=[item.reference]), "caption": item}
    elif meeting is not None:
        context = {"back": reverse("assessment:panel", args=[meeting.reference]), "caption": meeting} | context
    else:
        context = {"back": reverse("assessment:panels")} | context
    return form_page(request, form, title, template="assessment/panels/form.html", **context)

"""Substitutes for panels: who stands ready in which order, a place that is free, and whom it was held for in turn."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core.records import Record
from recruitment.models.panellists import Panellist
from recruitment.models.panels import Panel, PanelMember
from recruitment.models.selection_days import Group, SelectionDay

if TYPE_CHECKING:
    from core.accounts.models import User


class Reserve(models.Model):
    """A substitute for a selection day, in the order in which those who run it would ask."""

    day = models.ForeignKey(SelectionDay, models.CASCADE, related_name="reserves")
    panellist = models.ForeignKey(Panellist, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "panellist"], name="reserve_once_a_day"),
            models.UniqueConstraint(fields=["day", "rank"], name="reserve_rank_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.panellist}"


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def searching(self) -> VacancyQuerySet:
        return self.filter(state=Vacancy.State.SEARCHING)


class Vacancy(Record):
    """A place on a panel that is free again, or that is needed beside the others. Both names stay with it.

    ``day_was`` is the state of the day before somebody left: once the panel is complete again, the day goes back to it.
    """

    class State(models.TextChoices):
        SEARCHING = "searching", "Asking substitutes in turn"
        FILLED = "filled", "Filled"
        EXHAUSTED = "exhausted", "Nobody is left to ask"
        STOPPED = "called_off", "Not needed any more"

    STEPS = {
        State.SEARCHING: {State.FILLED, State.EXHAUSTED, State.STOPPED},
        State.EXHAUSTED: {State.SEARCHING, State.STOPPED},
    }
    STEP_WORDS = {
        State.SEARCHING: "began to ask substitutes again",
        State.FILLED: "filled the place with a substitute",
        State.EXHAUSTED: "had nobody left to ask",
        State.STOPPED: "stopped asking substitutes",
    }

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="vacancies")
    group = models.CharField(max_length=20, choices=Group.choices)
    leaver = models.ForeignKey(PanelMember, models.PROTECT, null=True, related_name="vacancies")
    filled_by = models.OneToOneField(PanelMember, models.PROTECT, null=True, related_name="filled")
    day_was = models.CharField(max_length=25, choices=SelectionDay.State.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SEARCHING)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "vacancies"
        constraints = [
            models.UniqueConstraint(
                fields=["leaver"], condition=Q(state__in=["searching", "exhausted"]), name="vacancy_open_once_a_leaver"
            ),
            models.CheckConstraint(
                name="vacancy_filled_by_somebody",
                condition=Q(state="filled", filled_by__isnull=False) | (~Q(state="filled") & Q(filled_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Place on {self.panel}"

    def audit_root(self) -> SelectionDay:
        return self.panel.day


class SubstituteOfferQuerySet(models.QuerySet["SubstituteOffer"]):
    def held_too_long(self, now: datetime.datetime) -> SubstituteOfferQuerySet:
        return self.filter(state=SubstituteOffer.State.HELD, held_until__lte=now)

    def of_person(self, user: User) -> SubstituteOfferQuerySet:
        return self.filter(panellist__person=user.pk or 0)

    def held(self) -> SubstituteOfferQuerySet:
        return self.filter(state=SubstituteOffer.State.HELD)


class SubstituteOffer(Record):
    """One substitute's turn: the place is held for them until a moment, then for the next in the order."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not asked yet"
        HELD = "held", "Asked, place held"
        ACCEPTED = "accepted", "Said yes"
        DECLINED = "declined", "Said no"
        LAPSED = "lapsed", "Did not answer in time"
        PASSED_OVER = "passed_over", "Not asked: does not fit now"
        WITHDRAWN = "withdrawn", "Not needed any more"

    STEPS = {
        State.WAITING: {State.HELD, State.PASSED_OVER, State.WITHDRAWN},
        State.HELD: {State.ACCEPTED, State.DECLINED, State.LAPSED, State.PASSED_OVER, State.WITHDRAWN},
    }
    STEP_WORDS = {
        State.HELD: "asked a substitute and held the place for them",
        State.ACCEPTED: "said yes to standing in on the panel",
        State.DECLINED: "said no to standing in on the panel",
        State.LAPSED: "let a substitute's hold end",
        State.PASSED_OVER: "passed a substitute over who does not fit now",
        State.WITHDRAWN: "took back what a substitute was asked",
    }

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="offers")
    panellist = models.ForeignKey(Panellist, models.PROTECT, related_name="substitute_offers")
    rank = models.PositiveSmallIntegerField()
    held_until = models.DateTimeField(null=True, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)

    objects = SubstituteOfferQuerySet.as_manager()

    class Meta:
        ordering = ["vacancy", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "panellist"], name="substitute_asked_once_a_place"),
            models.UniqueConstraint(fields=["vacancy", "rank"], name="substitute_rank_once_a_place"),
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(state__in=["held", "accepted"]), name="substitute_place_held_for_one"
            ),
            models.CheckConstraint(
                name="substitute_hold_has_an_end",
                condition=~Q(state__in=["held", "accepted", "declined", "lapsed"]) | Q(held_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panellist}, {self.vacancy}"

    def audit_root(self) -> SelectionDay:
        return self.vacancy.panel.day

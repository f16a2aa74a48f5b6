"""Panels of a selection day: who sits, whom they had better not meet, and the candidates they see."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Borough, Organisation
from core import workflow
from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.rooms import Room
from recruitment.models.selection_days import Group, SelectionDay

if TYPE_CHECKING:
    from core.accounts.models import User


class PanelQuerySet(models.QuerySet["Panel"]):
    def run_by_people_of(self, user: User, *, on: datetime.date | None = None) -> PanelQuerySet:
        return self.filter(day__in=SelectionDay.objects.run_by_people_of(user, on=on))

    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PanelQuerySet:
        """Panels of the days that a person may see as one who runs or staffs them."""
        return self.filter(day__in=SelectionDay.objects.visible_to(user, on=on))


class Panel(Record):
    """The members who score together in a room, and the candidates who come to them."""

    day = models.ForeignKey(SelectionDay, models.PROTECT, related_name="panels")
    name = models.CharField(max_length=60)
    room = models.ForeignKey(Room, models.PROTECT, related_name="panels")

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["day", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["day", "name"], name="panel_name_once_per_day")]

    def __str__(self) -> str:
        return self.name

    def audit_root(self) -> SelectionDay:
        return self.day


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PanelMemberQuerySet:
        """Members of the panels of days that a person runs; else those of the organisations they staff for."""
        from recruitment.models.campaigns import ADMITTING, SHORTLISTING

        on = on or timezone.localdate()
        everybody = self.model.objects.order_by()  # a union within another takes no order on SQLite
        running = everybody.filter(panel__in=Panel.objects.run_by_people_of(user, on=on)).values("pk")
        staffing = everybody.filter(
            panel__in=Panel.objects.visible_to(user, on=on),
            organisation__in=Organisation.objects.reached_by(user, on=on, roles=[*SHORTLISTING, *ADMITTING]),
        )
        return self.filter(pk__in=running.union(staffing.order_by().values("pk")))

    def of_person(self, user: User) -> PanelMemberQuerySet:
        """A person's own seats, those they have left aside."""
        return self.filter(person=user.pk or 0).exclude(state__in=PanelMember.LEFT)

    def current(self) -> PanelMemberQuerySet:
        """Asked or coming: everybody who has not said no or left."""
        return self.exclude(state__in=PanelMember.LEFT)

    def coming(self) -> PanelMemberQuerySet:
        """Those who said yes: the composition rule counts them."""
        return self.filter(state__in=PanelMember.COMING)

    def sitting(self) -> PanelMemberQuerySet:
        """Confirmed members of days that are not over: they read the papers and score."""
        return self.filter(state__in=PanelMember.SEATED).exclude(panel__day__state__in=SelectionDay.OVER)


class PanelMember(Record):
    """A person's seat on a panel. ``group`` decides whose view their scores speak for; candidates never see it."""

    class State(models.TextChoices):
        INVITED = "invited", "Waiting for an answer"
        ACCEPTED = "accepted", "Said yes"
        DECLINED = "declined", "Said no"
        NO_REPLY = "no_reply", "Did not answer"
        CONFIRMED = "confirmed", "Confirmed"
        BRIEFED = "briefed", "Briefed"
        CHECKED_IN = "checked_in", "Here"
        SERVED = "served", "Served"
        PAID = "paid", "Served and paid"
        DID_NOT_ATTEND = "did_not_attend", "Did not attend"
        RELEASED = "released", "Left the panel"

    STEPS = {
        State.INVITED: {State.ACCEPTED, State.DECLINED, State.NO_REPLY, State.RELEASED},
        State.ACCEPTED: {State.CONFIRMED, State.DECLINED, State.RELEASED},
        State.CONFIRMED: {
            State.BRIEFED,
            State.CHECKED_IN,
            State.SERVED,
            State.DECLINED,
            State.DID_NOT_ATTEND,
            State.RELEASED,
        },
        State.BRIEFED: {State.CHECKED_IN, State.SERVED, State.DECLINED, State.DID_NOT_ATTEND, State.RELEASED},
        State.CHECKED_IN: {State.SERVED, State.DECLINED, State.RELEASED},
        State.SERVED: {State.PAID},
        State.PAID: {State.SERVED},
        State.DECLINED: {State.INVITED},
        State.NO_REPLY: {State.INVITED},
        State.RELEASED: {State.INVITED},
    }
    STEP_WORDS = {
        State.INVITED: "invited the panel member again",
        State.ACCEPTED: "said yes to sitting on the panel",
        State.DECLINED: "said no to sitting on the panel",
        State.NO_REPLY: "released the place: nobody had answered",
        State.CONFIRMED: "confirmed the panel member",
        State.BRIEFED: "recorded that the panel member is briefed",
        State.CHECKED_IN: "recorded that the panel member is here",
        State.PAID: "recorded that the panel member was paid",
        State.SERVED: "recorded that the panel member served",
        State.DID_NOT_ATTEND: "recorded that the panel member did not attend",
        State.RELEASED: "released the panel member",
    }
    READY = (State.CONFIRMED, State.BRIEFED, State.CHECKED_IN)
    """Confirmed, and the day is not behind them."""
    SEATED = (*READY, State.SERVED, State.PAID)
    COMING = (State.ACCEPTED, *SEATED)
    LEFT = (State.DECLINED, State.NO_REPLY, State.RELEASED, State.DID_NOT_ATTEND)

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_seats")
    group = models.CharField(max_length=20, choices=Group.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="panel_seats")
    under_18 = models.BooleanField(default=False)
    chaperone = models.CharField(max_length=150, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    agreed_from = models.TimeField(null=True, blank=True)
    agreed_until = models.TimeField(null=True, blank=True)
    supporter = models.CharField(max_length=150, blank=True)
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    answer_by = models.DateTimeField(null=True, editable=False)
    chased_at = models.DateTimeField(null=True, editable=False)
    state = models.CharField(max_length=15, choices=State.choices, default=State.INVITED)

    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once_per_panel"),
            models.CheckConstraint(
                name="panel_member_speaks_for_an_organisation",
                condition=models.Q(group="lived_experience") | models.Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="panel_member_under_18_has_consent_and_chaperone",
                condition=models.Q(under_18=False)
                | ~models.Q(state__in=["confirmed", "briefed", "checked_in", "served", "paid"])
                | (models.Q(consent_on__isnull=False) & ~models.Q(chaperone="")),
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="panel_member_by_person")]

    def __str__(self) -> str:
        return f"{self.person}, {self.panel}"

    def audit_root(self) -> SelectionDay:
        return self.panel.day

    @property
    def is_seated(self) -> bool:
        return self.state in self.SEATED

    @property
    def known_as(self) -> str:
        """The name by which those who run the day meet them: of a member under 18 the first name only (T14)."""
        return self.person.first_name if self.under_18 else self.person.name

    def decline(self, *, by: User, reason: str = "") -> None:
        """The person cannot come. No reason is asked for."""
        workflow.move(self, to=self.State.DECLINED, by=by, reason=reason)


class ToAvoid(models.Model):
    """A borough, a service or a name that somebody asks not to meet. No reason is kept.

    Read by the person who wrote it and by the rule that decides who may see whom; by nobody else.
    """

    borough = models.ForeignKey(Borough, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=150, blank=True)

    IS_ONE_THING = (
        models.Q(borough__isnull=False, organisation__isnull=True, name="")
        | models.Q(borough__isnull=True, organisation__isnull=False, name="")
        | (models.Q(borough__isnull=True, organisation__isnull=True) & ~models.Q(name=""))
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.borough or self.organisation or self.name)


class Avoidance(ToAvoid):
    """Whom a panel member asks not to meet on one day."""

    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="avoidance_is_one_thing", condition=ToAvoid.IS_ONE_THING)]


class PanelCandidateQuerySet(models.QuerySet["PanelCandidate"]):
    def live(self) -> PanelCandidateQuerySet:
        """Candidates of a panel whose application has not ended before the panel could see them."""
        return self.filter(state__in=PanelCandidate.LIVE).exclude(application__state=Application.State.WITHDRAWN)

    def seen(self) -> PanelCandidateQuerySet:
        """Those who came and are to have an outcome."""
        return self.live().filter(state=PanelCandidate.State.ATTENDED)


class PanelCandidate(Record):
    """A candidate's slot with a panel. Panel members meet the candidate's code; the person sees this as their day."""

    class State(models.TextChoices):
        EXPECTED = "expected", "Expected"
        ATTENDED = "attended", "Came"
        DID_NOT_ATTEND = "did_not_attend", "Did not attend"
        MOVED = "moved", "Moved to another panel"

    STEPS = {
        State.EXPECTED: {State.ATTENDED, State.DID_NOT_ATTEND, State.MOVED},
        State.DID_NOT_ATTEND: {State.ATTENDED, State.MOVED},
        State.ATTENDED: {State.MOVED},
    }
    STEP_WORDS = {
        State.ATTENDED: "recorded that a candidate came",
        State.DID_NOT_ATTEND: "recorded that a candidate did not attend",
        State.MOVED: "moved a candidate to another panel",
    }
    LIVE = (State.EXPECTED, State.ATTENDED, State.DID_NOT_ATTEND)

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="candidates")
    application = models.ForeignKey(Application, models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.EXPECTED)
    asked_for_another_panel_at = models.DateTimeField(null=True, editable=False)

    objects = PanelCandidateQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=~models.Q(state="moved"), name="panel_candidate_one_slot"
            ),
            models.CheckConstraint(
                name="panel_candidate_slot_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Candidate {self.code}"

    def audit_root(self) -> SelectionDay:
        return self.panel.day

    @property
    def code(self) -> str:
        """What stands for the person wherever a panel reads."""
        return self.application.code

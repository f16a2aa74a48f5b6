"""Selection days: what candidates do, what is looked for, how much each group's view counts, and the day's states."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from core import words, workflow
from core.records import Record
from recruitment.models.campaigns import Campaign
from recruitment.models.criteria import AnchoredCriterion, weighs_on_the_scale
from recruitment.scoring import WHOLE, TieRule

if TYPE_CHECKING:
    from core.accounts.models import User


class Group(models.TextChoices):
    """Whom a panel member speaks for. Shown to those who run the day, never to candidates or in papers."""

    EMPLOYER = "employer", "Employer"
    UNIVERSITY = "university", "University"
    LIVED_EXPERIENCE = "lived_experience", "Person with lived experience of social work"


GROUPS_IN_WORDS = [
    (Group.EMPLOYER, "an employer"),
    (Group.UNIVERSITY, "a university"),
    (Group.LIVED_EXPERIENCE, "people with lived experience of social work"),
]


class SelectionDayQuerySet(models.QuerySet["SelectionDay"]):
    def run_by_people_of(self, user: User, *, on: datetime.date | None = None) -> SelectionDayQuerySet:
        """Days of the campaigns that a person coordinates."""
        return self.filter(campaign__in=Campaign.objects.run_by_people_of(user, on=on or timezone.localdate()))

    def visible_to(self, user: User, *, on: datetime.date | None = None) -> SelectionDayQuerySet:
        """Days of the campaigns that a person runs, or in which their employer or university takes part.

        Panel members and candidates come to their own page (``PanelMember``, ``PanelCandidate``), not here.
        """
        return self.filter(campaign__in=Campaign.objects.visible_to(user, on=on))

    def with_counts(self) -> SelectionDayQuerySet:
        """Each with ``panel_count`` and ``candidate_count``, in the same query."""
        from recruitment.models.panels import PanelCandidate

        expected = models.Q(panels__candidates__state__in=PanelCandidate.LIVE)
        return self.annotate(
            panel_count=models.Count("panels", distinct=True),
            candidate_count=models.Count("panels__candidates", filter=expected, distinct=True),
        )

    def ahead(self) -> SelectionDayQuerySet:
        """Days that are not over."""
        return self.exclude(state__in=[SelectionDay.State.CLOSED, SelectionDay.State.CANCELLED])


class SelectionDay(Record):
    """A day on which panels see candidates. Weights of the groups are whole thousandths that sum to 1,000."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        STAFFING = "staffing", "Finding panel members"
        COMPOSITION_MET = "composition_met", "Panels complete"
        CONFIRMED = "confirmed", "Confirmed"
        LIVE = "live", "Live"
        STOPPED = "stopped", "Stopped"
        SCORING_CLOSED = "scoring_closed", "Scoring closed"
        MODERATION = "moderation", "Panels discussing"
        RECOMMENDATIONS_AGREED = "recommendations_agreed", "Recommendations agreed"
        CLOSED = "closed", "Closed"
        POSTPONED = "postponed", "Postponed"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {
        State.PLANNED: {State.STAFFING, State.POSTPONED, State.CANCELLED},
        State.STAFFING: {State.COMPOSITION_MET, State.POSTPONED, State.CANCELLED},
        State.COMPOSITION_MET: {State.CONFIRMED, State.STAFFING, State.POSTPONED, State.CANCELLED},
        State.CONFIRMED: {State.LIVE, State.STAFFING, State.POSTPONED, State.CANCELLED},
        State.LIVE: {State.STOPPED, State.SCORING_CLOSED},
        State.STOPPED: {State.LIVE, State.SCORING_CLOSED},
        State.SCORING_CLOSED: {State.MODERATION},
        State.MODERATION: {State.RECOMMENDATIONS_AGREED},
        State.RECOMMENDATIONS_AGREED: {State.CLOSED},
        State.POSTPONED: {State.PLANNED, State.CANCELLED},
    }
    STEP_WORDS = {
        "planned a selection day": "planned the day",
        State.PLANNED: "planned the day again",
        State.STAFFING: "began to find panel members",
        State.COMPOSITION_MET: "found the panels complete",
        State.CONFIRMED: "confirmed the day",
        State.LIVE: "started the day",
        State.STOPPED: "stopped the day",
        State.SCORING_CLOSED: "closed scoring; every score is frozen",
        State.MODERATION: "opened the panels' discussion",
        State.RECOMMENDATIONS_AGREED: "recorded that the recommendations are agreed",
        State.CLOSED: "closed the day",
        State.POSTPONED: "postponed the day",
        State.CANCELLED: "cancelled the day",
    }
    BEFORE_LIVE = (State.PLANNED, State.STAFFING, State.COMPOSITION_MET, State.CONFIRMED)
    GOES_ON = (State.LIVE, State.STOPPED)
    SCORED = (State.SCORING_CLOSED, State.MODERATION, State.RECOMMENDATIONS_AGREED, State.CLOSED)
    WITH_OUTCOMES = (State.RECOMMENDATIONS_AGREED, State.CLOSED)
    OVER = (State.CLOSED, State.CANCELLED)

    class Ties(models.TextChoices):
        SHARED = TieRule.SHARED.value, "Equal totals share a rank, and the panel discusses them"
        CRITERIA_IN_ORDER = TieRule.CRITERIA_IN_ORDER.value, "The higher mean on the first criterion, then on the next"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="selection_days")
    date = models.DateField()
    place = models.CharField(max_length=250)
    getting_there = models.TextField(blank=True, max_length=4000)
    employer_weight = models.PositiveSmallIntegerField(default=375)
    university_weight = models.PositiveSmallIntegerField(default=375)
    lived_experience_weight = models.PositiveSmallIntegerField(default=250)
    ties = models.CharField(max_length=20, choices=Ties.choices, default=Ties.SHARED)
    state = models.CharField(max_length=25, choices=State.choices, default=State.PLANNED)
    scoring_closed_at = models.DateTimeField(null=True, editable=False)

    objects = SelectionDayQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="selection_day_weights_sum_to_one",
                condition=models.Q(
                    employer_weight=WHOLE - models.F("university_weight") - models.F("lived_experience_weight")
                ),
            ),
            models.CheckConstraint(
                name="selection_day_scored_is_stamped",
                condition=models.Q(
                    state__in=["scoring_closed", "moderation", "recommendations_agreed", "closed"],
                    scoring_closed_at__isnull=False,
                )
                | (
                    ~models.Q(state__in=["scoring_closed", "moderation", "recommendations_agreed", "closed"])
                    & models.Q(scoring_closed_at__isnull=True)
                ),
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="selection_day_by_campaign")]

    def __str__(self) -> str:
        return f"Selection day, {self.date.day} {self.date:%B %Y}, {self.place}"

    def audit_root(self) -> Campaign:
        return self.campaign

    @property
    def weights(self) -> dict[str, int]:
        """Group → weight in thousandths."""
        return {
            Group.EMPLOYER: self.employer_weight,
            Group.UNIVERSITY: self.university_weight,
            Group.LIVED_EXPERIENCE: self.lived_experience_weight,
        }

    @property
    def weights_in_words(self) -> list[tuple[str, str]]:
        """Pairs such as ("Employer", "37.5%")."""
        return [
            (Group(group).label, f"{words.number(Decimal(weight) / 10)}%") for group, weight in self.weights.items()
        ]

    @property
    def takes_scores(self) -> bool:
        return self.state == self.State.LIVE

    @property
    def goes_on(self) -> bool:
        """The day is live, or stopped for a while."""
        return self.state in self.GOES_ON

    @property
    def has_begun(self) -> bool:
        """The day is or was live: there may be scores."""
        return self.goes_on or self.is_scored

    @property
    def is_scored(self) -> bool:
        """Scoring is closed: values may be read by those who run the day, and change no more."""
        return self.state in self.SCORED

    @property
    def has_outcomes(self) -> bool:
        """The recommendations are agreed: what came of every candidate is fixed and told."""
        return self.state in self.WITH_OUTCOMES

    @property
    def may_be_staffed(self) -> bool:
        return self.goes_on or self.state in self.BEFORE_LIVE

    def at(self, time: datetime.time) -> datetime.datetime:
        """A time of the day by London's clock."""
        return timezone.make_aware(datetime.datetime.combine(self.date, time))

    def resume(self, *, by: User) -> None:
        """Go on after a stop; scores given before it stand."""
        workflow.move(self, to=self.State.LIVE, by=by)

    def begin_moderation(self, *, by: User) -> None:
        """The panels meet: agreed scores may be recorded beside the frozen ones."""
        workflow.move(self, to=self.State.MODERATION, by=by)

    def close(self, *, by: User) -> None:
        """Nothing is left to do; panel members' access ends."""
        workflow.move(self, to=self.State.CLOSED, by=by)


class Exercise(models.Model):
    """Something that candidates do on the day: an interview, a group discussion, a role play, a written task.

    ``largest_group``: how many do it together at most; it says nothing where a candidate is alone with the panel.
    """

    class Setting(models.TextChoices):
        ALONE = "alone", "One candidate with the panel"
        GROUP = "group", "Several candidates together with the panel"
        QUIET = "quiet", "Without the panel, in a room with others"

    day = models.ForeignKey(SelectionDay, models.CASCADE, related_name="exercises")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField()
    setting = models.CharField(max_length=5, choices=Setting.choices, default=Setting.ALONE)
    largest_group = models.PositiveSmallIntegerField(default=6)

    class Meta:
        ordering = ["day", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="exercise_group_is_of_several", condition=models.Q(largest_group__gte=2, largest_group__lte=30)
            ),
            models.UniqueConstraint(fields=["day", "position"], name="exercise_position_once"),
            models.CheckConstraint(name="exercise_takes_time", condition=models.Q(minutes__gte=1, minutes__lte=480)),
        ]

    def __str__(self) -> str:
        return self.name

    def audit_root(self) -> SelectionDay:
        return self.day


class Criterion(AnchoredCriterion):
    """What is looked for in an exercise, with what each mark from 1 to 5 looks like.

    ``floor``: a group's mean under it means that the candidate is discussed whatever the total. Fixed when the day
    goes live.
    """

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="criteria")

    class Meta:
        ordering = ["exercise__position", "position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["exercise", "position"], name="criterion_position_once"),
            *weighs_on_the_scale("criterion"),
        ]

    def audit_root(self) -> SelectionDay:
        return self.exercise.day

"""Adjustments: what helps, owned by the apprentice, shared with whom they choose, decided by each party that must act.

What helps is kept, never the condition behind it. Nothing here is told by the apprentice's own timeline, which more
people read: the events are found on the adjustment alone.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from apprentices.models.involvement import Involvement, related
from apprentices.models.record import Apprentice
from consortium.people import holds
from core.periods import Period, PeriodQuerySet
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class Audience(models.TextChoices):
    """With whom an adjustment can be shared, and who can be asked to make it."""

    EMPLOYER = "employer", "Employer"
    UNIVERSITY = "university", "University"
    PLACEMENT = "placement", "Placement"
    ASSESSMENT = "assessment", "Assessment"
    SELECTION = "selection", "Selection"


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def visible_to(self, user: User, *, on: datetime.date) -> AdjustmentQuerySet:
        """A person's own, and those that are shared with them today."""
        shared = SharedAdjustment.objects.read_by(user, on=on).values("adjustment")
        return self.filter(models.Q(apprentice__person_id=user.pk or 0) | models.Q(pk__in=shared))

    def over_by(self, day: datetime.date) -> AdjustmentQuerySet:
        """Those of a programme that was over by a day."""
        return self.filter(apprentice__in=Apprentice.objects.over_by(day).values("pk"))

    def current(self) -> AdjustmentQuerySet:
        return self.filter(state=Adjustment.State.CURRENT)

    def shared_with_nobody(self, *, on: datetime.date) -> AdjustmentQuerySet:
        """Those that came over from the application and are not shared yet."""
        shared = SharedAdjustment.objects.filter(adjustment=models.OuterRef("pk"))
        return self.current().filter(~models.Exists(shared), from_application=True)


class Adjustment(Record):
    """One thing that helps an apprentice, in their own words, from the day on which they raised it.

    Its text never changes, because others agree to it: something else is another adjustment.
    """

    class State(models.TextChoices):
        CURRENT = "current", "In the record"
        ENDED = "ended", "Ended"

    STEPS = {State.CURRENT: {State.ENDED}}
    STEP_WORDS = {
        "raised": "asked for an adjustment",
        "carried over": "took an adjustment over from the application",
        "reviewed": "looked at the adjustment again",
        "shared": "shared the adjustment",
        "stopped sharing": "stopped sharing the adjustment",
        State.ENDED: "ended the adjustment",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="adjustments")
    what_helps = models.TextField(max_length=4000)
    raised_on = models.DateField()
    from_application = models.BooleanField(default=False)
    review_on = models.DateField()
    reviewed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CURRENT)
    ended_on = models.DateField(null=True)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="adjustment_ended_on_a_day",
                condition=models.Q(state="current", ended_on__isnull=True)
                | models.Q(state="ended", ended_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="adjustment_by_review")]

    def __str__(self) -> str:
        return f"Adjustment raised on {self.raised_on:%-d %B %Y}"

    @property
    def is_current(self) -> bool:
        return self.state == self.State.CURRENT


class SharedAdjustmentQuerySet(PeriodQuerySet["SharedAdjustment"]):
    def shared(self, *, on: datetime.date) -> SharedAdjustmentQuerySet:
        """Those that are shared on a day: within the dates, and not stopped."""
        return self.on(on).filter(stopped_at__isnull=True)  # type: ignore[return-value]

    def read_by(self, user: User, *, on: datetime.date) -> SharedAdjustmentQuerySet:
        """What is shared with a person by who they are to the apprentice today."""
        return self._of_circles(user, on=on, readers=True)

    def decided_by_person(self, user: User, *, on: datetime.date) -> SharedAdjustmentQuerySet:
        """What a person may decide on for a party, now or once those below them are late."""
        return self._of_circles(user, on=on, readers=False)

    def _of_circles(self, user: User, *, on: datetime.date, readers: bool) -> SharedAdjustmentQuerySet:
        from apprentices.adjustment_rules import CIRCLES

        theirs = models.Q(pk__in=[])
        for audience, circle in CIRCLES.items():
            kinds = circle.deciding + (circle.reading if readers else ())
            led = Involvement.objects.led_by(user, circle.relation, *circle.above, on=on)
            theirs |= models.Q(audience=audience, adjustment__apprentice__in=related(user, *kinds, on=on))
            theirs |= models.Q(audience=audience, adjustment__apprentice__in=led.values("apprentice"))
        return self.shared(on=on).filter(theirs).exclude(adjustment__apprentice__person_id=user.pk or 0)

    def awaiting(self, user: User, *, on: datetime.date) -> SharedAdjustmentQuerySet:
        """What waits for this person's decision: theirs day by day, or of those below who are late or nobody."""
        from apprentices.adjustment_rules import CIRCLES

        mine = models.Q(pk__in=[])
        for audience, circle in CIRCLES.items():
            if held := related(user, *circle.deciding, on=on):
                mine |= models.Q(audience=audience, adjustment__apprentice__in=held)
            if holds(user, *circle.above, on=on):
                led = Involvement.objects.led_by(user, circle.relation, *circle.above, on=on)
                mine |= models.Q(
                    models.Q(decide_by__lt=on) | ~_somebody(*circle.deciding, on=on),
                    audience=audience,
                    adjustment__apprentice__in=led.values("apprentice"),
                )
        open_ = self.shared(on=on).filter(
            mine,
            state=SharedAdjustment.State.ASKED,
            adjustment__state=Adjustment.State.CURRENT,
            adjustment__apprentice__state__in=Apprentice.ON_PROGRAMME,
        )
        return open_.exclude(adjustment__apprentice__person_id=user.pk or 0)


def _somebody(*kinds: str, on: datetime.date) -> models.Exists:
    """Whether somebody stands in one of these relations to the apprentice whose adjustment it is."""
    held = Involvement.objects.on(on).filter(apprentice=models.OuterRef("adjustment__apprentice"), kind__in=kinds)
    return models.Exists(held)


class SharedAdjustment(Period):
    """One party that an adjustment is shared with, from when to when, and what this party decided if it must act.

    From the day on which a party is asked until it has decided, interim help holds: what was asked for. Something else
    in its place needs the apprentice's yes. A stop by the apprentice closes it at once, whatever the dates say.
    """

    class State(models.TextChoices):
        TOLD = "told", "Shared to be read"
        ASKED = "asked", "Waiting for a decision"
        OFFERED = "offered", "Something else offered"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"

    UNDECIDED = (State.ASKED, State.OFFERED)
    STEPS = {
        State.TOLD: {State.ASKED},
        State.ASKED: {State.OFFERED, State.AGREED, State.REFUSED},
        State.OFFERED: {State.ASKED, State.AGREED},
        State.REFUSED: {State.OFFERED, State.AGREED},
    }
    STEP_WORDS = {
        State.ASKED: "asked this party to make the adjustment",
        State.OFFERED: "offered something else in its place",
        State.AGREED: "agreed to the adjustment",
        State.REFUSED: "did not agree to the adjustment",
    }

    adjustment = models.ForeignKey(Adjustment, models.CASCADE, related_name="parties")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    ends_on = models.DateField()
    stopped_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TOLD)
    asked_on = models.DateField(null=True)
    decide_by = models.DateField(null=True)
    instead = models.TextField(blank=True, max_length=2000)
    because = models.TextField(blank=True, max_length=2000)
    turn_to = models.CharField(blank=True, max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)

    objects = SharedAdjustmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        ordering = ["adjustment", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["adjustment", "audience"], name="adjustment_shared_once_with_a_party"),
            models.CheckConstraint(
                name="adjustment_asked_with_a_day_to_decide_by",
                condition=models.Q(state="told") | models.Q(asked_on__isnull=False, decide_by__isnull=False),
            ),
            models.CheckConstraint(
                name="adjustment_decided_by_somebody",
                condition=~models.Q(state__in=["offered", "agreed", "refused"])
                | models.Q(decided_by__isnull=False, decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="adjustment_refused_with_a_reason_and_a_way_on",
                condition=~models.Q(state="refused") | (~models.Q(because="") & ~models.Q(turn_to="")),
            ),
            models.CheckConstraint(
                name="adjustment_something_else_is_named",
                condition=~models.Q(state="offered") | ~models.Q(instead=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "decide_by"], name="adjustment_party_by_state")]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}: {self.get_state_display().lower()}"

    def audit_root(self) -> Adjustment:
        return self.adjustment

    def is_shared(self, on: datetime.date) -> bool:
        return self.stopped_at is None and self.holds_on(on)

    @property
    def in_place(self) -> str:
        """What this party does now: what was agreed, or what was asked for while nobody has decided."""
        if self.state == self.State.AGREED and self.instead:
            return self.instead
        return self.adjustment.what_helps


class ResultReviewQuerySet(models.QuerySet["ResultReview"]):
    def awaiting(self, user: User, *, on: datetime.date) -> ResultReviewQuerySet:
        """What waits for this person: the tutor; the compliance officer after the day, or where there is no tutor."""
        led = Involvement.objects.led_by(user, Involvement.Kind.UNIVERSITY, "compliance_officer", on=on)
        mine = models.Q(adjustment__apprentice__in=related(user, Involvement.Kind.TUTOR, on=on)) | models.Q(
            models.Q(answer_by__lt=on) | ~_somebody(Involvement.Kind.TUTOR, on=on),
            adjustment__apprentice__in=led.values("apprentice"),
        )
        readable = SharedAdjustment.objects.shared(on=on).filter(audience=Audience.UNIVERSITY)
        waiting = self.filter(
            mine,
            state=ResultReview.State.ASKED,
            adjustment__in=readable.values("adjustment"),
            adjustment__apprentice__state__in=Apprentice.ON_PROGRAMME,
        )
        return waiting.exclude(adjustment__apprentice__person_id=user.pk or 0)


class ResultReview(Record):
    """A stage that was decided without an agreed adjustment. It goes to review, not to appeal: the university says
    what happens to the result.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for the university"
        ANSWERED = "answered", "Answered"

    class Outcome(models.TextChoices):
        AGAIN = "again", "It is looked at again, with the adjustment in place"
        STANDS = "stands", "The result stands"

    STEPS = {State.ASKED: {State.ANSWERED}}
    STEP_WORDS = {
        "asked": "asked for a review of a result",
        State.ANSWERED: "said what happens to the result",
    }

    adjustment = models.OneToOneField(Adjustment, models.CASCADE, related_name="result_review")
    stage = models.CharField(max_length=200)
    asked_on = models.DateField()
    answer_by = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True, max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    objects = ResultReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_review_answered_by_somebody",
                condition=models.Q(state="asked")
                | (
                    ~models.Q(outcome="")
                    & ~models.Q(answer="")
                    & models.Q(answered_by__isnull=False, answered_on__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Review of a result: {self.stage}"

    def audit_root(self) -> Adjustment:
        return self.adjustment


class AdjustmentNoteManager(models.Manager["AdjustmentNote"]):
    def of(self, user: User) -> models.QuerySet[AdjustmentNote, AdjustmentNote]:
        """A person's own notes; there is no other way to read one."""
        return self.filter(adjustment__apprentice__person_id=user.pk or 0)


class AdjustmentNote(models.Model):
    """The apprentice's own note on an adjustment, for them alone: no page, mail, export or search of anybody else."""

    adjustment = models.OneToOneField(Adjustment, models.CASCADE, related_name="own_note")
    text = models.TextField(max_length=4000)

    objects: Any = AdjustmentNoteManager()

    def __str__(self) -> str:
        return "A note of one's own"

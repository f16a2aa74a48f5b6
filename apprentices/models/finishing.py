"""After the gateway: sittings of the assessment, and the steps to the register and the first post."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from core.records import Record


class Sitting(Record):
    """One sitting of the final assessment: the first one, a resit or a retake, of all components or of some.

    ``passed_components`` are the codes that were passed where the whole was not.
    """

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        SAT = "sat", "Taken, result to come"
        PASSED = "passed", "Passed"
        NOT_PASSED = "not_passed", "Not passed"
        CANCELLED = "cancelled", "Cancelled"

    class Kind(models.TextChoices):
        FIRST = "first", "First sitting"
        RESIT = "resit", "Resit"
        RETAKE = "retake", "Retake with further learning"

    class Again(models.TextChoices):
        RESIT = "resit", "Resit: the assessment again"
        RETAKE = "retake", "Retake: further learning, then the assessment again"
        NONE = "none", "No further sitting"

    class Payer(models.TextChoices):
        EMPLOYER = "employer", "The employer"
        UNIVERSITY = "university", "The university"
        INCLUDED = "included", "The agreed price, which includes it"

    STEPS = {
        State.BOOKED: {State.SAT, State.CANCELLED},
        State.SAT: {State.PASSED, State.NOT_PASSED, State.BOOKED},
        State.PASSED: {State.SAT},
        State.NOT_PASSED: {State.SAT},
    }
    STEP_WORDS = {
        "booked": "booked the final assessment",
        State.SAT: "recorded that the final assessment was taken",
        State.PASSED: "recorded that the final assessment was passed",
        State.NOT_PASSED: "recorded that the final assessment was not passed",
        State.CANCELLED: "cancelled the booking of the final assessment",
        f"{State.SAT.value} → {State.BOOKED.value}": "corrected the final assessment: not taken yet",
        f"{State.PASSED.value} → {State.SAT.value}": "took back the result of the final assessment",
        f"{State.NOT_PASSED.value} → {State.SAT.value}": "took back the result of the final assessment",
    }
    OPEN = (State.BOOKED, State.SAT)

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    components = models.JSONField(default=list)
    booked_for = models.DateField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sat_on = models.DateField(null=True)
    result_on = models.DateField(null=True)
    grade = models.CharField(max_length=40, blank=True)
    passed_components = models.JSONField(default=list)
    again = models.CharField(max_length=10, choices=Again.choices, blank=True)
    again_by = models.DateField(null=True)
    paid_by = models.CharField(max_length=12, choices=Payer.choices, blank=True)
    still_employed = models.BooleanField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.BOOKED)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "number"], name="sitting_numbered"),
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state__in=["booked", "sat"]), name="sitting_one_open"
            ),
            models.CheckConstraint(
                name="sitting_taken_on_a_day",
                condition=models.Q(state__in=["booked", "cancelled"]) | models.Q(sat_on__isnull=False),
            ),
            models.CheckConstraint(
                name="sitting_result_on_a_day",
                condition=~models.Q(state__in=["passed", "not_passed"]) | models.Q(result_on__isnull=False),
            ),
            models.CheckConstraint(
                name="sitting_not_passed_says_what_next",
                condition=~models.Q(state="not_passed")
                | (
                    ~models.Q(again="")
                    & models.Q(still_employed__isnull=False)
                    & (models.Q(again="none") | (models.Q(again_by__isnull=False) & ~models.Q(paid_by="")))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class FinishFact(Record):
    """A step after the assessment, as recorded: degree awarded, pass list sent, applied, registered, first post.

    A registration is first given with its number, and counts once somebody else has found it on the register.
    """

    class State(models.TextChoices):
        TO_CHECK = "to_check", "To be checked on the register"
        RECORDED = "recorded", "Recorded"
        TAKEN_BACK = "taken_back", "Taken back"

    STEPS = {
        State.TO_CHECK: {State.RECORDED, State.TAKEN_BACK},
        State.RECORDED: {State.TAKEN_BACK},
    }
    STEP_WORDS = {
        f"{State.TO_CHECK.value} → {State.RECORDED.value}": "found the registration on the register",
        State.TAKEN_BACK: "took back a step to registration",
    }
    LIVE = (State.TO_CHECK, State.RECORDED)

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="finish_facts")
    code = models.CharField(max_length=40)
    on = models.DateField()
    note = models.CharField(max_length=250, blank=True)
    number = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_as = models.CharField(max_length=10, choices=Party.choices)
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_back_because = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECORDED)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "code"],
                condition=models.Q(state__in=["to_check", "recorded"]),
                name="finish_fact_once",
            ),
            models.CheckConstraint(
                name="finish_fact_taken_back_with_a_reason",
                condition=~models.Q(state="taken_back") | ~models.Q(taken_back_because=""),
            ),
            models.CheckConstraint(
                name="finish_fact_with_a_number_is_checked",
                condition=models.Q(number="")
                | ~models.Q(state="recorded")
                | models.Q(checked_on__isnull=False, checked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.on:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

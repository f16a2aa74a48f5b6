"""Employment as dated rows: for whom, how many hours on which days, in what post, under which contract."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from apprentices.agreement import signed_for
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.periods import Period, PeriodQuerySet
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class EmploymentQuerySet(PeriodQuerySet["Employment"]):
    def now(self, on: datetime.date) -> Employment | None:
        """The stretch that holds on a day; before the first day the first one, after the last day the last one."""
        rows = list(self.select_related("employer", "legal_employer").order_by("starts_on"))
        begun = [row for row in rows if row.starts_on <= on]
        return begun[-1] if begun else next(iter(rows), None)


class Employment(Period):
    """A stretch of employment in which nothing changes. Only one at a time for an apprentice.

    ``pattern`` holds the hours of each day as text, from Monday: 7 of them, or 14 where two weeks take turns; empty
    where it is not known. ``legal_employer`` is set where the law's employer is another than the body that the service
    belongs to. ``agreement_…`` are the dates of the signed apprenticeship agreement.
    """

    class Contract(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        FIXED_TERM = "fixed_term", "Fixed term"
        SECONDMENT = "secondment", "Secondment"

    STEP_WORDS = {
        "employment corrected": "corrected the employment",
        "employment changed": "recorded a change of the employment",
        "employed elsewhere": "recorded employment with another employer",
    }
    CARRIED = (
        "employer",
        "legal_employer",
        "job_title",
        "team",
        "weekly_hours",
        "pattern",
        "contract",
        "contract_ends_on",
        "probation_ends_on",
        "substantive_post",
        "pay_point",
        "agreement_signed_on",
        "agreement_starts_on",
        "agreement_ends_on",
    )
    """What goes on into the next stretch where it does not change."""

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="employments")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="employments")
    legal_employer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    job_title = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=120, blank=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=2)
    pattern = models.JSONField(default=list, blank=True)
    contract = models.CharField(max_length=12, choices=Contract.choices, default=Contract.PERMANENT)
    contract_ends_on = models.DateField(null=True, blank=True)
    probation_ends_on = models.DateField(null=True, blank=True)
    substantive_post = models.CharField(max_length=150, blank=True)
    pay_point = models.CharField(max_length=40, blank=True)
    agreement_signed_on = models.DateField(null=True, blank=True)
    agreement_starts_on = models.DateField(null=True, blank=True)
    agreement_ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: EmploymentQuerySet = EmploymentQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        ordering = ["starts_on"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="employment_hours_a_week_are_possible",
                condition=models.Q(weekly_hours__gt=0, weekly_hours__lte=60),
            ),
            models.CheckConstraint(
                name="employment_permanent_has_no_end",
                condition=~models.Q(contract="permanent") | models.Q(contract_ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="employment_agreement_ends_after_it_starts",
                condition=models.Q(agreement_ends_on__isnull=True)
                | models.Q(agreement_starts_on__isnull=True)
                | models.Q(agreement_ends_on__gt=models.F("agreement_starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer}, {self.weekly_hours:g} hours a week"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def in_law(self) -> Organisation:
        """Who employs in law."""
        return self.legal_employer or self.employer.legal_body

    @property
    def weeks(self) -> list[list[Decimal]]:
        """The working pattern as weeks of seven days; none where it is not known."""
        days = [Decimal(day) for day in self.pattern]
        return [days[start : start + 7] for start in range(0, len(days), 7)]

    def hours_on(self, date: datetime.date) -> Decimal | None:
        """Contract hours of a day by the pattern; None where none is known.

        Where two weeks take turns, the first is the week in which this stretch begins.
        """
        if not self.pattern:
            return None
        first_monday = self.starts_on - datetime.timedelta(days=self.starts_on.weekday())
        return Decimal(self.pattern[(date - first_monday).days % len(self.pattern)])


class TemporaryRole(Period):
    """A secondment or acting-up beside the post: whoever asks about the apprentice's role asks with a day."""

    class Kind(models.TextChoices):
        SECONDMENT = "secondment", "Secondment"
        ACTING_UP = "acting_up", "Acting up"

    STEP_WORDS = {
        "temporary role": "recorded a temporary role",
        "temporary role ended": "recorded the end of a temporary role",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="temporary_roles")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    job_title = models.CharField(max_length=120)
    team = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    gives_opportunities = models.BooleanField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: PeriodQuerySet[TemporaryRole] = PeriodQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        ordering = ["starts_on"]

    def __str__(self) -> str:
        where = f", {self.organisation}" if self.organisation else ""
        return f"{self.get_kind_display()}: {self.job_title}{where}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class HoursChangeQuerySet(models.QuerySet["HoursChange"]):
    def visible_to(self, user: User) -> HoursChangeQuerySet:
        return self.filter(apprentice__in=Apprentice.objects.visible_to(user))

    def waiting_for(self, party: str) -> HoursChangeQuerySet:
        """Proposals to which this party has not answered yet."""
        return self.filter(~signed_for(party, "apprentices.hourschange"), state=HoursChange.State.PROPOSED)


class HoursChange(Record):
    """Other contract hours from a day, as proposed and discussed by the three parties and agreed by each.

    The four answers are those of the funding rules on a change of hours. Hours of training agreed at the start stay;
    the planned end moves only where one of the answers says that the programme is affected.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for agreement"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Taken back"

    STEPS = {State.PROPOSED: {State.AGREED, State.REFUSED, State.WITHDRAWN}}
    STEP_WORDS = {
        State.PROPOSED: "proposed other contract hours",
        State.AGREED: "completed the agreement on other contract hours",
        State.REFUSED: "did not agree to other contract hours",
        State.WITHDRAWN: "took back the proposal of other contract hours",
    }
    QUESTIONS = (
        ("same_training", "Can the same off-the-job training still take place each week?"),
        ("deliverable", "Can the programme be completed within the new hours?"),
        ("assessment_unaffected", "Does the end-point assessment stay as planned?"),
        ("programme_unaffected", "Does the rest of the programme stay as it is?"),
    )

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="hours_changes")
    starts_on = models.DateField()
    hours_before = models.DecimalField(max_digits=4, decimal_places=2)
    hours_after = models.DecimalField(max_digits=4, decimal_places=2)
    pattern = models.JSONField(default=list, blank=True)
    end_before = models.DateField()
    end_after = models.DateField()
    same_training = models.BooleanField()
    deliverable = models.BooleanField()
    assessment_unaffected = models.BooleanField()
    programme_unaffected = models.BooleanField()
    discussed = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = HoursChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="proposed"), name="hours_change_one_pending"
            ),
            models.CheckConstraint(
                name="hours_change_hours_are_possible",
                condition=models.Q(hours_after__gt=0, hours_after__lte=60)
                & ~models.Q(hours_after=models.F("hours_before")),
            ),
            models.CheckConstraint(
                name="hours_change_decided_has_moment",
                condition=models.Q(state="proposed", decided_at__isnull=True)
                | (~models.Q(state="proposed") & models.Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_before:g} to {self.hours_after:g} hours a week from {self.starts_on:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def material(self) -> bool:
        """Whether the programme is affected, so that its length is agreed anew."""
        return not all(getattr(self, name) for name, _ in self.QUESTIONS)

    def content(self) -> dict[str, Any]:
        """What each party agrees to, in canonical form."""
        return {
            "apprentice": self.apprentice.reference,
            "from": self.starts_on.isoformat(),
            "hours": [f"{self.hours_before:.2f}", f"{self.hours_after:.2f}"],
            "pattern": list(self.pattern),
            "planned end": [self.end_before.isoformat(), self.end_after.isoformat()],
            "answers": {name: getattr(self, name) for name, _ in self.QUESTIONS},
            "discussed": self.discussed,
        }

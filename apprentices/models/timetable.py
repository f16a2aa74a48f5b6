"""The programme calendar of a cohort: sessions that the university drafts and publishes, and who was there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.calendar import CalendarEntry
from apprentices.models.record import Apprentice
from apprentices.timetable_reasons import ABSENCE, SESSION_CANCELLED, counting_against_provider, reasons
from consortium.models import Cohort, Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

NOTICE = datetime.timedelta(days=14)
"""A change or cancellation with less notice than this is marked as short notice."""


class TimetableSessionQuerySet(models.QuerySet["TimetableSession"]):
    def visible_to(self, user: User) -> TimetableSessionQuerySet:
        """Sessions that a person may see: all of a university whose timetables they plan; else what is published for
        the cohorts of the apprentices they may see.
        """
        planned = self.model.planned_cohorts(user)
        seen = Apprentice.objects.visible_to(user).order_by().values("cohort")
        return self.filter(
            models.Q(cohort__in=planned)
            | (~models.Q(state=TimetableSession.State.DRAFT) & models.Q(cohort__in=seen.distinct()))
        )

    def drafts(self) -> TimetableSessionQuerySet:
        return self.filter(state=TimetableSession.State.DRAFT)

    def published(self) -> TimetableSessionQuerySet:
        return self.filter(state=TimetableSession.State.PUBLISHED)

    def without_register(self, *, on: datetime.date) -> TimetableSessionQuerySet:
        """Sessions that have taken place by a day, of which nobody has said who was there; not where nobody of the
        cohort was expected.
        """
        days = CalendarEntry.objects.going_ahead().filter(
            source_kind=TimetableSession._meta.label_lower, source_id=models.OuterRef("pk")
        )
        return self.published().filter(models.Exists(days), date__lte=on, register_taken_at__isnull=True)

    def cancelled_by_provider(self) -> TimetableSessionQuerySet:
        """What stands in the university's figure: cancelled, and not published by mistake."""
        return self.filter(state=TimetableSession.State.CANCELLED, cancelled_because__in=counting_against_provider())


class TimetableSession(Record):
    """One session for a whole cohort. ``off_the_job_hours`` is what being there credits."""

    class Kind(models.TextChoices):
        INDUCTION = "induction", "Induction block"
        TAUGHT_DAY = "taught_day", "Day at university"
        SKILLS_DAY = "skills_day", "Skills day"
        WEBINAR = "webinar", "Webinar"
        STUDY_DAY = "study_day", "Study day"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        CANCELLED = "cancelled", "Cancelled by the university"

    STEPS = {State.DRAFT: {State.PUBLISHED}, State.PUBLISHED: {State.CANCELLED}}
    STEP_WORDS = {
        State.PUBLISHED: "published this session",
        State.CANCELLED: "cancelled this session",
        "changed": "changed this session",
        "register taken": "took the register",
        "register corrected": "corrected the register",
    }
    ACTIVITIES = {
        Kind.INDUCTION: "workshop",
        Kind.TAUGHT_DAY: "lecture",
        Kind.SKILLS_DAY: "skills_day",
        Kind.WEBINAR: "online_learning",
        Kind.STUDY_DAY: "private_study",
    }
    """The kind of off-the-job activity that being there is."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    title = models.CharField(max_length=150)
    date = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    off_the_job_hours = models.DecimalField(max_digits=4, decimal_places=2)
    counts_as_skills_day = models.BooleanField(default=False)
    venue = models.CharField(max_length=150, blank=True)
    room = models.CharField(max_length=80, blank=True)
    room_places = models.PositiveSmallIntegerField(null=True, blank=True)
    room_paid_by = models.CharField(max_length=100, blank=True)
    access_details = models.CharField(max_length=300, blank=True)
    online_link = models.URLField(blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    short_notice = models.BooleanField(default=False)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=30, blank=True)
    register_taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    register_taken_at = models.DateTimeField(null=True)

    objects = TimetableSessionQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at", "pk"]
        indexes = [models.Index(fields=["cohort", "date"], name="timetable_session_by_day")]
        constraints = [
            models.CheckConstraint(
                name="timetable_session_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="timetable_session_hours_fit",
                condition=models.Q(off_the_job_hours__gte=0, off_the_job_hours__lte=12),
            ),
            models.CheckConstraint(
                name="timetable_session_published_by",
                condition=models.Q(state="draft") | models.Q(published_by__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="timetable_session_cancelled_why",
                condition=~models.Q(state="cancelled")
                | (~models.Q(cancelled_because="") & models.Q(cancelled_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.date:%-d %B %Y}"

    def audit_root(self) -> TimetableSession:
        return self

    @staticmethod
    def planned_cohorts(user: User) -> models.QuerySet[Cohort]:
        """The cohorts whose timetable a person plans by their role at the university."""
        from consortium import people

        return Cohort.objects.filter(university__in=people.organisation_ids(user, *PLANNING_ROLES))

    @property
    def place(self) -> str:
        """Where it is, for a calendar: room and venue, or that it is online."""
        return ", ".join(part for part in (self.room, self.venue) if part) or ("Online" if self.online_link else "")

    @property
    def reason_words(self) -> str:
        """Why it was cancelled, in words."""
        because = self.cancelled_because
        return reasons(SESSION_CANCELLED)[because].label if because else ""

    @property
    def calendar_kind(self) -> str:
        """What it is in an apprentice's calendar: a webinar is taught time like a day at university."""
        return CalendarEntry.Kind.TAUGHT_DAY if self.kind == self.Kind.WEBINAR else self.kind


PLANNING_ROLES = ("tutor", "compliance_officer", "placement_coordinator")
"""Roles at a university that draft and publish the timetables of its cohorts and take their registers."""


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def there(self) -> AttendanceQuerySet:
        """Marks that credit hours."""
        return self.filter(mark__in=Attendance.CREDITED)

    def skills_days(self, ids: Iterable[int]) -> dict[int, int]:
        """Skills days at which apprentices were, by apprentice: each day once, however many sessions it had."""
        counted = (
            self.there()
            .filter(
                apprentice__in=list(ids),
                session__counts_as_skills_day=True,
                session__state=TimetableSession.State.PUBLISHED,
            )
            .order_by()
            .values_list("apprentice")
            .annotate(days=models.Count("session__date", distinct=True))
        )
        return dict(counted)


class Attendance(models.Model):
    """Whether one apprentice was at one session. Present, late and made up credit its hours; away credits nothing."""

    class Mark(models.TextChoices):
        PRESENT = "present", "Present"
        LATE = "late", "Late"
        ABSENT = "absent", "Away"
        MADE_UP = "made_up", "Made up"

    CREDITED = (Mark.PRESENT, Mark.LATE, Mark.MADE_UP)
    STEP_WORDS = {
        f"{Mark.PRESENT} at a session": "marked this apprentice as present at a session",
        f"{Mark.LATE} at a session": "marked this apprentice as late at a session",
        f"{Mark.ABSENT} at a session": "marked this apprentice as away from a session",
        f"{Mark.MADE_UP} at a session": "recorded that this apprentice made a session up",
    }

    session = models.ForeignKey(TimetableSession, models.PROTECT, related_name="attendances")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="attendances")
    mark = models.CharField(max_length=10, choices=Mark.choices)
    reason = models.CharField(max_length=30, blank=True)
    made_up_on = models.DateField(null=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session", "apprentice"]
        constraints = [
            models.UniqueConstraint(fields=["session", "apprentice"], name="attendance_once_a_session"),
            models.CheckConstraint(
                name="attendance_away_with_a_reason",
                condition=~models.Q(mark="absent") | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mark_display()}: {self.session}"

    def audit_root(self) -> Apprentice:
        return Apprentice(pk=self.apprentice_id)

    @property
    def credits(self) -> bool:
        return self.mark in self.CREDITED

    @property
    def reason_words(self) -> str:
        return reasons(ABSENCE)[self.reason].label if self.reason else ""


class ClosedDay(models.Model):
    """A day on which an organisation is closed beside the bank holidays: nothing is planned or taught on it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="closed_days")
    date = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["organisation", "date"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.date:%-d %B %Y}"

    def audit_root(self) -> Organisation:
        return self.organisation

"""Why something changed: stored apart from the state that everybody sees, and read by those it was told to."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.change_reasons import WITHDRAWAL, CodedReason, reasons
from apprentices.models.record import Apprentice
from core.periods import Period, PeriodQuerySet
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class ChangeReasonQuerySet(models.QuerySet["ChangeReason"]):
    def over_by(self, day: datetime.date) -> ChangeReasonQuerySet:
        """Reasons of what was over by a day: a break or suspension that has ended or never was, a search for an
        employer, mail that goes out again. Somebody who left stays away: a restricted reason counts from the last day,
        any other is kept with the record, as learner records ask for it.
        """
        ended = models.Q(break_in_learning__state__in=["returned", "converted"], break_in_learning__ends_on__lte=day)
        never_was = models.Q(
            break_in_learning__state__in=["refused", "taken_back"], break_in_learning__starts_on__lte=day
        )
        lifted = models.Q(suspension__state__in=["lifted", "overtaken"], suspension__ends_on__lte=day)
        found = models.Q(between_employers__found_on__lte=day)
        mail = models.Q(quiet__state="lifted", quiet__lifted_at__date__lte=day)
        came_back = models.Q(withdrawal__state="reinstated", withdrawal__reinstated_on__lte=day)
        restricted = [reason.code for reason in reasons(WITHDRAWAL).values() if reason.restricted]
        left = models.Q(withdrawal__state="recorded", withdrawal__last_day__lte=day, code__in=restricted)
        over = self.model._base_manager.filter(ended | never_was | lifted | found | mail | came_back | left)
        return self.filter(pk__in=over.values("pk"))


class ChangeReason(Record):
    """The reason of a change, coded, with what was said about it.

    It goes by its own retention: once deleted, the change stays and says nothing of why.
    """

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="change_reasons")
    listed = models.CharField(max_length=30)
    code = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    objects = ChangeReasonQuerySet.as_manager()

    STEP_WORDS = {"read the reason": "read a restricted reason", "shared": "shared a restricted reason"}

    def __str__(self) -> str:
        return self.the_reason.label

    def audit_root(self) -> ChangeReason:
        """Found on the reason alone: the apprentice's own timeline is read by more people."""
        return self

    @property
    def the_reason(self) -> CodedReason:
        return reasons(self.listed)[self.code]

    def is_known_to(self, user: User, *, on: datetime.date) -> bool:
        """Whether a person may read it on a day: the apprentice, who gave it, and whom it was told to."""
        if user.pk in (self.apprentice.person_id, self.given_by_id):
            return True
        return self.told.on(on).filter(person=user).exists()


class ToldReason(Period):
    """Somebody whom a reason was told to, from when to when; never anybody by their role alone."""

    reason = models.ForeignKey(ChangeReason, models.CASCADE, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: PeriodQuerySet[ToldReason] = PeriodQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["reason", "person"], name="reason_told_once_to_a_person"),
        ]

    def __str__(self) -> str:
        return f"Told to {self.person}"

"""An accepted candidate who starts later: agreed by both sides, and confirmed by both when the next cycle opens."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.campaigns import ADMITTING, SHORTLISTING, Campaign
from recruitment.models.offers import Side

if TYPE_CHECKING:
    from core.accounts.models import User


class DeferralQuerySet(models.QuerySet["Deferral"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> DeferralQuerySet:
        """Those of the applications that a person sees, and of people who are to start with them; never their own."""
        on = on or timezone.localdate()
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        universities = Organisation.objects.reached_by(user, on=on, roles=ADMITTING)
        found = self.filter(
            models.Q(application__in=Application.objects.visible_to(user, on=on))
            | models.Q(employer__in=employers)
            | models.Q(campaign__cohort__university__in=universities)
        )
        return found.exclude(application__candidate=user.pk or 0)

    def to_answer(self, side: str) -> DeferralQuerySet:
        """Deferrals that wait for a side: to agree to it, or to confirm the start with the later cohort."""
        answered = DeferralAnswer.objects.filter(deferral=models.OuterRef("pk"), side=side, is_standing=True)
        agreeing = models.Q(state=Deferral.State.ASKED) & ~models.Exists(answered.filter(about=Deferral.About.LATER))
        starting = models.Q(state=Deferral.State.WANTED) & ~models.Exists(answered.filter(about=Deferral.About.START))
        return self.filter(agreeing | starting)

    def live(self) -> DeferralQuerySet:
        """Those that still lead to a start, of applications that have not ended otherwise."""
        waiting = [Application.State.ACCEPTED, Application.State.DEFERRED]
        return self.filter(state__in=Deferral.LIVE, application__state__in=waiting)

    def holding_a_place(self, campaign: Campaign, employer: Organisation | None) -> DeferralQuerySet:
        """Those for whom an employer keeps what places it has in the next campaign: asked again, nobody said no."""
        asked_again = [Deferral.State.AGREED, Deferral.State.WANTED]
        found = self.live().filter(campaign=campaign, employer=employer, state__in=asked_again).order_by()
        return found.exclude(_start_refused())

    def not_confirmed(self) -> DeferralQuerySet:
        """Those whose start a side has refused: another employer is found for them, or the offer is taken back."""
        return self.filter(_start_refused())

    def late(self, *, on: datetime.date) -> DeferralQuerySet:
        """Those on which a side has not answered by the day: silence of an organisation never ends a later start."""
        found = self.live().filter(answer_by__lt=on)
        unanswered = [models.Q(pk__in=found.to_answer(side).order_by().values("pk")) for side in Side.values]
        return found.filter(unanswered[0] | unanswered[1])


def _start_refused() -> models.Exists:
    """Whether a side says no to the start in the next campaign."""
    given = DeferralAnswer.objects.filter(deferral=models.OuterRef("pk"), is_standing=True)
    return models.Exists(given.filter(about=Deferral.About.START, says_yes=False))


class Deferral(Record):
    """A later start, asked for by the candidate, who need not say why.

    asked → agreed or refused (both sides) → wanted, when the candidate says in the next campaign that they still want
    to start → taken up, when both sides have confirmed it and the employer of then has a place. Where that employer has
    no place any more the coordinator finds another (``employer``). ``answer_by`` is the day by which whoever is asked
    answers; a candidate who has been warned and lets it go by has let the later start lapse.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        WANTED = "wanted", "To be confirmed for the next cohort"
        TAKEN_UP = "taken_up", "Goes on in the next campaign"
        GIVEN_UP = "given_up", "Given up"
        LAPSED = "lapsed", "Lapsed"

    class About(models.TextChoices):
        LATER = "later", "Whether to start later"
        START = "start", "Whether to start now"

    STEPS = {
        State.ASKED: {State.AGREED, State.REFUSED, State.GIVEN_UP},
        State.AGREED: {State.WANTED, State.GIVEN_UP, State.LAPSED},
        State.WANTED: {State.TAKEN_UP, State.GIVEN_UP},
    }
    STEP_WORDS = {
        State.AGREED: "agreed to a later start",
        State.REFUSED: "did not agree to a later start",
        State.WANTED: "still wants to start",
        State.TAKEN_UP: "confirmed the start with the later cohort",
        State.GIVEN_UP: "gave up the later start",
        State.LAPSED: "let the later start lapse",
    }
    LIVE = (State.ASKED, State.AGREED, State.WANTED)

    application = models.OneToOneField(Application, models.PROTECT, related_name="deferral")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    words = models.TextField(blank=True, max_length=1000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField(null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="deferred_into")
    employer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    became = models.OneToOneField(Application, models.SET_NULL, null=True, related_name="deferred_from")

    objects = DeferralQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="deferral_wanted_names_campaign_and_employer",
                condition=~models.Q(state__in=["wanted", "taken_up"])
                | models.Q(campaign__isnull=False, employer__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Later start of {self.application}"

    @property
    def is_live(self) -> bool:
        return self.state in Deferral.LIVE

    def audit_root(self) -> Application:
        return self.application


class DeferralAnswer(models.Model):
    """What one side answered, by whom; of an employer that has no place it is kept when another takes over."""

    deferral = models.ForeignKey(Deferral, models.CASCADE, related_name="answers")
    about = models.CharField(max_length=5, choices=Deferral.About.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    says_yes = models.BooleanField()
    is_standing = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deferral", "about", "side"],
                condition=models.Q(is_standing=True),
                name="deferral_answer_once_per_side",
            ),
            models.UniqueConstraint(
                fields=["deferral", "about", "answered_by"],
                condition=models.Q(is_standing=True),
                name="deferral_answer_by_different_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {'yes' if self.says_yes else 'no'}"

    def audit_root(self) -> Application:
        return self.deferral.application

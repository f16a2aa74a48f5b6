"""An application from expression of interest to enrolment.

``Application.State`` is the whole line of recruitment, in its order:

=====================  ======================================================================================
draft                  the candidate is writing; nobody else sees it
submitted              waiting for the university's check of eligibility
exception_requested    the university asks a second person of its own to agree to an exception
eligible               waiting for the employer to shortlist (never before the university has checked)
not_eligible           the university said no, with the reason; an exception may still be asked for
invited                shortlisted: to be given a slot on a selection day
reserve                shortlisted in reserve
not_progressed         not shortlisted, with the reason
attended               came to the selection day; scores are being given and moderated
did_not_attend         did not come; may be invited again
recommended            the panel recommends an offer; both employer and university decide next
not_recommended        the panel does not recommend an offer
offer_reserve          both said yes and every place is taken: on the reserve list for the next that comes free
offered                employer and university both said yes; the candidate has the offer
not_offered            employer or university said no
accepted               the candidate accepted; conditions are being met
declined               the candidate declined
lapsed                 the last day to answer went by, of which the candidate had been told
offer_withdrawn        the offer was taken back, with the reason, by somebody who had not decided on it
deferred               starts with a later cohort; employer and university confirm it again then
reconfirmed            goes on as an application of a later campaign
enrolled               became an apprentice
withdrawn              the candidate withdrew
=====================  ======================================================================================

Selection days take an application from *invited* to *recommended* or *not recommended*; everything before and after
them is done by ``operations.applications``, ``operations.offers`` and ``operations.deferrals``. A review of procedure
that is upheld takes an application back to before the step that was not right (``operations.procedure_reviews``).
"""

from __future__ import annotations

import datetime
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from consortium.models import Organisation
from core.notifications.models import Message
from core.records import Record
from recruitment.models.campaigns import ADMITTING, SHORTLISTING, Campaign
from recruitment.models.channels import Channel
from recruitment.models.figures import NeverSubmitted

if TYPE_CHECKING:
    from core.accounts.models import User

CODE_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
CODE_DIGITS = "23456789"


def new_code() -> str:
    """A code that stands for a candidate in packs and on shortlists, such as "K7-413"."""
    return f"{secrets.choice(CODE_LETTERS)}{secrets.choice(CODE_DIGITS)}-{secrets.randbelow(1000):03d}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def submitted(self) -> ApplicationQuerySet:
        """Applications that were handed in at some time; a draft is the candidate's own."""
        return self.filter(submitted_at__isnull=False)

    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ApplicationQuerySet:
        """Submitted applications of the campaigns that a person runs, of their university, or to their employer.

        A UNION of ids. Candidates come by link or by ``of_candidate``; panel members by their selection day alone.
        Somebody of the staff who applies themselves meets their own application as a candidate only.
        """
        return self.filter(pk__in=self._reached_by(user, on=on or timezone.localdate()))

    def named_to(self, user: User, *, on: datetime.date | None = None) -> ApplicationQuerySet:
        """Of the visible applications those whose candidate a person may know by name: searching by name reads these.

        The employer shortlists by code and learns the name with the invitation.
        """
        named = models.Q(state__in=Application.NAMED_TO_THE_EMPLOYER)
        return self.filter(pk__in=self._reached_by(user, on=on or timezone.localdate(), of_the_employer=named))

    def documented_to(self, user: User, *, on: datetime.date | None = None) -> ApplicationQuerySet:
        """Applications whose certificates a person may open: the university and the coordinator, not the employer."""
        on = on or timezone.localdate()
        return self.filter(pk__in=self._coordinated(user, on=on).union(self._admitted(user, on=on)))

    def _coordinated(self, user: User, *, on: datetime.date) -> models.QuerySet[Application, dict[str, int]]:
        campaigns = Campaign.objects.run_by_people_of(user, on=on)
        return self._of_others(user).filter(campaign__in=campaigns).values("pk")

    def _admitted(self, user: User, *, on: datetime.date) -> models.QuerySet[Application, dict[str, int]]:
        universities = Organisation.objects.reached_by(user, on=on, roles=ADMITTING)
        return self._of_others(user).filter(campaign__cohort__university__in=universities).values("pk")

    def _of_others(self, user: User) -> ApplicationQuerySet:
        return self.model.objects.submitted().exclude(candidate=user.pk or 0).order_by()

    def _reached_by(
        self, user: User, *, on: datetime.date, of_the_employer: models.Q | None = None
    ) -> models.QuerySet[Application, dict[str, int]]:
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        wanted = of_the_employer or models.Q()
        shortlisted = self._of_others(user).filter(wanted, employer__in=employers).values("pk")
        return self._coordinated(user, on=on).union(self._admitted(user, on=on), shortlisted)

    def of_candidate(self, person: User) -> ApplicationQuerySet:
        return self.filter(candidate=person)

    def live(self) -> ApplicationQuerySet:
        """Applications that still lead somewhere."""
        return self.exclude(state__in=Application.ENDED)

    def over_by(self, day: datetime.date) -> ApplicationQuerySet:
        """Applications of campaigns that had closed by a day, whose figures are kept and which nothing keeps longer.

        Kept longer: who became an apprentice or holds an offer, who waits for the next campaign (invited again, or a
        later start, to the end of that campaign however it went), and whose procedure is being reviewed.
        """
        return (
            self.filter(campaign__closes_on__lte=day, campaign__figures__isnull=False)
            .exclude(state__in=[*Application.HOLDS_A_PLACE, Application.State.DEFERRED])
            .exclude(reinvitation__isnull=False)
            .exclude(deferral__campaign__isnull=False, deferral__campaign__figures__isnull=True)
            .exclude(procedure_reviews__state__in=["asked", "under_review"])
        )

    def never_submitted_by(self, day: datetime.date) -> ApplicationQuerySet:
        """Applications never handed in of campaigns closed by a day, whose candidates were told by the day after."""
        closed = self.never_submitted().filter(campaign__closes_on__lte=day)
        by_key = {application.not_submitted_key: application.pk for application in closed.select_related("campaign")}
        told_by = day + datetime.timedelta(days=1)
        told = Message.objects.filter(key__in=by_key, created_at__date__lte=told_by).values_list("key", flat=True)
        return closed.filter(pk__in=[by_key[key] for key in told])

    def never_submitted(self) -> ApplicationQuerySet:
        """Being written, or withdrawn before they were handed in; not while somebody waits for the next campaign."""
        return self.filter(submitted_at__isnull=True, reinvitation__isnull=True)

    def count_never_submitted(self, ids: list[int]) -> None:
        """Before these go, keep how many begin and never hand in, by employer and channel: the funnel counts them.

        Their equality answers go with them: nothing was counted from them, and nothing ever will be.
        """
        from recruitment.models.equality import delete_answers_of  # the store knows applications, they do not know it

        rows = self.filter(pk__in=ids).order_by().values("campaign_id", "employer_id", "heard_from_id")
        NeverSubmitted.objects.bulk_create(NeverSubmitted(**row) for row in rows.annotate(people=models.Count("pk")))
        delete_answers_of(ids)

    def to_check(self) -> ApplicationQuerySet:
        """Waiting for a university: eligibility or the second opinion on an exception."""
        return self.filter(state__in=[Application.State.SUBMITTED, Application.State.EXCEPTION_REQUESTED])


class Application(Record):
    """One person's application to one campaign. ``code`` stands for the person wherever names are not to be seen."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        SUBMITTED = "submitted", "Submitted"
        EXCEPTION_REQUESTED = "exception_requested", "Exception asked for"
        ELIGIBLE = "eligible", "Eligible"
        NOT_ELIGIBLE = "not_eligible", "Not eligible"
        INVITED = "invited", "Invited to selection"
        RESERVE = "reserve", "On the reserve list"
        NOT_PROGRESSED = "not_progressed", "Not shortlisted"
        ATTENDED = "attended", "Came to selection"
        DID_NOT_ATTEND = "did_not_attend", "Did not attend"
        RECOMMENDED = "recommended", "Recommended by the panel"
        NOT_RECOMMENDED = "not_recommended", "Not recommended"
        OFFER_RESERVE = "offer_reserve", "On the reserve list for an offer"
        OFFERED = "offered", "Offer made"
        NOT_OFFERED = "not_offered", "No offer"
        ACCEPTED = "accepted", "Offer accepted"
        DECLINED = "declined", "Offer declined"
        LAPSED = "lapsed", "Offer lapsed"
        OFFER_WITHDRAWN = "offer_withdrawn", "Offer taken back"
        DEFERRED = "deferred", "Start deferred"
        RECONFIRMED = "reconfirmed", "Goes on in a later campaign"
        ENROLLED = "enrolled", "Enrolled"
        WITHDRAWN = "withdrawn", "Withdrawn by the candidate"

    STEPS = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.ELIGIBLE, State.NOT_ELIGIBLE, State.EXCEPTION_REQUESTED, State.WITHDRAWN},
        State.EXCEPTION_REQUESTED: {State.ELIGIBLE, State.NOT_ELIGIBLE, State.WITHDRAWN},
        State.NOT_ELIGIBLE: {State.EXCEPTION_REQUESTED, State.SUBMITTED, State.WITHDRAWN},
        State.ELIGIBLE: {State.INVITED, State.RESERVE, State.NOT_PROGRESSED, State.WITHDRAWN},
        State.RESERVE: {State.INVITED, State.NOT_PROGRESSED, State.WITHDRAWN},
        State.NOT_PROGRESSED: {State.INVITED, State.RESERVE, State.ELIGIBLE, State.WITHDRAWN},
        State.INVITED: {State.ATTENDED, State.DID_NOT_ATTEND, State.WITHDRAWN},
        State.DID_NOT_ATTEND: {State.INVITED, State.WITHDRAWN},
        State.ATTENDED: {State.RECOMMENDED, State.NOT_RECOMMENDED, State.WITHDRAWN},
        State.RECOMMENDED: {State.OFFERED, State.OFFER_RESERVE, State.NOT_OFFERED, State.WITHDRAWN},
        State.OFFER_RESERVE: {State.OFFERED, State.NOT_OFFERED, State.WITHDRAWN},
        State.OFFERED: {State.ACCEPTED, State.DECLINED, State.LAPSED, State.OFFER_WITHDRAWN},
        State.ACCEPTED: {State.ENROLLED, State.DEFERRED, State.OFFER_WITHDRAWN, State.WITHDRAWN},
        State.DEFERRED: {State.RECONFIRMED, State.LAPSED, State.OFFER_WITHDRAWN, State.WITHDRAWN},
        State.NOT_RECOMMENDED: {State.INVITED, State.RECOMMENDED},
        State.NOT_OFFERED: {State.RECOMMENDED},
        State.DECLINED: set(),
        State.LAPSED: set(),
        State.OFFER_WITHDRAWN: set(),
        State.RECONFIRMED: set(),
        State.ENROLLED: set(),
        State.WITHDRAWN: set(),
    }
    STEP_WORDS = {
        State.SUBMITTED: "submitted the application",
        State.EXCEPTION_REQUESTED: "asked for an exception to the entry requirements",
        State.ELIGIBLE: "found that the entry requirements are met",
        State.NOT_ELIGIBLE: "found that the entry requirements are not met",
        State.INVITED: "shortlisted the candidate for selection",
        State.RESERVE: "put the candidate on the reserve list",
        State.NOT_PROGRESSED: "did not shortlist the candidate",
        State.ATTENDED: "recorded that the candidate came to selection",
        State.DID_NOT_ATTEND: "recorded that the candidate did not attend",
        State.RECOMMENDED: "recorded the panel's recommendation of an offer",
        State.NOT_RECOMMENDED: "recorded that the panel does not recommend an offer",
        State.OFFERED: "made the offer: employer and university both agree",
        State.OFFER_RESERVE: "put the candidate on the reserve list for an offer",
        State.NOT_OFFERED: "closed the application without an offer",
        State.ACCEPTED: "accepted the offer",
        State.DECLINED: "declined the offer",
        State.LAPSED: "let the offer lapse",
        State.OFFER_WITHDRAWN: "took the offer back",
        State.DEFERRED: "deferred the start",
        State.RECONFIRMED: "confirmed the deferred candidate for a later campaign",
        State.ENROLLED: "enrolled the candidate as an apprentice",
        State.WITHDRAWN: "withdrew the application",
    }

    NOT_YET = (
        State.NOT_ELIGIBLE,
        State.NOT_PROGRESSED,
        State.DID_NOT_ATTEND,
        State.NOT_RECOMMENDED,
        State.NOT_OFFERED,
        State.DECLINED,
        State.LAPSED,
        State.OFFER_WITHDRAWN,
        State.WITHDRAWN,
    )
    """Not this time: a next step can be shown, and the next campaign offered."""

    ENDED = (
        State.NOT_RECOMMENDED,
        State.NOT_OFFERED,
        State.DECLINED,
        State.LAPSED,
        State.OFFER_WITHDRAWN,
        State.RECONFIRMED,
        State.ENROLLED,
        State.WITHDRAWN,
    )
    HOLDS_A_PLACE = (State.OFFERED, State.ACCEPTED, State.ENROLLED)
    """Takes one of the places that its employer offers in the campaign."""

    SHORTLISTED = (State.INVITED, State.RESERVE, State.NOT_PROGRESSED)
    NAMED_TO_THE_EMPLOYER = (
        State.INVITED,
        State.ATTENDED,
        State.DID_NOT_ATTEND,
        State.RECOMMENDED,
        State.NOT_RECOMMENDED,
        State.OFFER_RESERVE,
        State.OFFERED,
        State.NOT_OFFERED,
        State.ACCEPTED,
        State.DECLINED,
        State.LAPSED,
        State.OFFER_WITHDRAWN,
        State.DEFERRED,
        State.RECONFIRMED,
        State.ENROLLED,
    )
    """From the invitation on the employer reads a name; before, only the code."""

    class Service(models.TextChoices):
        ADULTS = "adults", "Adults' services"
        CHILDREN = "children", "Children's services"
        BOTH = "both", "Both, or across services"
        OTHER = "other", "Another service"

    class ServiceLength(models.TextChoices):
        UNDER_6_MONTHS = "under_6_months", "Less than 6 months"
        TO_1_YEAR = "to_1_year", "6 months to 1 year"
        TO_2_YEARS = "to_2_years", "1 to 2 years"
        TO_5_YEARS = "to_5_years", "2 to 5 years"
        OVER_5_YEARS = "over_5_years", "More than 5 years"

    class Level2(models.TextChoices):
        HELD = "held", "Yes, GCSE grade 4 (C) or above, or another level 2 qualification"
        STUDYING = "studying", "I am studying for it"
        NOT_HELD = "not_held", "No"
        NOT_SURE = "not_sure", "I am not sure"

    class Degree(models.TextChoices):
        NONE = "none", "No"
        OTHER = "other", "Yes, in another subject"
        RELATED = "related", "Yes, in social work or a subject close to it"

    class Residency(models.TextChoices):
        THREE_YEARS = "three_years", "Yes, for the last three years or longer"
        SHORTER = "shorter", "No, for a shorter time"
        NOT_SURE = "not_sure", "I am not sure"

    class PriorLearning(models.TextChoices):
        NONE = "none", "No"
        YES = "yes", "Yes"
        NOT_SURE = "not_sure", "I am not sure"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    code = models.CharField(max_length=6, default=new_code, editable=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)

    employer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="applications")
    phone = models.CharField(max_length=30, blank=True)
    works_there = models.BooleanField(null=True, blank=True)
    current_employer = models.CharField(max_length=150, blank=True)
    current_service = models.CharField(max_length=10, choices=Service.choices, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    service_length = models.CharField(max_length=15, choices=ServiceLength.choices, blank=True)
    english = models.CharField(max_length=10, choices=Level2.choices, blank=True)
    maths = models.CharField(max_length=10, choices=Level2.choices, blank=True)
    prior_degree = models.CharField(max_length=10, choices=Degree.choices, blank=True)
    prior_degree_subject = models.CharField(max_length=150, blank=True)
    prior_learning = models.CharField(max_length=10, choices=PriorLearning.choices, blank=True)
    prior_learning_words = models.TextField(blank=True, max_length=2000)
    right_to_work = models.BooleanField(null=True, blank=True)
    residency = models.CharField(max_length=15, choices=Residency.choices, blank=True)
    heard_from = models.ForeignKey(Channel, models.SET_NULL, null=True, editable=False, related_name="applications")
    why = models.TextField(blank=True, max_length=4000)

    submitted_at = models.DateTimeField(null=True, editable=False)
    reason_code = models.CharField(max_length=40, blank=True, editable=False)
    feedback = models.TextField(blank=True, max_length=4000, editable=False)
    apprentice = models.OneToOneField(Apprentice, models.PROTECT, null=True, editable=False, related_name="application")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="application_code_once_per_campaign"),
            models.UniqueConstraint(
                fields=["campaign", "candidate"],
                condition=~models.Q(state="withdrawn"),
                name="application_one_live_per_campaign",
            ),
            models.CheckConstraint(
                name="application_submitted_is_stamped",
                condition=models.Q(state__in=["draft", "withdrawn"]) | models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_submitted_names_an_employer",
                condition=models.Q(submitted_at__isnull=True) | models.Q(employer__isnull=False),
            ),
            models.CheckConstraint(
                name="application_enrolled_has_an_apprentice",
                condition=models.Q(state="enrolled", apprentice__isnull=False)
                | (~models.Q(state="enrolled") & models.Q(apprentice__isnull=True)),
            ),
            models.CheckConstraint(
                name="application_no_has_a_reason",
                condition=~models.Q(state__in=["not_eligible", "not_progressed"]) | ~models.Q(feedback=""),
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "state"], name="application_by_employer"),
            models.Index(fields=["campaign", "state"], name="application_by_campaign"),
        ]

    def __str__(self) -> str:
        return f"Application {self.code}"

    @property
    def is_with_the_candidate(self) -> bool:
        """Whether the candidate may still change the answers."""
        return self.state == self.State.DRAFT

    @property
    def not_submitted_key(self) -> str:
        """What the mail is known by that says when this application, never handed in, is deleted."""
        return f"application-{self.reference}-not-submitted-{self.campaign.closes_on.isoformat()}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

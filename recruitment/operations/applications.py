"""An application from the first link to the shortlist: begun, answered, submitted, checked, shortlisted, withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from core.accounts.models import User
from core.links.models import SignedLink
from core.workflow import StepRefused, move
from recruitment.models import (
    Adjustments,
    Application,
    Campaign,
    CampaignPlaces,
    Channel,
    Deferral,
    EligibilityException,
    Endorsement,
    Sift,
    Sifted,
)
from recruitment.models.applications import new_code
from recruitment.operations.channels import count_one
from recruitment.operations.offer_places import pass_places_on
from recruitment.operations.sift import take_in_one
from recruitment.operations.telling import tell_candidate, tell_news
from recruitment.questions import missing_answers

MINUTES_BETWEEN_LINKS = 10


# The candidate -----------------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    *, campaign: Campaign, email: str, name: str, channel: Channel | None = None, heard_from: Channel | None = None
) -> Application:
    """Begin an application, or find the one that this address has, and mail its link.

    The answer is the same for every address; whoever types one learns nothing about it. ``channel`` is the link that
    they came by, which is counted; ``heard_from`` is what the candidate says, which only figures are made of.
    """
    if not campaign.takes_applications(on=timezone.localdate()):
        raise StepRefused("This campaign does not take applications at the moment.")
    person = User.objects.for_email(email, name=name)
    application = _live(campaign, person)
    if application is None:
        application = _create(campaign, person, heard_from)
        count_one(channel, "beginnings")
    send_link(application)
    return application


@transaction.atomic
def send_fresh_links(*, email: str) -> None:
    """Mail links to every application that an address has; nothing happens for an address that has none."""
    for application in Application.objects.select_related("campaign", "candidate").filter(
        candidate__email__iexact=email.strip(), candidate__is_active=True
    ):
        if application.state != Application.State.WITHDRAWN:
            send_link(application)


def send_link(application: Application) -> None:
    """Mail the link to an application, at most once in ten minutes."""
    now = timezone.now()
    slot = f"{now:%Y%m%d%H}{now.minute // MINUTES_BETWEEN_LINKS}"
    tell_candidate(application, "application_link", key=f"link-{slot}")


def _live(campaign: Campaign, person: User) -> Application | None:
    return campaign.applications.filter(candidate=person).exclude(state=Application.State.WITHDRAWN).first()


def _create(campaign: Campaign, person: User, heard_from: Channel | None) -> Application:
    """A new draft under a code that nobody else in the campaign has."""
    while True:
        try:
            with transaction.atomic():
                application = Application.objects.create(
                    campaign=campaign, candidate=person, code=new_code(), heard_from=heard_from
                )
        except IntegrityError:  # the code is taken, or the same person began a moment ago in another tab
            if found := _live(campaign, person):
                return found
        else:
            audit.record(application, "began an application", by=person, to_state=application.state)
            return application


def save_answers(*, application: Application, by: User, **answers: Any) -> None:
    """Keep what the candidate answered. Only they can, and only until they submit; a phone number may always change."""
    _require_candidate(application, by)
    rows = Application.objects.filter(pk=application.pk)
    if set(answers) != {"phone"}:
        rows = rows.filter(state=Application.State.DRAFT)
    if not rows.update(**answers, version=F("version") + 1):
        raise StepRefused("You have submitted this application, so its answers cannot be changed.")
    application.refresh_from_db()


def save_name(*, application: Application, by: User, name: str) -> None:
    """Write a candidate's name as they write it. Somebody who has joined the portal changes it with their account."""
    _require_candidate(application, by)
    if not by.has_usable_password():
        User.objects.filter(pk=by.pk).update(name=name)
        by.name = name


@transaction.atomic
def save_adjustments(
    *, application: Application, by: User, wanted: bool, what_helps: str, carry_over: bool = False
) -> None:
    """Keep what helps the candidate, apart from the answers. It may be raised on any day.

    ``carry_over``: only then does it come along into the record of the apprentice.
    """
    _require_candidate(application, by)
    adjustments, _ = Adjustments.objects.update_or_create(
        application=application,
        defaults={
            "wanted": wanted,
            "what_helps": what_helps if wanted else "",
            "carry_over": wanted and carry_over,
        },
    )
    audit.record(adjustments, "said what helps", by=by)


def adjustments_of(application: Application, *, by: User) -> Adjustments | None:
    """What helps the candidate, for one reader who may know; the reading leaves an event."""
    adjustments = Adjustments.objects.filter(application=application).first()
    if adjustments is not None:
        audit.record_read(adjustments, "adjustments", by=by)
    return adjustments


@transaction.atomic
def submit(*, application: Application, by: User) -> None:
    """Hand the application in, once. Raises ``StepRefused`` where an answer is missing or the campaign is closed."""
    _require_candidate(application, by)
    locked = Application.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=application.pk)
    if not locked.campaign.takes_applications(on=timezone.localdate()):
        raise StepRefused("The campaign has closed, so this application can no longer be submitted.")
    if locked.is_with_the_candidate and (missing := missing_answers(locked)):
        raise StepRefused(f"Answer these questions first: {', '.join(missing)}.")
    _require_open_to_them(locked)
    move(locked, to=Application.State.SUBMITTED, by=by, submitted_at=timezone.now())
    endorsed = locked.endorsements.current().exists()
    tell_candidate(locked, "application_received", key="received", endorsed=endorsed)
    application.refresh_from_db()


def _require_open_to_them(application: Application) -> None:
    """An employer may keep its places for people who work there already."""
    offered = application.campaign.places.filter(employer=application.employer).first()
    own_only = offered is not None and offered.open_to == CampaignPlaces.OpenTo.OWN_STAFF
    if own_only and application.works_there is False:
        raise StepRefused(
            f"{application.employer} keeps its places for people who work there already. Choose another employer."
        )


@transaction.atomic
def withdraw(*, application: Application, by: User) -> None:
    """The candidate takes the application back. The line manager's link closes; every queue lets go of it.

    A place that it held goes to the next on the reserve list.
    """
    _require_candidate(application, by)
    move(application, to=Application.State.WITHDRAWN, by=by)
    for deferral in Deferral.objects.filter(application=application, state__in=Deferral.LIVE):
        move(deferral, to=Deferral.State.GIVEN_UP, by=by)
    if application.employer is not None:
        pass_places_on(application)
    for endorsement in application.endorsements.filter(state=Endorsement.State.ASKED):
        SignedLink.objects.to(endorsement, "endorsement").revoke()
    tell_candidate(application, "application_withdrawn", key=f"withdrawn-{application.version}")


def _require_candidate(application: Application, by: User) -> None:
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate can do this.")


# The university ----------------------------------------------------------------------------------------------


@transaction.atomic
def find_eligible(*, application: Application, by: User) -> None:
    """The entry requirements are met: the employer may shortlist now."""
    _refuse_open_exception(application)
    move(application, to=Application.State.ELIGIBLE, by=by)
    take_in_one(application)


@transaction.atomic
def find_not_eligible(*, application: Application, by: User, feedback: str) -> None:
    """The entry requirements are not met; ``feedback`` says to the candidate what is missing."""
    _refuse_open_exception(application)
    move(
        application,
        to=Application.State.NOT_ELIGIBLE,
        by=by,
        reason_code="criteria_not_met",
        feedback=feedback,
    )
    tell_news(application)


def _refuse_open_exception(application: Application) -> None:
    if application.state == Application.State.EXCEPTION_REQUESTED:
        raise StepRefused("An exception has been asked for. A second person of the university decides on it.")


@transaction.atomic
def ask_for_exception(*, application: Application, by: User, requirement: str, case: str) -> EligibilityException:
    """Ask a second person of the university to agree that somebody is taken without an entry requirement."""
    move(application, to=Application.State.EXCEPTION_REQUESTED, by=by, reason=requirement)
    exception = EligibilityException.objects.create(
        application=application, requirement=requirement, case=case, asked_by=by
    )
    audit.record(exception, "asked", by=by, to_state=exception.state)
    return exception


@transaction.atomic
def decide_exception(*, exception: EligibilityException, by: User, agrees: bool, feedback: str = "") -> None:
    """The second person agrees or not; never the one who asked. ``feedback`` is for the candidate where they do not."""
    if by.pk == exception.asked_by_id:
        raise StepRefused("You asked for this exception, so a second person decides on it.")
    state = EligibilityException.State.AGREED if agrees else EligibilityException.State.REFUSED
    move(exception, to=state, by=by, decided_by=by, decided_at=timezone.now())
    application = exception.application
    if agrees:
        move(application, to=Application.State.ELIGIBLE, by=by, reason_code="", feedback="")
        take_in_one(application)
    else:
        move(
            application,
            to=Application.State.NOT_ELIGIBLE,
            by=by,
            reason_code="criteria_not_met",
            feedback=feedback,
        )
        tell_news(application)


# The employer ------------------------------------------------------------------------------------------------


@transaction.atomic
def shortlist(*, application: Application, by: User, outcome: str, reason_code: str = "", feedback: str = "") -> None:
    """Invite, hold in reserve, or do not progress with a reason and words for the candidate."""
    if outcome not in Application.SHORTLISTED:
        raise StepRefused("Choose to invite, to hold in reserve, or not to progress.")
    _refuse_while_sifted(application)
    if outcome == Application.State.NOT_PROGRESSED and not (reason_code and feedback):
        raise StepRefused("Say why, so that the candidate learns the reason.")
    if outcome != Application.State.NOT_PROGRESSED:
        reason_code = feedback = ""
    move(application, to=outcome, by=by, reason_code=reason_code, feedback=feedback)
    tell_news(application)


def _refuse_while_sifted(application: Application) -> None:
    """The employer decides with the sift before it, not ahead of it."""
    if application.state != Application.State.ELIGIBLE:
        return
    sifted = Sifted.objects.filter(application=application, sift__state=Sift.State.OPEN)
    if sifted.exclude(state=Sifted.State.READ).exists():
        raise StepRefused("This application is still being read in the sift. Shortlist it when it has been read.")

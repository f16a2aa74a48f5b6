"""What campaigns, sessions, applications and offers bring to the portal: links, menu, work, figures, search, mails."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from apprentices.equality import group_counts
from consortium.models import Organisation
from consortium.people import holds
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.registry import (
    Figure,
    LinkPurpose,
    NavigationItem,
    Need,
    Reminder,
    ReminderRule,
    SearchHit,
    SignedModel,
    WorkItem,
)
from core.words import count
from recruitment.deletable import FIGURES_KEPT, NEVER_SUBMITTED
from recruitment.home_numbers import in_numbers
from recruitment.models import (
    Application,
    ApplicationDocument,
    Booking,
    Condition,
    EligibilityException,
    Endorsement,
    InformationSession,
    Offer,
    OfferDecision,
)
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.models.offers import Side
from recruitment.operations import unfinished
from recruitment.operations.endorsements import content_of
from recruitment.operations.equality import counted_by_group
from recruitment.operations.feedback import GETS_FEEDBACK
from recruitment.operations.information_sessions import due_session_reminders
from recruitment.operations.telling import apply_url
from recruitment.working_days import working_days_before

State = Application.State
NO_REPLY_AFTER = 5
"""Working days after which a line manager's silence is the workforce lead's to follow up."""

ANSWER_SOON = datetime.timedelta(days=3)
"""How long before the day to answer by a candidate is reminded of an offer."""

SUBMITTED_ANSWERS = (
    "campaign_id",
    "candidate_id",
    "employer_id",
    "works_there",
    "current_service",
    "weekly_hours",
    "service_length",
    "english",
    "maths",
    "prior_degree",
    "right_to_work",
    "residency",
    "prior_learning",
    "submitted_at",
    "code",
)


def register() -> None:
    """Called once, when the app is ready."""
    group_counts.register(counted_by_group)
    guards.declare(
        Guard(
            Application,
            "submitted_answers_are_frozen",
            when="OLD.submitted_at IS NOT NULL",
            columns=SUBMITTED_ANSWERS,
            erasable=("why", "prior_learning_words", "job_title", "current_employer", "prior_degree_subject"),
            may_delete=True,
        ),
        Guard(
            Endorsement,
            "signed_endorsement_is_frozen",
            when="OLD.state IN ('endorsed', 'not_endorsed')",
            erasable=("words", *Endorsement.SOURCES, "signer_name", "signer_role", "manager_name"),
            may_delete_once=f"({FIGURES_KEPT['application']} OR {NEVER_SUBMITTED})",
        ),
        Guard(
            OfferDecision,
            "offer_decision_is_kept",
            when="1 = 1",
            unless_frozen=("set_aside_at",),
            columns_locked_once_set="set_aside_at",
            erasable=("notes",),
            may_delete_once=FIGURES_KEPT["application"],
        ),
    )
    registry.signed_models.register(
        "recruitment.endorsement", SignedModel(Endorsement, content=lambda row, purpose: content_of(row))
    )
    for purpose, link in {
        "application": LinkPurpose("recruitment:my_application", days=90, words="your application"),
        "booking": LinkPurpose("recruitment:booking", days=60, words="your booking", renewable=_to_come),
        "endorsement": LinkPurpose(
            "recruitment:endorse", days=28, words="a request for your endorsement", renewable=_waits
        ),
    }.items():
        registry.link_purposes.register(purpose, link)
    registry.file_scopes.register(
        lambda user: ApplicationDocument.objects.visible_to(user).order_by().values_list("file")
    )
    registry.navigation.register(navigation, order=30)
    registry.worklist.register(worklist, order=30)
    registry.home_figures.register(figures, order=30)
    registry.search_sources.register(search, order=30)
    registry.reminder_rules.register(ReminderRule("session tomorrow", due_session_reminders))
    registry.reminder_rules.register(ReminderRule("offer to answer", due_offer_reminders))
    registry.reminder_rules.register(ReminderRule("application to submit", unfinished.due_to_submit))
    registry.reminder_rules.register(ReminderRule("application not submitted", unfinished.due_to_be_deleted))


def _to_come(booking: Booking) -> bool:
    return booking.session.starts_at > timezone.now() and booking.state != Booking.State.CANCELLED


def _waits(endorsement: Endorsement) -> bool:
    return endorsement.state == Endorsement.State.ASKED and not endorsement.application.has_ended


def navigation(user: User) -> Iterator[NavigationItem]:
    if holds(user, *COORDINATING):
        yield NavigationItem("Recruitment", reverse("recruitment:campaigns"), "/recruitment/")
    elif holds(user, *ADMITTING, *SHORTLISTING):
        yield NavigationItem("Recruitment", reverse("recruitment:applications"), "/recruitment/")


# What needs somebody -----------------------------------------------------------------------------------------


def worklist(user: User, on: datetime.date) -> Iterator[WorkItem]:
    if holds(user, *COORDINATING):
        yield from _for_coordinators(user, on)
    if holds(user, *ADMITTING):
        yield from _for_universities(user, on)
    if holds(user, *SHORTLISTING):
        yield from _for_employers(user, on)


def _list(**filters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('recruitment:applications')}?{query}"


def _for_coordinators(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Registers to close, offers and conditions that are late, feedback to write, reviews that need two people."""
    over = InformationSession.objects.visible_to(user, on=on).published().filter(ends_at__lt=timezone.now())
    for session in over.order_by("starts_at")[:5]:
        url = reverse("recruitment:attenders", args=[session.reference])
        yield WorkItem(f"Close the register of “{session.title}”", url, due_on=timezone.localdate(session.starts_at))
    found = in_numbers(user, on)
    if late := found["late"]:
        waiting = count(late, "offer waits", "offers wait")
        yield WorkItem(f"{waiting} for an answer past the agreed day", _list(state="offered"), Need.OVERDUE)
    if late := found["conditions_late"]:
        waiting = count(late, "candidate has", "candidates have")
        yield WorkItem(f"{waiting} conditions past the day to meet them", _list(state="accepted"), Need.OVERDUE)
    if late := found["deferrals_late"]:
        waiting = count(late, "later start has", "later starts have")
        text = f"{waiting} no answer from the employer or the university"
        yield WorkItem(text, _list(state="accepted" if found["deferrals_asked"] else "deferred"), Need.OVERDUE)
    for state in GETS_FEEDBACK:
        if without := found[f"feedback_{state}"]:
            yield WorkItem(f"Write feedback to {count(without, 'candidate')}", _list(state=state))
    if asked := found["reviews"]:
        reviews = count(asked, "review")
        yield WorkItem(f"Ask two people for {reviews} of procedure", reverse("recruitment:procedure_reviews"))


def _for_universities(user: User, on: datetime.date) -> Iterator[WorkItem]:
    universities = Organisation.objects.reached_by(user, on=on, roles=ADMITTING)
    own_asking = EligibilityException.objects.filter(application=OuterRef("pk"), state="asked", asked_by=user)
    found = (
        Application.objects.filter(campaign__cohort__university__in=universities)
        .order_by()
        .aggregate(
            check=Count("pk", filter=Q(state=State.SUBMITTED)),
            exceptions=Count("pk", filter=Q(state=State.EXCEPTION_REQUESTED) & ~Exists(own_asking)),
            decide=_undecided(Side.UNIVERSITY),
            enrol=Count("pk", filter=Q(state=State.ACCEPTED) & ~_open_conditions()),
            conditions=Count("pk", filter=Q(state=State.ACCEPTED) & _open_conditions(Side.UNIVERSITY)),
        )
    )
    yield from _items(
        found,
        check=("Check the entry requirements of {}", _list(state="submitted")),
        exceptions=("Decide on exceptions for {}", _list(state="exception_requested")),
        decide=("Decide for the university on {}", _list(state="recommended")),
        conditions=("Record conditions for {}", _list(state="accepted")),
        enrol=("Enrol {}", _list(state="accepted")),
    )


def _for_employers(user: User, on: datetime.date) -> Iterator[WorkItem]:
    employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
    long_ago = timezone.make_aware(
        datetime.datetime.combine(working_days_before(on, NO_REPLY_AFTER), datetime.time.max)
    )
    silent = Endorsement.objects.waiting_since(long_ago).filter(application=OuterRef("pk"))
    found = (
        Application.objects.submitted()
        .filter(employer__in=employers)
        .order_by()
        .aggregate(
            shortlist=Count("pk", filter=Q(state=State.ELIGIBLE)),
            decide=_undecided(Side.EMPLOYER),
            conditions=Count("pk", filter=Q(state=State.ACCEPTED) & _open_conditions(Side.EMPLOYER)),
            silent=Count("pk", filter=Exists(silent)),
        )
    )
    yield from _items(
        found,
        shortlist=("Shortlist {}", _list(state="eligible")),
        decide=("Decide for the employer on {}", _list(state="recommended")),
        conditions=("Record conditions for {}", _list(state="accepted")),
    )
    if found["silent"]:
        managers = count(found["silent"], "line manager has", "line managers have")
        text = f"{managers} not answered for {NO_REPLY_AFTER} working days"
        yield WorkItem(text, _list(endorsement="asked"), hint="No answer is never a rejection: ask them again")


def _undecided(side: str) -> Count:
    decided = OfferDecision.objects.standing().filter(application=OuterRef("pk"), side=side)
    return Count("pk", filter=Q(state=State.RECOMMENDED) & ~Exists(decided))


def _open_conditions(side: str | None = None) -> Exists:
    conditions = Condition.objects.open().filter(offer__application=OuterRef("pk"))
    return Exists(conditions if side is None else conditions.filter(side=side))


def _items(found: dict[str, int], **wanted: tuple[str, str]) -> Iterator[WorkItem]:
    for name, (sentence, url) in wanted.items():
        if found[name]:
            yield WorkItem(sentence.format(count(found[name], "candidate")), url)


# Figures, search, reminders ----------------------------------------------------------------------------------


def figures(user: User, on: datetime.date) -> Iterator[Figure]:
    """How recruitment goes, in one sentence for each of the roles that decide."""
    if not holds(user, *COORDINATING, *ADMITTING, *SHORTLISTING):
        return
    found = in_numbers(user, on)
    if found["all"]:
        yield Figure(
            f"{count(found['all'], 'application')} in campaigns that are under way: {found['invited']} at selection, "
            f"{found['offered']} with an offer.",
            reverse("recruitment:applications"),
        )


def search(user: User, text: str) -> Iterator[SearchHit]:
    """Applications by code, and by name where this person may read the name."""
    text = text.strip()
    if not text or not holds(user, *COORDINATING, *ADMITTING, *SHORTLISTING):
        return
    named = Application.objects.named_to(user).filter(candidate__name__icontains=text)
    by_code = Application.objects.visible_to(user).filter(code__iexact=text)
    for application in named.select_related("candidate", "campaign")[:20]:
        yield _hit(application, application.candidate.name)
    for application in by_code.select_related("campaign")[:5]:
        yield _hit(application, f"Candidate {application.code}")


def _hit(application: Application, title: str) -> SearchHit:
    return SearchHit(
        title,
        reverse("recruitment:application", args=[application.reference]),
        "Application",
        hint=f"{application.campaign.name}, {application.get_state_display().lower()}",
    )


def due_offer_reminders(now: datetime.datetime) -> list[Reminder]:
    """Candidates whose day to answer an offer is near; told once."""
    today = timezone.localdate(now)
    offers = Offer.objects.filter(
        application__state=State.OFFERED, answer_by__gte=today, answer_by__lte=today + ANSWER_SOON
    ).select_related("application__candidate", "application__campaign")
    return [
        Reminder(
            to=offer.application.candidate,
            template="offer_reminder",
            context={"offer": offer, "campaign": offer.application.campaign, "apply_url": apply_url()},
            key=f"offer-to-answer-{offer.reference}",
        )
        for offer in offers
    ]

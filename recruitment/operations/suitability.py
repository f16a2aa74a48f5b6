"""A question of suitability: referred, put to the candidate, heard, and decided by a panel that nobody else sees."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consortium.models import Appointment
from core import audit
from core.accounts.models import User
from core.notifications import outbox
from core.workflow import StepRefused, move
from recruitment.models import Application, SuitabilityMember, SuitabilityNote, SuitabilityReferral
from recruitment.models.selection_days import GROUPS_IN_WORDS
from recruitment.operations.independence import took_part
from recruitment.operations.offer_places import pass_places_on
from recruitment.operations.offers import locked
from recruitment.operations.telling import tell_news
from recruitment.working_days import working_days_after

State = SuitabilityReferral.State
ROLE = "suitability_panel_member"
WORKING_DAYS_TO_ANSWER = 10
MAY_BE_REFERRED = (
    Application.State.RECOMMENDED,
    Application.State.OFFER_RESERVE,
    Application.State.OFFERED,
    Application.State.ACCEPTED,
    Application.State.DEFERRED,
)
NOT_MET = "A condition of the offer could not be met. We have written to you about it apart."
"""What others read where a panel found somebody not suitable; the candidate reads the panel's words as well."""


def is_held(application: Application) -> bool:
    """Whether the suitability checks cannot be called finished. Nothing else of a referral is told to anybody."""
    return SuitabilityReferral.objects.filter(application=application, state__in=SuitabilityReferral.HOLDING).exists()


def possible_members(application: Application) -> QuerySet[User]:
    """Who may sit: people appointed to suitability panels who have had no part in this application."""
    held = Appointment.objects.accepted().on(timezone.localdate()).filter(role__code=ROLE, closed_at__isnull=True)
    return User.objects.filter(pk__in=held.values("person")).exclude(pk__in=took_part(application)).order_by("name")


@transaction.atomic
def refer(*, application: Application, chair: User, group: str, source: str, account: str, by: User) -> None:
    """Hand a question to a panel under the chair who is named. Whoever refers sees nothing of it afterwards.

    A second referral is taken like the first, so that nobody learns by referring that there is one.
    """
    if application.state not in MAY_BE_REFERRED:
        raise StepRefused("Somebody is referred from the panel's recommendation until they are enrolled.")
    if not possible_members(application).filter(pk=chair.pk).exists():
        raise StepRefused("The chair has to be somebody of the suitability panels who had no part in this application.")
    referral = SuitabilityReferral.objects.create(
        candidate=application.candidate, application=application, source=source, account=account, referred_by=by
    )
    audit.record(referral, "referred a question of suitability", by=by)
    _seat(referral, chair, group=group, chairs=True, by=by)


@transaction.atomic
def add_member(*, referral: SuitabilityReferral, person: User, group: str, by: User) -> SuitabilityMember:
    """The chair asks somebody onto the panel; from then on they read it."""
    referral = _open(referral)
    _require_chair(referral, by)
    assert referral.application is not None
    if not possible_members(referral.application).filter(pk=person.pk).exists():
        raise StepRefused("Ask somebody of the suitability panels who had no part in this application.")
    if referral.members.filter(person=person).exists():
        raise StepRefused(f"{person} is a member already.")
    return _seat(referral, person, group=group, chairs=False, by=by)


def _seat(referral: SuitabilityReferral, person: User, *, group: str, chairs: bool, by: User) -> SuitabilityMember:
    member = SuitabilityMember.objects.create(referral=referral, person=person, group=group, chairs=chairs)
    audit.record(member, "named a member of the suitability panel", by=by)
    outbox.owe(
        to=person, template="suitability_needs_you", context={}, key=f"suitability-{referral.reference}-{person.pk}"
    )
    return member


@transaction.atomic
def note(*, referral: SuitabilityReferral, words: str, by: User) -> SuitabilityNote:
    """A member notes something for the panel, until it has decided. The event does not hold the words."""
    referral = _open(referral)
    if not referral.members.filter(person=by).exists():
        raise StepRefused("The members of the panel write notes.")
    written = SuitabilityNote.objects.create(referral=referral, author=by, words=words)
    audit.record(written, "wrote a note for the panel", by=by)
    return written


@transaction.atomic
def tell(*, referral: SuitabilityReferral, words: str, by: User) -> None:
    """Tell the candidate what the question is, and ask for their side; they have ten working days."""
    referral = _open(referral)
    _require_chair(referral, by)
    if referral.told_at is not None:
        raise StepRefused("The candidate has been told already.")
    _save(
        referral,
        told_words=words,
        told_at=timezone.now(),
        answer_by=working_days_after(timezone.localdate(), WORKING_DAYS_TO_ANSWER),
    )
    audit.record(referral, "told the candidate and asked for their side", by=by)
    assert referral.application is not None
    tell_news(referral.application, more=f"suitability-{referral.reference}")


@transaction.atomic
def answer(*, referral: SuitabilityReferral, words: str, by: User) -> None:
    """The candidate's side, once. A late answer counts until the panel has decided."""
    referral = _open(referral)
    if by.pk != referral.candidate_id or referral.told_at is None:
        raise StepRefused("Only the candidate answers, once they have been told.")
    if referral.answered_at is not None:
        raise StepRefused("You have answered already. If something is missing, tell the chair.")
    _save(referral, answer=words, answered_at=timezone.now())
    audit.record(referral, "gave their side", by=by)


@transaction.atomic
def decide(*, referral: SuitabilityReferral, outcome: str, words: str, by: User) -> None:
    """The panel's outcome, recorded by the chair, when all three groups sit and the candidate could answer.

    Not suitable ends the application; what others read is that a condition of the offer could not be met.
    """
    referral = _open(referral)
    _require_chair(referral, by)
    if reasons := blocks_outcome(referral):
        raise StepRefused(" ".join(reasons))
    move(referral, to=outcome, by=by, outcome_words=words, decided_by=by, decided_at=timezone.now())
    application = locked(referral.application) if referral.application else None
    if application is None:
        return
    if outcome == State.NOT_SUITABLE:
        _end(application, by=by)
    else:
        tell_news(application, more=f"suitability-{referral.reference}-outcome")


def blocks_outcome(referral: SuitabilityReferral) -> list[str]:
    """What is still to be done before the panel can decide."""
    seated = set(referral.members.values_list("group", flat=True))
    reasons = [f"The panel needs somebody from {words}." for group, words in GROUPS_IN_WORDS if group not in seated]
    if referral.told_at is None or referral.answer_by is None:
        return [*reasons, "Tell the candidate first, and ask for their side."]
    if referral.answered_at is None and referral.answer_by >= timezone.localdate():
        reasons.append("The candidate can still answer.")
    return reasons


def _end(application: Application, *, by: User) -> None:
    if application.state in (Application.State.RECOMMENDED, Application.State.OFFER_RESERVE):
        move(application, to=Application.State.NOT_OFFERED, by=by, feedback=NOT_MET)
    elif application.state in (Application.State.OFFERED, Application.State.ACCEPTED, Application.State.DEFERRED):
        move(application, to=Application.State.OFFER_WITHDRAWN, by=by, feedback=NOT_MET)
        pass_places_on(application)
    tell_news(application)


def _open(referral: SuitabilityReferral) -> SuitabilityReferral:
    found = SuitabilityReferral.objects.select_for_update().get(pk=referral.pk)
    if found.state not in SuitabilityReferral.OPEN:
        raise StepRefused("The panel has decided.")
    return found


def _save(referral: SuitabilityReferral, **fields: object) -> None:
    for name, value in fields.items():
        setattr(referral, name, value)
    referral.save(update_fields=list(fields))


def _require_chair(referral: SuitabilityReferral, by: User) -> None:
    if not referral.members.filter(person=by, chairs=True).exists():
        raise StepRefused("The chair of the panel does this.")

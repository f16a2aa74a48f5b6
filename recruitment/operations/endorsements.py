"""A line manager's endorsement: asked when the candidate chooses, signed by link with a one-time code."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit, links
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.links.models import SignedLink
from core.notifications import outbox
from core.workflow import StepRefused, move
from recruitment.models import Application, Endorsement
from recruitment.operations.telling import tell_candidate

LINK_DAYS = 28
MOST_MANAGERS = 5
"""How many different people a candidate may ask, so that nobody can mail strangers without end."""
PURPOSE = "endorsement"


@transaction.atomic
def ask_manager(*, application: Application, by: User, name: str, email: str) -> Endorsement:
    """Mail a line manager a signed link. Nobody tells them before the candidate presses this.

    Asking the same person again sends a fresh link; asking somebody else closes the earlier link.
    """
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate asks their line manager.")
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.has_ended:
        raise StepRefused("This application has ended, so nobody needs to support it.")
    manager = User.objects.for_email(email, name=name)
    if manager.pk == application.candidate_id:
        raise StepRefused("That is your own address. Enter your line manager's work address.")
    endorsement = application.endorsements.current().first()
    if endorsement is not None and endorsement.state != Endorsement.State.ASKED:
        raise StepRefused("Your line manager has answered already.")
    if endorsement is None or endorsement.manager_id != manager.pk:
        if application.endorsements.filter(kind=Endorsement.Kind.LINE_MANAGER).count() >= MOST_MANAGERS:
            raise StepRefused("You have asked five people already. Ask the people who run the campaign for help.")
        if endorsement is not None:
            move(endorsement, to=Endorsement.State.REPLACED, by=by)
            SignedLink.objects.to(endorsement, PURPOSE).revoke()
        endorsement = Endorsement.objects.create(application=application, manager=manager, manager_name=name)
        audit.record(endorsement, "asked", by=by, to_state=endorsement.state)
    send_request(endorsement)
    return endorsement


@transaction.atomic
def ask_service(*, application: Application, by: User, name: str, email: str) -> Endorsement:
    """Ask whoever answers for the candidate's service for the time and the post, by link and code as the line manager.

    Asked by the line manager who has endorsed, or by whoever runs the campaign; asking somebody else replaces it.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.has_ended:
        raise StepRefused("This application has ended, so nobody needs to support it.")
    person = User.objects.for_email(email, name=name)
    manager = application.endorsements.current().first()
    if person.pk == application.candidate_id or (manager is not None and person.pk == manager.manager_id):
        raise StepRefused("Somebody else answers for the service: not the candidate and not their line manager.")
    asked = application.endorsements.of_the_service().first()
    if asked is not None and asked.state != Endorsement.State.ASKED:
        raise StepRefused("The service has answered already.")
    if asked is None or asked.manager_id != person.pk:
        if application.endorsements.filter(kind=Endorsement.Kind.SERVICE).count() >= MOST_MANAGERS:
            raise StepRefused("Five people have been asked already. Ask the people who run the campaign for help.")
        if asked is not None:
            move(asked, to=Endorsement.State.REPLACED, by=by)
            SignedLink.objects.to(asked, PURPOSE).revoke()
        asked = Endorsement.objects.create(
            application=application, kind=Endorsement.Kind.SERVICE, manager=person, manager_name=name
        )
        audit.record(asked, "asked", by=by, to_state=asked.state)
    send_request(asked)
    return asked


def send_request(endorsement: Endorsement) -> None:
    """Mail the line manager a fresh link, at most one an hour."""
    _, address = links.make(person=endorsement.manager, purpose=PURPOSE, subject=endorsement, days=LINK_DAYS)
    application = endorsement.application
    outbox.owe(
        to=endorsement.manager,
        template="service_request" if endorsement.is_of_the_service else "endorsement_request",
        context={
            "endorsement": endorsement,
            "candidate": application.candidate,
            "campaign": application.campaign,
            "link": address,
            "days": LINK_DAYS,
        },
        key=f"endorsement-{endorsement.reference}-{timezone.now():%Y%m%d%H}",
        secret=True,
    )


def send_again(*, endorsement: Endorsement, by: User) -> None:
    """Remind a line manager who has not answered."""
    if endorsement.state != Endorsement.State.ASKED:
        raise StepRefused("The line manager has answered already.")
    send_request(endorsement)
    audit.record(endorsement, "asked the line manager again", by=by)


def write_answer(*, endorsement: Endorsement, answer: str, words: str, name: str, role: str, **sources: str) -> None:
    """Keep what the line manager, or the service, means to sign. It says nothing to anybody before it is signed.

    ``sources``: what each of ``Endorsement.SOURCES`` shows.
    """
    changed = Endorsement.objects.filter(pk=endorsement.pk, state=Endorsement.State.ASKED).update(
        answer=answer, words=words, signer_name=name, signer_role=role, version=F("version") + 1, **sources
    )
    if not changed:
        raise StepRefused("This has been answered already, so it cannot be changed.")
    endorsement.refresh_from_db()


def content_of(endorsement: Endorsement, purpose: str = PURPOSE) -> dict[str, Any]:
    """What is signed, in canonical form."""
    return {
        "application": endorsement.application.reference,
        "campaign": endorsement.application.campaign.reference,
        "answer": endorsement.answer,
        "words": endorsement.words,
        "name": endorsement.signer_name,
        "role": endorsement.signer_role,
        **({"kind": endorsement.kind} if endorsement.is_of_the_service else {}),
        **{field: said for field in Endorsement.SOURCES if (said := getattr(endorsement, field))},
    }


def sign_endorsement(
    *, endorsement: Endorsement, link: SignedLink, code: str, version: int, address: str | None
) -> None:
    """Sign by link: the code went to the address held for the line manager, so a forwarded mail cannot sign.

    ``version`` is that of the answer the person read before signing; another tab may have changed it since.
    Raises ``StepRefused`` with what to do where the code is wrong, late or tried too often (and counts the try).
    """
    if endorsement.application.has_ended:
        raise StepRefused("This application has ended, so nothing needs to be signed.")
    links.use_code(link, code)
    with transaction.atomic():
        locked = (
            Endorsement.objects.select_for_update(of=("self",))
            .select_related("application__campaign", "application__candidate", "manager")
            .get(pk=endorsement.pk)
        )
        if locked.version != version:
            raise StepRefused("The answer has changed since you read it. Read it again, then ask for a new code.")
        yes = locked.answer == Endorsement.Answer.YES
        to = Endorsement.State.ENDORSED if yes else Endorsement.State.NOT_ENDORSED
        move(locked, to=to, by=link.person, answered_at=timezone.now())
        sign(
            locked,
            by=link.person,
            purpose=PURPOSE,
            content=content_of(locked),
            name=locked.signer_name,
            role=locked.signer_role,
            method=Signature.Method.LINK_AND_CODE,
            address=address,
        )
        if not locked.is_of_the_service:
            tell_candidate(locked.application, "endorsement_signed", key=f"endorsed-{locked.pk}")
    endorsement.refresh_from_db()

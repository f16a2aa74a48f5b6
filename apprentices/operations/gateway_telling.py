"""Who hears of the gateway and of what follows it: short mails, with a link for whoever has no account."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apprentices import finish
from apprentices.finish_rules import FinishStep
from apprentices.models import Apprentice, FinishFact, Gateway, HandOver, PostOffer, Sitting
from apprentices.models.parties import Party
from apprentices.operations.changes.telling import is_quiet, people_of
from core import links
from core.accounts.models import User
from core.notifications import outbox
from core.words import day

DECIDE = "decide_gateway"
READ_HAND_OVER = "read_hand_over"
ANSWER_DESTINATION = "answer_destination"


def page_of(apprentice: Apprentice) -> str:
    return reverse("apprentices:gateway", args=[apprentice.reference])


def _mail(
    apprentice: Apprentice,
    *,
    subject: str,
    sentence: str,
    about: models.Model,
    what: str,
    to: Iterable[User],
    link_for: str = "",
) -> None:
    """Owe each of these people one mail; ``link_for`` names the purpose of a link for whoever has no account."""
    if is_quiet(apprentice):
        return
    for person in to:
        by_link = bool(link_for) and person.comes_by_link
        outbox.owe(
            to=person,
            template="change_news",
            context={
                "subject": subject,
                "sentence": sentence,
                "path": page_of(apprentice),
                "link": links.make(person=person, purpose=link_for, subject=about)[1] if by_link else "",
            },
            secret=by_link,
            key=f"{what}:{about._meta.label_lower}:{about.pk}:{getattr(about, 'version', 1)}:{person.pk}",
        )


# The gateway -------------------------------------------------------------------------------------------------


def ask_next(gateway: Gateway, spoken: Iterable[str], *, on: datetime.date) -> None:
    """Whoever has yet to decide; once both have, the apprentice, who confirms."""
    missing = [Party(party) for party in finish.missing_parties(gateway, spoken)]
    apprentice = gateway.apprentice
    wanted = "going back from the gateway to learning" if gateway.is_back else "the gateway"
    _mail(
        apprentice,
        subject=f"{'Confirm' if missing == [Party.APPRENTICE] else 'Decide about'} {wanted}",
        sentence=f"Your word about {wanted} is asked for: {apprentice}.",
        about=gateway,
        what=f"gateway-{'-'.join(missing)}",
        to=people_of(apprentice, *missing, on=on),
        link_for=DECIDE,
    )


def decided(gateway: Gateway, *, on: datetime.date) -> None:
    apprentice = gateway.apprentice
    sentence = (
        f"{apprentice} is learning again from {day(on)}; the log of off-the-job time is open."
        if gateway.is_back
        else f"{apprentice} is through the gateway on {day(on)}. The page says what comes next, and whose turn it is."
    )
    _mail(
        apprentice,
        subject=gateway.get_direction_display(),
        sentence=sentence,
        about=gateway,
        what="gateway-decided",
        to=people_of(apprentice, *Party, on=on),
    )


def refused(gateway: Gateway, *, by: User) -> None:
    apprentice = gateway.apprentice
    _mail(
        apprentice,
        subject="The gateway: not yet",
        sentence=f"One of the three said “not yet” about the gateway of {apprentice}. The page says who, and why.",
        about=gateway,
        what="gateway-refused",
        to=[person for person in people_of(apprentice, *Party) if person != by],
    )


# After it ----------------------------------------------------------------------------------------------------


def booked(sitting: Sitting) -> None:
    name = finish.finish_of(sitting.apprentice).assessment_name.lower()
    _mail(
        sitting.apprentice,
        subject=f"Your {name} is booked",
        sentence=f"Your {name} is booked for {day(sitting.booked_for)}.",
        about=sitting,
        what="sitting-booked",
        to=[sitting.apprentice.person],
    )


def cancelled(sitting: Sitting) -> None:
    name = finish.finish_of(sitting.apprentice).assessment_name.lower()
    _mail(
        sitting.apprentice,
        subject=f"Your {name} does not take place",
        sentence=f"The {name} that was booked for {day(sitting.booked_for)} does not take place. The university books "
        "another day.",
        about=sitting,
        what="sitting-cancelled",
        to=[sitting.apprentice.person],
    )


def result(sitting: Sitting) -> None:
    """That there is a result, for the apprentice alone and without saying which."""
    _mail(
        sitting.apprentice,
        subject="There is a result for you",
        sentence="The result of your final assessment is on your page, with what comes next.",
        about=sitting,
        what="sitting-result",
        to=[sitting.apprentice.person],
    )


def recorded(fact: FinishFact, step: FinishStep) -> None:
    apprentice = fact.apprentice
    if fact.state == FinishFact.State.TO_CHECK:
        return
    if fact.recorded_by_id != apprentice.person_id:
        _mail(
            apprentice,
            subject=step.name,
            sentence=f"It is recorded: {step.name}, {day(fact.on)}. Your page says what comes next.",
            about=fact,
            what="finish-step",
            to=[apprentice.person],
        )


def registered(fact: FinishFact) -> None:
    _mail(
        fact.apprentice,
        subject="Your registration is checked",
        sentence="Your number was found on the register. From now on the portal calls you a registered social worker.",
        about=fact,
        what="registration-checked",
        to=[fact.apprentice.person],
    )


# The transition ----------------------------------------------------------------------------------------------


def offered(offer: PostOffer) -> None:
    _mail(
        offer.apprentice,
        subject="A post is offered to you",
        sentence=f"{offer.employer} offers you a post for when you are qualified. Read it and answer.",
        about=offer,
        what="post-offered",
        to=[offer.apprentice.person],
    )


def answered(offer: PostOffer) -> None:
    said = "accepts" if offer.state == PostOffer.State.ACCEPTED else "does not accept"
    _mail(
        offer.apprentice,
        subject="An answer to your offer of a post",
        sentence=f"{offer.apprentice} {said} the post that you offered.",
        about=offer,
        what="post-answered",
        to=[offer.offered_by],
    )


def ask_to_hand_over(given: HandOver) -> None:
    _mail(
        given.apprentice,
        subject="May we hand over what you can do?",
        sentence=f"Your employer asks to show {given.supervisor}, who will support your first year in practice, what "
        "the portal holds on your capability. You see it first, and decide.",
        about=given,
        what="hand-over-asked",
        to=[given.apprentice.person],
    )


def handed_over(given: HandOver) -> None:
    """The link for the supervisor, who needs no account."""
    _, address = links.make(person=given.supervisor, purpose=READ_HAND_OVER, subject=given)
    outbox.owe(
        to=given.supervisor,
        template="hand_over",
        context={"apprentice": given.apprentice, "link": address, "today": timezone.localdate()},
        secret=True,
        key=f"hand-over:{given.pk}:{given.version}",
    )

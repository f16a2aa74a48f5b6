import datetime

from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Involvement, Party, ProgressReview
from core.accounts.models import User
from tests.make.apprentices import apprentice, involvement, line_manager
from tests.make.people import person

TEXTS = {"summary": "We spoke about the placement.", "next_steps": "Plan the second placement."}


def reviewed_apprentice(name: str = "", **fields) -> Apprentice:
    """An apprentice with a line manager and a tutor: the three who hold a review."""
    made = apprentice(name, **fields)
    line_manager(made)
    involvement(made, Involvement.Kind.TUTOR, person=person())
    return made


def three(of: Apprentice) -> dict[str, User]:
    """Who takes part for each party today; the first named where there are several."""
    kinds = {Party.EMPLOYER: Involvement.Kind.LINE_MANAGER, Party.UNIVERSITY: Involvement.Kind.TUTOR}
    named = {party: of.involvements.filter(kind=kind).order_by("pk").first().person for party, kind in kinds.items()}
    return {Party.APPRENTICE: of.person, **named}


def review(of: Apprentice, **fields) -> ProgressReview:
    """A review that is to be held, due in three weeks."""
    last = of.reviews.order_by("-number").first()
    defaults = {"number": last.number + 1 if last else 1, "due_on": timezone.localdate() + datetime.timedelta(days=21)}
    return ProgressReview.objects.create(apprentice=of, **(defaults | fields))


def held_review(of: Apprentice, *, on: datetime.date | None = None, **fields) -> ProgressReview:
    """A review that was held (yesterday), with the next one set up by the rules."""
    made = of.reviews.filter(state="scheduled").first() or review(of)
    on = on or timezone.localdate() - datetime.timedelta(days=1)
    operations.hold_review(made, held_on=on, by=three(of)[Party.UNIVERSITY], **fields)
    return made


def signing_review(of: Apprentice, *, at: datetime.datetime | None = None, **fields) -> ProgressReview:
    """A review that is written up and waits for three signatures."""
    made = held_review(of, **fields)
    tutor = three(of)[Party.UNIVERSITY]
    operations.write_review(made, texts=TEXTS, by=tutor)
    agreed = operations.Agreed(
        what="Shadow a strategy meeting",
        owner=Party.APPRENTICE,
        due_on=timezone.localdate() + datetime.timedelta(days=30),
        measure="It is in the log",
    )
    operations.add_review_action(made, agreed=agreed, by=tutor)
    operations.send_for_signature(made, by=tutor, at=at)
    return made


def sign(of: ProgressReview, by: User, dissent: str = "", **fields):
    of.refresh_from_db()
    return operations.sign_review(of, read=of.write_up.content_hash, by=by, dissent=dissent, **fields)


def closed_review(of: Apprentice, *, dissent: str = "") -> ProgressReview:
    """A review that all three have signed; disputed where ``dissent`` is given."""
    made = signing_review(of)
    for party, who in three(of).items():
        sign(made, who, dissent if party == Party.APPRENTICE else "")
    made.refresh_from_db()
    return made

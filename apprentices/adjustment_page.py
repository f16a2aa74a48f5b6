"""What the page of an adjustment shows: each party with what it decided, and what its reader may do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse

from apprentices import permissions
from apprentices.adjustment_rules import CIRCLES
from apprentices.models import Adjustment, Involvement, SharedAdjustment
from apprentices.operations.adjustment_mails import people_above
from core.accounts.models import User
from core.words import Tone, capitalised, day, listed

State = SharedAdjustment.State
TONES: dict[str, Tone] = {
    State.TOLD: "quiet",
    State.ASKED: "waiting",
    State.OFFERED: "attention",
    State.AGREED: "good",
    State.REFUSED: "late",
}
SUPPORT = (
    "The university can pay for help with learning through its learning support. Access to Work can pay for equipment, "
    "software or a support worker at work. Disabled Students' Allowance is not for apprentices."
)
"""Where the money comes from; apprentices are often sent the wrong way."""


@dataclass(frozen=True)
class ShownParty:
    """One party on the page."""

    shared: SharedAdjustment
    who: str
    now: str
    since: str
    open: bool
    may_decide: bool
    may_answer: bool
    may_stop: bool

    def url(self, name: str) -> str:
        return reverse(f"apprentices:{name}", args=[self.shared.adjustment.reference, self.shared.audience])

    @property
    def tone(self) -> Tone:
        return TONES[self.shared.state]

    @property
    def decide_url(self) -> str:
        return self.url("decide_adjustment")

    @property
    def answer_url(self) -> str:
        return self.url("answer_offer")

    @property
    def stop_url(self) -> str:
        return self.url("stop_sharing")


def parties_of(adjustment: Adjustment, user: User, *, on: datetime.date) -> list[ShownParty]:
    """The parties that this reader may know of: all of them for the apprentice, their own for everybody else."""
    own = user.pk == adjustment.apprentice.person_id
    rows = SharedAdjustment.objects.filter(adjustment=adjustment).select_related("decided_by")
    if not own:
        rows = rows.filter(pk__in=SharedAdjustment.objects.read_by(user, on=on).values("pk"))
    found = []
    for shared in rows:
        shared.adjustment = adjustment
        open_ = shared.is_shared(on)
        found.append(
            ShownParty(
                shared=shared,
                who=capitalised(CIRCLES[shared.audience].words if own else "those who answer for it"),
                now=_now(shared),
                since=_since(shared, on),
                open=open_,
                may_decide=not own and bool(permissions.may_decide_adjustment(user, shared)),
                may_answer=own and bool(permissions.may_answer_offer(user, shared)),
                may_stop=own and open_,
            )
        )
    return found


def _now(shared: SharedAdjustment) -> str:
    """What holds with this party now, in a sentence."""
    if shared.state == State.TOLD:
        return "They read it, and need do nothing."
    if shared.state == State.REFUSED:
        return f"Not agreed on {day(shared.decided_on)} by {shared.decided_by}."
    if shared.state == State.AGREED:
        return f"In place since {day(shared.asked_on)}, agreed on {day(shared.decided_on)} by {shared.decided_by}."
    said = f"Interim help holds since {day(shared.asked_on)}: what is asked for, until there is a decision."
    if shared.state == State.OFFERED:
        return f"{said} {shared.decided_by} offered something else on {day(shared.decided_on)}."
    return f"{said} The decision is due by {day(shared.decide_by)}."


def _since(shared: SharedAdjustment, on: datetime.date) -> str:
    """For how long it is shared, in a sentence."""
    if shared.stopped_at:
        return f"Not shared any more since {day(shared.stopped_at)}."
    if shared.ends_on < on:
        return f"Not shared any more since {day(shared.ends_on)}."
    return f"Shared from {day(shared.starts_on)} until {day(shared.ends_on)}."


def who_to_ask(adjustment: Adjustment, *, on: datetime.date) -> str:
    """Whom an apprentice asks for a review of a result, by name: the tutor, and who stands above."""
    apprentice = adjustment.apprentice
    held = Involvement.objects.on(on).filter(apprentice=apprentice, kind=Involvement.Kind.TUTOR)
    tutors = [str(person) for person in held.order_by("pk").values_list("person__name", flat=True)]
    circle = CIRCLES["university"]
    officers = people_above(apprentice, circle.relation, circle.above)
    parts = [f"your tutor, {listed(tutors)}"] if tutors else []
    parts += [f"the apprenticeship compliance officer, {listed(officers)}"] if officers else []
    return listed(parts, last="or") or apprentice.cohort.university.name

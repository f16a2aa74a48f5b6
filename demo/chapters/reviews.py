"""Progress reviews: most signed by all three, one disputed, one that the employer lets wait, one held without them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from apprentices import operations
from apprentices.models import Apprentice, Party, ProgressReview
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import last_day_that_waited_longer
from core.accounts.models import User
from demo import clock
from demo.world import World

ONE_DAY = datetime.timedelta(days=1)
SUMMARIES = (
    "Settling into the team, and how study days fit around duty. Supervision is every other week.",
    "First joint visits, recording in the case system, and the assignment on attachment theory.",
    "Working with risk, preparing for the placement, and what the feedback on the last assignment means.",
    "The placement so far: assessments under the Care Act, and confidence in meetings with other professions.",
)
GOALS = (
    "Lead a home visit with the mentor beside.",
    "Write one reflective log a fortnight, about direct work.",
    "Present a case at the team's reflective session.",
)
NEXT_STEPS = (
    "Study days stay on Thursdays. Shadow a strategy meeting before the next review.",
    "Plan the reading week together. Send the draft assignment for comments.",
)
ACTIONS = (
    ("Agree the dates of the next three study days", "They stand in both calendars", Party.EMPLOYER),
    ("Shadow a strategy meeting and write about it", "The log is handed in", Party.APPRENTICE),
    ("Send feedback on the last assignment", "It has arrived", Party.UNIVERSITY),
)
WAITED = 12
"""Working days for which one employer has let a review wait."""


STILL_TO_DO = 100 * ONE_DAY
"""Actions that are older than this were all done."""


@dataclass(frozen=True)
class Three:
    """Who holds the reviews of one apprentice."""

    apprentice: User
    employer: User
    university: User


def tell(world: World) -> None:
    """Reviews were held a few days before they were due; every seventh apprentice's last one is late.

    The newest cohort has hardly held one yet, so the stories are those of the second: one that waits for the employer
    (1), one held without the employer and caught up with (2), a disputed one (4), one still to catch up with (6), one
    that is not written up yet (7), two that wait for the apprentice (8 and 9).
    """
    for number, apprentice in enumerate(world.apprentices):
        involved = apprentice.involvements.select_related("person")
        three = Three(
            apprentice.person,
            involved.get(kind="line_manager").person,
            involved.get(kind="tutor").person,
        )
        story = number - world.size.apprentices_a_cohort
        held = _hold(world, apprentice, three, story, late=number % 7 == 3)
        for earlier in held[:-1] if not world.size.in_bulk else held[-2:-1]:
            _write_up(world, earlier, three, on=earlier.held_on + 2 * ONE_DAY)
            _sign(world, earlier, three, Party.APPRENTICE, Party.EMPLOYER, Party.UNIVERSITY)
        if held:
            _the_last(world, held[-1], three, story)


def _hold(world: World, apprentice: Apprentice, three: Three, story: int, *, late: bool) -> list[ProgressReview]:
    """The reviews that were held so far; a day is set for the one to come."""
    review = apprentice.reviews.get()
    held: list[ProgressReview] = []
    while (held_on := review.due_on - world.dice.randint(1, 12) * ONE_DAY) < world.today:
        if late and review.due_on + 84 * ONE_DAY > world.today:
            break
        if story == 1 and held_on > world.today - 20 * ONE_DAY:
            held_on -= 20 * ONE_DAY
        first_away, last_away = story == 2 and not held, story == 6 and held_on > world.today - 84 * ONE_DAY
        with clock.at(clock.on(held_on, 15)):
            following = operations.hold_review(
                review,
                held_on=held_on,
                by=three.university,
                why_without_employer="The manager was at a court hearing" if first_away or last_away else "",
            )
        if first_away:
            with clock.at(clock.on(held_on + 6 * ONE_DAY, 9)):
                operations.catch_up(review, on=held_on + 6 * ONE_DAY, by=three.university)
        held.append(review)
        review = following
    if not late and review.due_on < world.today + 40 * ONE_DAY:
        with clock.at(clock.on(world.today - 2 * ONE_DAY, 11)):
            operations.plan_review(
                review, on=review.due_on, time=datetime.time(10, 30), place="Video meeting", by=three.university
            )
    return held


def _the_last(world: World, review: ProgressReview, three: Three, story: int) -> None:
    """The newest review of an apprentice is where the stories are."""
    if story == 7:
        return  # held, and not written up yet
    written_on = min(review.held_on + 2 * ONE_DAY, world.today)
    if story == 1:
        since = last_day_that_waited_longer(WAITED - 1, world.today, bank_holidays())
        written_on = max(since, review.held_on)
    _write_up(world, review, three, on=written_on)
    if story == 1:
        _sign(world, review, three, Party.APPRENTICE, Party.UNIVERSITY)
    elif story == 4:
        _sign(world, review, three, Party.EMPLOYER, Party.UNIVERSITY)
        _sign(world, review, three, Party.APPRENTICE, dissent="Two study days were cancelled, and it says one.")
    elif story in (8, 9):
        _sign(world, review, three, Party.UNIVERSITY, Party.EMPLOYER)
    elif review.held_on > world.today - 10 * ONE_DAY:
        _sign(world, review, three, Party.UNIVERSITY)
    else:
        _sign(world, review, three, Party.UNIVERSITY, Party.APPRENTICE, Party.EMPLOYER)


def _write_up(world: World, review: ProgressReview, three: Three, *, on: datetime.date) -> None:
    texts = {
        "summary": SUMMARIES[min(review.number - 1, len(SUMMARIES) - 1)],
        "goals": world.dice.choice(GOALS),
        "next_steps": world.dice.choice(NEXT_STEPS),
    }
    what, measure, owner = world.dice.choice(ACTIONS)
    agreed = operations.Agreed(what=what, measure=measure, owner=owner, due_on=review.held_on + 42 * ONE_DAY)
    moment = clock.on(on, 10)
    with clock.at(moment):
        operations.write_review(review, texts=texts, by=three.university)
        operations.add_review_action(review, agreed=agreed, by=three.university)
        text = operations.send_for_signature(review, by=three.university, at=moment)
    settled_on = agreed.due_on - world.dice.randint(1, 20) * ONE_DAY
    long_ago = settled_on < world.today - STILL_TO_DO
    if on < settled_on < world.today and (world.dice.random() < 0.8 or long_ago):
        with clock.at(clock.on(settled_on, 16)):
            operations.settle_action(text.actions.get(), to="done", by=getattr(three, owner), on=settled_on)


def _sign(world: World, review: ProgressReview, three: Three, *parties: str, dissent: str = "") -> None:
    """One after the other, each a day or more after the one before."""
    review.refresh_from_db()
    assert review.write_up is not None
    signed_on = review.write_up.written_at.date()
    for party in parties:
        signed_on = min(signed_on + world.dice.randint(0, 4) * ONE_DAY, world.today)
        moment = max(clock.on(signed_on, 12), review.write_up.written_at)
        with clock.at(moment):
            operations.sign_review(
                review, read=review.write_up.content_hash, by=getattr(three, party), dissent=dissent, at=moment
            )

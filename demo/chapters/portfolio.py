"""Evidence: reflective logs sent, returned once, signed off and countersigned; some waiting long; witnesses; portfolios
that a tutor reviewed, and what was opened again after it.
"""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Apprentice, Involvement
from assessment import operations as assessment
from assessment.models import Claim, Evidence, ProposedSignOff
from assessment.operations.drafts import statements_for
from assessment.operations.reviews import accepted_set, hash_of_set
from core.accounts.models import User
from core.workflow import StepRefused
from demo import clock
from demo.world import World
from placements.models import Placement

KINDS = ("reflective_log", "critical_incident", "reflective_log", "supervision_record", "product_of_work")

LOGS = (
    (
        "A visit that did not go to plan",
        "I went with my supervisor to see somebody whom I will call R. I had read the referral twice and had questions "
        "ready. Within minutes it was clear that R had questions of their own, and that mine could wait.\n\n"
        "I noticed that I wanted to fill the silence. I let it stand. R then spoke about what a good week looks like, "
        "and we built the rest of the visit on that. The law gave me a frame: wellbeing, and what matters to R."
        "\n\nAfterwards my supervisor asked what I had been afraid of. I think I was afraid of leaving with an empty "
        "form. Next time I will say at the start that the form can wait, and I will ask the person where to begin.",
    ),
    (
        "Listening to a family before writing",
        "Three people sat at the table and each told me another beginning. I had the assessment half written in mind "
        "before the second had finished, so I put the pen down and asked the youngest what a stranger should know.\n\n"
        "What she said about mornings was in none of the earlier records. I read my draft back to the family a week "
        "later; they took out two words, and both had been mine.\n\nI have kept the two words on a card. They remind "
        "me that a record is read by the people whom it is about.",
    ),
    (
        "Weighing risk with a colleague",
        "S wants to go on living alone after a second fall. My first note listed what could happen. A colleague asked "
        "what would be lost if nothing ever could, and we drew two columns instead of one.\n\nWe went through them "
        "with S, who added a third: what he does now to keep himself safe. The plan that came of this is shorter than "
        "mine was, and he carries it out himself.\n\nI had confused being careful with being against. I look for the "
        "third column now.",
    ),
    (
        "What capacity meant in one decision",
        "The question was whether T could decide about selling her flat. The file said that she lacked capacity, in "
        "general and without a date.\n\nI prepared the visit with my supervisor: one decision, the information that "
        "it needs, a time of day that is good for T, and pictures of both places. T understood, weighed it up and said "
        "what she wanted, twice and in the same way.\n\nI wrote down how she had reached it and not only that she "
        "had. The Act asks about a decision, and I nearly answered about a person.",
    ),
    (
        "Power in a meeting, and who spoke",
        "Eight professionals and one father. I counted afterwards: he spoke for four minutes of fifty, and was asked "
        "two questions that could be answered with yes.\n\nBefore the next meeting I met him for half an hour and we "
        "wrote his three points on a sheet. The chair agreed to begin with it. He spoke first, and the plan changed in "
        "one place that matters: contact on a day on which he does not work.\n\nNothing in the procedure had kept him "
        "quiet. The order of speaking had, and that can be asked for.",
    ),
    (
        "Saying no, and explaining why",
        "A daughter asked for a service that her mother does not want. I had put off ringing her for two days and told "
        "myself that I was waiting for a form.\n\nI rang, said no in the first minute, and then stayed on the line. "
        "She was angry, then tired. What she needed was to know whom to ring at night, and that could be arranged.\n\n"
        "I learned that an early no leaves time for what can be done, and that my delay had been for my own comfort.",
    ),
    (
        "Working with an interpreter",
        "I spoke to the interpreter for ten minutes before I noticed that I had not looked at the woman whom I came "
        "to see. I stopped, said so, and we moved the chairs.\n\nFrom then on I asked shorter questions and waited. "
        "She corrected the interpreter once, in English, and smiled. I had taken it for granted that she knew none.\n\n"
        "I now agree with interpreters beforehand where each of us sits and how we will check that we were understood.",
    ),
    (
        "Ending well with somebody I had seen for months",
        "My placement ended and with it twelve visits to a young man leaving care. I told him the day six weeks ahead, "
        "as I had been advised to, and again each time.\n\nFor the last visit he chose the place. We went through what "
        "he had done himself, and I read him the summary that the next worker would get. He asked for one change and "
        "signed beneath it.\n\nI had thought of endings as something that I do kindly. They are also something that "
        "he has a right to prepare for.",
    ),
)
"""A title with its text; everybody's own, as far as an invented consortium goes."""

MORE = (
    "\n\nI have since read about strengths-based practice and talked it over in supervision. What I would add is this: "
    "asking first changed who held the pen. That is a question of rights as well as of manners."
)


def tell(world: World) -> None:
    for position, cohort in enumerate(world.cohorts):
        mine = [a for a in world.apprentices if a.cohort_id == cohort.pk]
        for number, apprentice in enumerate(mine[: 14 if position else 6]):
            _assessor_between_placements(world, apprentice)
            for piece in range(2 + (number + position * 3) % 6 if position else 2):
                _piece(world, apprentice, piece, number)
        if position:
            _witness(world, mine[:4])
        if position == 2:
            _review(world, mine[:3])
            _open_again(world, mine[1:3])


def _assessor_between_placements(world: World, apprentice: Apprentice) -> None:
    """The workplace assessor whom the training plan names; somebody of the service who is not the line manager."""
    found = world.staff[apprentice.employer_id, "practice_educator"]
    if found:
        apprentices.involve(
            apprentice,
            Involvement.Kind.WORKPLACE_ASSESSOR,
            person=world.dice.choice(found),
            starts_on=apprentice.original_start_on,
            by=world.who(apprentice.cohort.university, "tutor"),
        )


def _assessor(apprentice: Apprentice, on: datetime.date) -> User | None:
    """Who judges a claim on a day: in a placement its practice educator, else the workplace assessor."""
    held = Involvement.objects.on(on).filter(apprentice=apprentice).select_related("person")
    for kind in (Involvement.Kind.PRACTICE_EDUCATOR, Involvement.Kind.WORKPLACE_ASSESSOR):
        if found := held.filter(kind=kind).first():
            return found.person
    return None


def _piece(world: World, apprentice: Apprentice, piece: int, number: int) -> None:
    """One piece of evidence, as far as it has come: the newest waits, one is a draft, older ones are signed off."""
    length = (world.today - apprentice.original_start_on).days
    happened = world.today - datetime.timedelta(days=min(length - 5, 4 + piece * 38 + number % 9))
    sent = happened + datetime.timedelta(days=2)
    evidence = _write(world, apprentice, piece, happened)
    if piece == 0 and number % 4 == 3:
        return _show_for_comment(world, evidence)  # still a draft, which one person may read
    _send(evidence, sent)
    if piece == 0:
        return  # waits for its assessor
    answered = min(sent + datetime.timedelta(days=6), world.today)
    assessor = _assessor(apprentice, answered)
    if assessor is None:
        return
    if piece == 1:
        _return(evidence, assessor, answered)
        if number % 3 == 0:
            return  # the apprentice has it back
        with clock.at(clock.on(min(answered + datetime.timedelta(days=5), world.today), 18)):
            assessment.write(
                evidence,
                title=LOGS[piece][0],
                text=LOGS[piece][1] + MORE,
                happened_on=happened,
                by=apprentice.person,
            )
            assessment.submit(evidence, by=apprentice.person)
        answered = min(answered + datetime.timedelta(days=9), world.today)
        assessor = _assessor(apprentice, answered) or assessor
    _sign_off(evidence, assessor, answered, overseer_is_quick=number % 2 == 0)


def _write(world: World, apprentice: Apprentice, piece: int, happened: datetime.date) -> Evidence:
    who = apprentice.person
    with clock.at(clock.on(happened, 19)):
        evidence = assessment.start(apprentice, kind=KINDS[piece % len(KINDS)], by=who)
        title, text = LOGS[piece % len(LOGS)]
        assessment.write(evidence, title=title, text=text, happened_on=happened, by=who)
        statements = list(statements_for(apprentice, on=happened).select_related("framework").order_by("pk"))
        judged = [s for s in statements if s.framework.judged]
        linked = [s for s in statements if not s.framework.judged]
        chosen = world.dice.sample(judged, min(2, len(judged))) + world.dice.sample(linked, min(1, len(linked)))
        assessment.link(
            evidence,
            claims={s.pk: "It shows how I began with what matters to the person." for s in chosen},
            by=who,
            on=happened,
        )
    return evidence


def _show_for_comment(world: World, evidence: Evidence) -> None:
    reader = _assessor(evidence.apprentice, world.today)
    if reader is None:
        return
    with clock.at(clock.on(world.today - datetime.timedelta(days=1), 20)):
        share = assessment.share_draft(
            evidence, reader=reader, question="Does it say enough about what she wanted?", by=evidence.apprentice.person
        )
    with clock.at(clock.on(world.today, 8)):
        assessment.comment_on_draft(
            share, text="It does. I would like to hear what you did with it afterwards.", by=reader
        )


def _send(evidence: Evidence, sent: datetime.date) -> None:
    with clock.at(clock.on(min(sent, timezone.localdate()), 20)):
        assessment.submit(evidence, by=evidence.apprentice.person)


def _return(evidence: Evidence, assessor: User, on: datetime.date) -> None:
    with clock.at(clock.on(on, 11)):
        evidence.refresh_from_db()
        assessment.return_for_more(
            evidence,
            number=evidence.shown.number,
            reason="You tell what happened very well. What guided you is still behind the scenes.",
            enough="Two or three sentences on the law and on the theory that you drew on, and what you read since.",
            again_by=on + datetime.timedelta(days=14),
            by=assessor,
        )


def _sign_off(evidence: Evidence, assessor: User, on: datetime.date, *, overseer_is_quick: bool) -> None:
    """Signed; where a colleague oversees the practice educator, countersigned the next morning or still waiting."""
    with clock.at(clock.on(on, 15)):
        evidence.refresh_from_db()
        claims = Claim.objects.filter(version=evidence.shown, statement__framework__judged=True)
        try:
            signed = assessment.sign_off(
                evidence,
                number=evidence.shown.number,
                judgements={claim.pk: Claim.Judgement.SUFFICIENT for claim in claims},
                statement="I have talked this through with the apprentice and I saw the practice that it tells of.",
                by=assessor,
            )
        except StepRefused:
            return  # the placement had ended by then; the next assessor finds it in the queue
    if isinstance(signed, ProposedSignOff) and overseer_is_quick:
        placement = Placement.objects.get(apprentice=evidence.apprentice, practice_educator__person=assessor)
        with clock.at(clock.on(on + datetime.timedelta(days=1), 9)):
            assessment.countersign(evidence, proposed=signed.pk, by=placement.overseen_by.person)


def _witness(world: World, asking: list[Apprentice]) -> None:
    """Each asks the line manager what they saw of the newest piece; every other one has an answer."""
    for number, apprentice in enumerate(asking):
        manager = apprentice.involvements.filter(kind=Involvement.Kind.LINE_MANAGER).select_related("person").first()
        unanswered = Evidence.objects.filter(apprentice=apprentice, state__in=[Evidence.State.DRAFT, *Evidence.WAITING])
        evidence = unanswered.order_by("pk").first()
        if manager is None or evidence is None:
            continue
        with clock.at(clock.on(world.today - datetime.timedelta(days=2), 12)):
            statement = assessment.ask_for_witness(
                evidence,
                witness=manager.person,
                request="You were there when I rang the family. Could you say what you heard me ask, and how?",
                by=apprentice.person,
            )
        if number % 2 == 0:
            with clock.at(clock.on(world.today - datetime.timedelta(days=1), 9)):
                assessment.give_witness_statement(
                    statement,
                    text="I sat in the same room. The first question was what a good day looks like, and then a long "
                    "pause was left for the answer. The form came last.",
                    by=manager.person,
                )


def _open_again(world: World, reviewed: list[Apprentice]) -> None:
    """After the review: the tutor has opened one piece again; somebody else asks for it."""
    with clock.at(clock.on(world.today - datetime.timedelta(days=1), 15)):
        for number, apprentice in enumerate(reviewed):
            tutor = apprentice.involvements.filter(kind=Involvement.Kind.TUTOR).select_related("person").first()
            evidence = Evidence.objects.accepted().filter(apprentice=apprentice).order_by("-answered_at").first()
            if tutor is None or evidence is None:
                continue
            if number:
                assessment.ask_to_reopen(
                    evidence, why="I have since worked with the same law and would add to this.", by=apprentice.person
                )
            else:
                assessment.reopen(
                    evidence,
                    number=evidence.shown.number,
                    reason="The law is named and not applied. The statement speaks of another visit than the text.",
                    until=world.today + datetime.timedelta(days=13),
                    by=tutor.person,
                )


def _review(world: World, reviewed: list[Apprentice]) -> None:
    for apprentice in reviewed:
        tutor = apprentice.involvements.filter(kind=Involvement.Kind.TUTOR).select_related("person").first()
        covers = accepted_set(apprentice)
        if tutor is None or not covers:
            continue
        with clock.at(clock.on(world.today - datetime.timedelta(days=2), 14)):
            assessment.review_portfolio(
                apprentice,
                statement="A portfolio that grows steadily. Rights and justice could be seen more often.",
                read=hash_of_set(covers),
                by=tutor.person,
            )

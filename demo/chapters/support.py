"""What helps and who supports: adjustments in each of their states, scans, support plans, mentors, workplace visits."""

from __future__ import annotations

import datetime
from decimal import Decimal

from apprentices import operations
from apprentices.models import Apprentice, Mentor, Party, PriorLearning, SharedAdjustment, SkillsScan
from core.accounts.models import User
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)
LEVELS = ("not_yet", "some", "some", "confident")


def tell(world: World) -> None:
    """The first of each cohort, whom no other chapter sends away."""
    shown = [a for a in world.apprentices if a.state == Apprentice.State.ACTIVE]
    if len(shown) < 8:
        return
    _adjustments(world, shown)
    _scans(world, shown[0], shown[1])
    _talked_through(world)
    _support(world, shown[0], shown[2])
    _mentors(world, shown)
    _visits(world, shown)


def _with(apprentice: Apprentice, kind: str) -> User:
    return apprentice.involvements.filter(kind=kind).select_related("person").first().person


def _ask(world: World, apprentice: Apprentice, text: str, *, days_ago: int, **fields) -> list[SharedAdjustment]:
    """An adjustment that was asked for so many days ago."""
    day = world.today - days_ago * DAY
    wanted = operations.Help(what_helps=text, until=apprentice.planned_end_on, **fields)
    with clock.at(clock.on(day, 12)):
        made = operations.raise_adjustment(apprentice, wanted=wanted, by=apprentice.person, on=day)
    return list(made.parties.select_related("adjustment__apprentice__person").order_by("pk"))


def _adjustments(world: World, shown: list[Apprentice]) -> None:
    """Agreed, waiting, overdue, something else offered, not agreed, and one raised after a result."""
    [agreed, _] = _ask(
        world, shown[0], "Written notes after each supervision.", days_ago=60, asked=["employer"], told=["placement"]
    )
    with clock.at(clock.on(world.today - 57 * DAY, 11)):
        operations.agree_adjustment(agreed, by=_with(shown[0], "line_manager"))
    _ask(world, shown[1], "Slides two days before a lecture.", days_ago=1, asked=["university"])
    _ask(world, shown[2], "A desk away from the corridor.", days_ago=12, asked=["employer"])
    [offered] = _ask(world, shown[3], "A room of my own for essays.", days_ago=6, asked=["university"])
    with clock.at(clock.on(world.today - 3 * DAY, 10)):
        operations.offer_instead(offered, instead="A place in the quiet room.", by=_with(shown[3], "tutor"))
    [refused] = _ask(world, shown[4], "No visits before ten o’clock.", days_ago=20, asked=["employer"])
    with clock.at(clock.on(world.today - 17 * DAY, 10)):
        operations.refuse_adjustment(
            refused,
            because="Duty begins at nine. We looked for another rota and found none.",
            turn_to="The workforce lead, who can look at it anew.",
            by=_with(shown[4], "line_manager"),
        )
    _ask(world, shown[5], "More time in written exams.", days_ago=3, asked=["assessment", "university"],
         stage="Module 2 written exam")  # fmt: skip


def _fill_in(world: World, scan: SkillsScan, party: str, by: User, *, better: int = 0) -> None:
    codes = scan.framework.statements.order_by("number", "code").values_list("code", flat=True)
    answers = {code: {"level": LEVELS[min((number + better) % 4, 3)], "words": ""} for number, code in enumerate(codes)}
    operations.keep_answers(scan, party=party, answers=answers, by=by)
    operations.send_view(scan, party=party, by=by)


def _scans(world: World, talked_through: Apprentice, waiting: Apprentice) -> None:
    """One that was discussed, with prior learning decided; one that waits for the tutor or manager."""
    tutor, day = _with(talked_through, "tutor"), world.today - 40 * DAY
    with clock.at(clock.on(day, 9)):
        scan = _open_scan(talked_through, by=tutor, on=day)
        operations.put_prior_learning_forward(
            scan,
            topic="Law of safeguarding adults",
            hours=Decimal(12),
            because="A module at another university, passed in 2024.",
            by=talked_through.person,
            on=day,
        )
        _fill_in(world, scan, Party.APPRENTICE, talked_through.person)
        _fill_in(world, scan, Party.UNIVERSITY, tutor, better=1)
    with clock.at(clock.on(day + 7 * DAY, 14)):
        operations.discuss_scan(
            scan, agreed="Strong in talking with families. Law of children first, then research.", by=tutor,
            on=day + 7 * DAY,
        )  # fmt: skip
        line = PriorLearning.objects.select_related("scan__apprentice").get(scan=scan)
        operations.decide_prior_learning(
            line, recognised=Decimal(8), because="Eight of twelve hours match the module.", by=tutor, on=day + 7 * DAY
        )
    with clock.at(clock.on(world.today - 5 * DAY, 9)):
        later = _open_scan(waiting, by=_with(waiting, "tutor"), on=world.today - 5 * DAY)
        _fill_in(world, later, Party.APPRENTICE, waiting.person)


def _open_scan(apprentice: Apprentice, *, by: User, on: datetime.date) -> SkillsScan:
    """The scan that began at enrolment, or one that is begun now."""
    opened = apprentice.skills_scans.filter(state=SkillsScan.State.OPEN).first()
    return opened or operations.begin_scan(apprentice, by=by, on=on)


def _talked_through(world: World) -> None:
    """The scans of everybody else who has been here for a while were talked through in the third week."""
    untouched = SkillsScan.objects.filter(
        state=SkillsScan.State.OPEN, views=None, apprentice__original_start_on__lte=world.today - 30 * DAY
    )
    for scan in untouched.select_related("apprentice__person", "framework"):
        day, tutor = scan.apprentice.original_start_on + 16 * DAY, _with(scan.apprentice, "tutor")
        with clock.at(clock.on(day, 10)):
            _fill_in(world, scan, Party.APPRENTICE, scan.apprentice.person)
            _fill_in(world, scan, Party.UNIVERSITY, tutor, better=1)
            operations.discuss_scan(scan, agreed="Where to begin, and with whom to go along first.", by=tutor, on=day)


def _support(world: World, first: Apprentice, second: Apprentice) -> None:
    for apprentice, kind, need, offer, offered_by, shared in (
        (first, "study_skills", "To write essays after years away from study.", "Five sessions", "The library", True),
        (second, "digital", "To find and read research online.", "A course in two evenings", "The university", False),
    ):
        day, tutor = world.today - 30 * DAY, _with(apprentice, "tutor")
        entry = operations.Support(
            kind=kind, need=need, offer=offer, offered_by=offered_by, starts_on=day, review_on=day + 84 * DAY
        )
        with clock.at(clock.on(day, 13)):
            made = operations.write_support(apprentice, support=entry, written_as=Party.UNIVERSITY, by=tutor)
            if shared:
                operations.share_support(made, parties=[Party.EMPLOYER], by=apprentice.person)


def _mentors(world: World, shown: list[Apprentice]) -> None:
    """Two mentors for each borough that is shown; one mentoring runs, one is proposed, one ended."""
    for service in world.services[:4]:
        lead = world.who(service, "workforce_lead")
        for number, offers in enumerate(("Coming back to study with children at home.", "Being new to a council.")):
            with clock.at(clock.on(world.today - 90 * DAY, 10)):
                operations.list_mentor(
                    service, person=world.person(), offers=offers, capacity=2, across=number == 1, by=lead
                )
    for apprentice, steps in ((shown[0], "run"), (shown[1], "asked"), (shown[2], "ended")):
        tutor, day = _with(apprentice, "tutor"), world.today - 20 * DAY
        with clock.at(clock.on(day, 15)):
            fits = operations.mentors_for(apprentice, on=day)
            if not fits:
                continue
            mentor = fits[0].mentor.key
            made = operations.propose_mentor(apprentice, mentor=_mentor(mentor), by=tutor, on=day)
            if steps != "asked":
                for who in (made.mentor.person, apprentice.person):
                    operations.agree_mentoring(made, by=who, on=day)
        if steps == "ended":
            with clock.at(clock.on(world.today - 2 * DAY, 15)):
                operations.end_mentoring(made, by=apprentice.person, another=True, on=world.today - 2 * DAY)


def _mentor(key: int) -> Mentor:
    return Mentor.objects.select_related("person").get(pk=key)


def _visits(world: World, shown: list[Apprentice]) -> None:
    """Held, missed, planned, and one that waits to be recorded."""
    for apprentice, days, then in (
        (shown[0], -50, "held"),
        (shown[1], -20, "missed"),
        (shown[2], 9, ""),
        (shown[3], -2, ""),
    ):
        date, tutor = world.today + days * DAY, _with(apprentice, "tutor")
        planned = operations.Visit(
            date=date, starts_at=datetime.time(10), online=False, place="At the office of the team",
            with_whom=f"{apprentice} and the line manager",
        )  # fmt: skip
        asked = min(date, world.today) - 14 * DAY
        with clock.at(clock.on(asked, 9)):
            made = operations.plan_visit(apprentice, planned=planned, by=tutor, on=asked)
        if then == "held":
            with clock.at(clock.on(date, 16)):
                operations.hold_visit(
                    made, notes="Sat in on a team meeting. Two cases of her own.", agreed="A court day by spring.",
                    by=tutor,
                )  # fmt: skip
        elif then == "missed":
            with clock.at(clock.on(date, 16)):
                operations.miss_visit(made, because="The team moved offices on that day.", by=tutor)

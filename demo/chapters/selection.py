"""Selection days, one in every state: staffed, confirmed, scored, discussed, agreed, closed, postponed, cancelled."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

from django.utils import timezone
from PIL import Image, ImageDraw

from consortium.models import Organisation
from core import jobs
from core.accounts.models import User
from demo import clock
from demo.chapters.bank import ask_from_the_bank, fill_bank, practise
from demo.world import World
from recruitment.models import (
    Application,
    Campaign,
    Criterion,
    DayCandidate,
    Panel,
    PanelCandidate,
    PanelMember,
    SelectionDay,
)
from recruitment.operations import day_plans, panels, paper_sheets, scoring, selection_days, slots, timetables

State = SelectionDay.State

CRITERIA = (
    ("Interview", 30, (("Values and respect", 2), ("Why social work, here and now", 1))),
    ("Talking with a parent (role play)", 20, (("Listening", 2), ("Staying calm and clear", 1))),
)
TOGETHER = (
    ("Group discussion", 30, "group", "Makes room for others"),
    ("Written task", 40, "quiet", "Writes so that a family understands it"),
)
"""On days that go by a timetable: what several do together, and what is done without a panel."""

ANCHORS = ("Not shown", "A little", "Enough for now", "Well", "Very well, with thought")

DAYS = (
    (State.PLANNED, 45),
    (State.STAFFING, 40),
    (State.COMPOSITION_MET, 33),
    (State.CONFIRMED, 12),
    (State.LIVE, 0),
    (State.STOPPED, 0),
    (State.SCORING_CLOSED, -1),
    (State.MODERATION, -3),
    (State.RECOMMENDATIONS_AGREED, -6),
    (State.CLOSED, -9),
    (State.POSTPONED, 50),
    (State.CANCELLED, 55),
)
"""A day in each state, and how many days from the day of telling it takes place."""

CANDIDATES = {
    State.CONFIRMED: 3,
    State.LIVE: 3,
    State.STOPPED: 1,
    State.SCORING_CLOSED: 2,
    State.MODERATION: 2,
    State.RECOMMENDATIONS_AGREED: 4,
    State.CLOSED: 4,
}
"""How many candidates each day sees; the rest of the invited wait for a slot."""


WITH_TIMETABLE = (State.CONFIRMED, State.LIVE)
"""Days whose slots come from a timetable that was worked out and accepted; on the others they were given by hand."""

CLOSED = {(12, day) for day in range(24, 32)} | {(1, 1)}
"""Days around the end of the year on which nobody plans a selection day."""


def tell_selection_days(world: World, campaign: Campaign, coordinator: User) -> None:
    fill_bank(world, campaign, coordinator)
    invited = list(campaign.applications.filter(state=Application.State.INVITED).order_by("pk"))
    for number, (state, days) in enumerate(DAYS):
        date = _working_day(world.today, days)
        told = min(date, world.today) - datetime.timedelta(days=5)
        with clock.at(clock.on(told)):
            day = _plan(world, campaign, coordinator, date, number)
            ask_from_the_bank(day, number, coordinator)
            if state in WITH_TIMETABLE:
                _plan_together(day, coordinator)
        candidates = [invited.pop() for _ in range(min(CANDIDATES.get(state, 0), len(invited)))]
        _lead_to(world, day, state, candidates, coordinator, told)


def _working_day(today: datetime.date, days: int) -> datetime.date:
    """The day that lies so many days from today, or the next one further on on which people work; today stays today."""
    date = today + datetime.timedelta(days=days)
    further = datetime.timedelta(days=1 if days > 0 else -1)
    while days and (date.weekday() > 4 or (date.month, date.day) in CLOSED):
        date += further
    return date


def _plan(world: World, campaign: Campaign, by: User, date: datetime.date, number: int) -> SelectionDay:
    places = ("Hackney Town Hall, room 4", "5 Pancras Square", "Kingston Guildhall", "Stratford Library")
    day = selection_days.plan_day(
        campaign=campaign,
        date=date,
        place=places[number % len(places)],
        by=by,
        getting_there="Step-free from the street.",
    )
    for name, minutes, criteria in CRITERIA:
        exercise = selection_days.add_exercise(day=day, name=name, minutes=minutes, by=by)
        for criterion, weight in criteria:
            selection_days.add_criterion(exercise=exercise, name=criterion, anchors=ANCHORS, by=by, weight=weight)
    return day


def _plan_together(day: SelectionDay, by: User) -> None:
    for name, minutes, setting, criterion in TOGETHER:
        exercise = selection_days.add_exercise(day=day, name=name, minutes=minutes, setting=setting, by=by)
        selection_days.add_criterion(exercise=exercise, name=criterion, anchors=ANCHORS, by=by)
    day_plans.add_room(day=day, name="Library", seats=12, without_panel=True, by=by)
    day_plans.add_room(day=day, name="Garden room", seats=8, by=by)


def _by_timetable(day: SelectionDay, candidates: list[Application], by: User) -> None:
    """The slots as the solver proposes them: one candidate comes from far away, one has more time."""
    day_plans.expect(day=day, applications=candidates, by=by)
    first, *others = DayCandidate.objects.filter(day=day).select_related("day")
    day_plans.arrange(candidate=first, by=by, earliest=datetime.time(10))
    for candidate in others[:1]:
        day_plans.arrange(candidate=candidate, by=by, extra_time=25)
    proposal, job = timetables.ask(day=day, by=by)
    type(job).objects.filter(pk=job.pk).update(due_at=timezone.now())  # the story's now, which a default does not know
    jobs.perform(job.pk)
    proposal.refresh_from_db()
    timetables.accept(timetable=proposal, by=by)


def _lead_to(
    world: World,
    day: SelectionDay,
    state: str,
    candidates: list[Application],
    by: User,
    told: datetime.date,
) -> None:
    """Take a day through its states, up to the one that it is to show."""
    steps: list[tuple[str, Callable[[], None]]] = [
        (State.STAFFING, lambda: selection_days.begin_staffing(day=day, by=by)),
        (State.COMPOSITION_MET, lambda: _staff(world, day, candidates, by)),
        (State.CONFIRMED, lambda: selection_days.confirm(day=day, by=by)),
        (State.LIVE, lambda: _begin(world, day, by)),
        (State.SCORING_CLOSED, lambda: _score_and_close(world, day, by)),
        (State.MODERATION, lambda: day.begin_moderation(by=by)),
        (State.RECOMMENDATIONS_AGREED, lambda: _agree(day, by)),
        (State.CLOSED, lambda: selection_days.close(day=day, by=by)),
    ]
    if state == State.POSTPONED:
        selection_days.postpone(day=day, reason="The building is closed for repairs.", by=by)
        return
    if state == State.CANCELLED:
        selection_days.cancel(day=day, reason="All candidates were seen on the other days.", by=by)
        return
    order = [name for name, _ in steps]
    until = order.index(State.LIVE if state == State.STOPPED else state) if state != State.PLANNED else -1
    for number, (_, step) in enumerate(steps[: until + 1]):
        moment = clock.on(told, 11) if number < order.index(State.LIVE) else clock.on(day.date, 9 + min(number, 10))
        with clock.at(moment):
            step()
            day.refresh_from_db()
    if state == State.CONFIRMED:
        with clock.at(clock.on(told, 15)):
            practise(day, by)
    if state == State.LIVE and candidates:
        with clock.at(clock.on(day.date, 12, 30)):
            enter_one_from_paper(day, by)
    if state == State.STOPPED:
        with clock.at(clock.on(day.date, 12)):
            selection_days.stop(day=day, reason="Fire alarm; everybody is safe and outside.", by=by)


def _staff(world: World, day: SelectionDay, candidates: list[Application], by: User) -> None:
    """Two panels: an employer from elsewhere, somebody of a university, and a person with lived experience on each."""
    groups = Organisation.objects.get(kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP)
    taken: set[int] = set()

    def somebody(role: str, at: list[Organisation]) -> tuple[User, Organisation]:
        found = [(p, o) for o in at for p in world.staff[o.pk, role] if p.pk not in taken]
        person, organisation = world.dice.choice(found)
        taken.add(person.pk)
        return person, organisation

    for room in (1, 2):
        panel = panels.add_panel(day=day, name=f"Panel {room}", room=f"Room {room}", by=by)
        for group, role, at in (
            ("employer", "practice_educator", world.services[20:40]),
            ("university", "tutor", world.universities),
            ("lived_experience", "panel_member", [groups]),
        ):
            person, organisation = somebody(role, at)
            member = panels.invite_member(panel=panel, person=person, group=group, organisation=organisation, by=by)
            panels.accept(member=member, by=person)
    if candidates and day.rooms.filter(without_panel=True).exists():
        _by_timetable(day, candidates, by)
    else:
        _by_hand(day, candidates, by)
    selection_days.meet_composition(day=day, by=by)


def _by_hand(day: SelectionDay, candidates: list[Application], by: User) -> None:
    rooms = list(Panel.objects.filter(day=day).order_by("pk"))
    for number, application in enumerate(candidates):
        application.refresh_from_db()
        slots.allot(
            panel=rooms[number % 2],
            application=application,
            starts_at=clock.on(day.date, 9 + number // 2, 30),
            minutes=50,
            by=by,
        )


def _begin(world: World, day: SelectionDay, by: User) -> None:
    selection_days.go_live(day=day, by=by)
    for number, candidate in enumerate(PanelCandidate.objects.filter(panel__day=day).order_by("pk")):
        panels.record_attendance(candidate=candidate, came=True, by=by)
        if number == 0:
            for member in list(_members(candidate.panel))[:2]:
                _send_sheet(world, member, candidate)


def enter_one_from_paper(day: SelectionDay, by: User) -> None:
    """The third member of the first room scored on paper; the coordinator has entered it, and it waits for them."""
    candidate = PanelCandidate.objects.filter(panel__day=day).select_related("panel").order_by("pk")[0]
    member = next(m for m in _members(candidate.panel) if not m.sheets.filter(candidate=candidate).exists())
    criteria = scoring.criteria_of(day)
    sheet = Image.new("RGB", (600, 120 + 60 * len(criteria)), "white")
    drawing = ImageDraw.Draw(sheet)
    drawing.text((40, 40), f"Candidate {candidate.code}", fill="black")
    for number, criterion in enumerate(criteria):
        drawing.text((40, 100 + 60 * number), f"{criterion.name}: 4", fill="black")
    photo = io.BytesIO()
    sheet.save(photo, "PNG")
    photo.seek(0)
    paper_sheets.enter_from_paper(
        member=member,
        candidate=candidate,
        marks={criterion.pk: (4, "") for criterion in criteria},
        notes="",
        photo=photo,
        photo_name="Score sheet.png",
        by=by,
    )


def _members(panel: Panel):
    return PanelMember.objects.filter(panel=panel, state=PanelMember.State.CONFIRMED).select_related(
        "person", "panel__day"
    )


def _send_sheet(world: World, member: PanelMember, candidate: PanelCandidate) -> None:
    for criterion in Criterion.objects.filter(exercise__day=member.panel.day_id):
        value = min(5, max(2, round(world.dice.gauss(3.6 + (candidate.pk % 3) * 0.4, 0.7))))
        scoring.save_score(
            member=member,
            candidate=candidate,
            criterion=criterion,
            value=value,
            reason="Gave an example from practice and thought about it from the family's side." if value == 5 else "",
            by=member.person,
        )
    scoring.submit(member=member, candidate=candidate, by=member.person)


def _score_and_close(world: World, day: SelectionDay, by: User) -> None:
    for panel in Panel.objects.filter(day=day):
        for candidate in PanelCandidate.objects.filter(panel=panel):
            for member in _members(panel):
                if not member.sheets.filter(candidate=candidate, submitted_at__isnull=False).exists():
                    _send_sheet(world, member, candidate)
    selection_days.close_scoring(day=day, by=by)


def _agree(day: SelectionDay, by: User) -> None:
    for candidate in PanelCandidate.objects.filter(panel__day=day):
        scoring.recommend(
            candidate=candidate,
            outcome=Application.State.RECOMMENDED,
            reason="Values and listening were clear to everybody; ready to begin.",
            by=by,
        )
    selection_days.agree_recommendations(day=day, by=by)

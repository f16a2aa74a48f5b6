"""Selection days in any stage: a panel of three views, candidates with slots, sheets."""

import datetime
from decimal import Decimal
from itertools import count

from django.utils import timezone

from consortium.models import Borough, Organisation
from core import jobs
from core.accounts.models import User
from recruitment.models import (
    Application,
    Campaign,
    Criterion,
    DayCandidate,
    Exercise,
    Group,
    Panel,
    PanelCandidate,
    PanelMember,
    Room,
    Score,
    SelectionDay,
    Timetable,
)
from recruitment.operations import scoring, timetables
from tests.make.consortium import appointment, service, university
from tests.make.people import person
from tests.make.recruitment import application, campaign

numbers = count(1)
ANCHORS = ["Not seen", "A little", "Some of the time", "Most of the time", "All of the time"]


def borough(name: str = "", **fields) -> Borough:
    number = next(numbers)
    defaults = {
        "gss_code": f"E{number:08d}",
        "name": name or f"Borough {number}",
        "short_name": name or f"Borough {number}",
        "tile_code": f"{number:03d}"[-3:],
        "tile_row": 1,
        "tile_column": number % 10,
        "sub_region": "C",
        "inner": True,
    }
    return Borough.objects.create(**(defaults | fields))


def service_in(of: Borough, **fields) -> Organisation:
    """A service whose council covers a borough."""
    made = service(**fields)
    made.part_of.covers.add(of)
    return made


def selection_day(
    of: Campaign | None = None, *, criteria: int = 2, floor: Decimal | None = None, **fields
) -> SelectionDay:
    """A day a week from now with one exercise. A state past "scoring closed" is reached by the day's own steps only."""
    defaults = {
        "date": timezone.localdate() + datetime.timedelta(days=7),
        "place": "Town Hall, Euston Road",
        "state": SelectionDay.State.STAFFING,
    }
    day = SelectionDay.objects.create(campaign=of or campaign(), **(defaults | fields))
    exercise = Exercise.objects.create(day=day, position=1, name="Interview", minutes=40)
    for number in range(1, criteria + 1):
        Criterion.objects.create(
            exercise=exercise,
            position=number,
            name=f"Criterion {number}",
            anchors=ANCHORS,
            floor=floor if number == 1 else None,
        )
    return day


def panel(of: SelectionDay | None = None, **fields) -> Panel:
    """``room`` by its name; a room of the day is made where there is none of this name."""
    day, number = of or selection_day(), next(numbers)
    room, _ = Room.objects.get_or_create(day=day, name=fields.pop("room", f"Room {number}"))
    return Panel.objects.create(day=day, room=room, **({"name": f"Panel {number}"} | fields))


def panel_member(of: Panel, group: str = Group.EMPLOYER, who: User | None = None, **fields) -> PanelMember:
    """A member who said yes, from an organisation that fits the view they bring."""
    organisations = {Group.EMPLOYER: service, Group.UNIVERSITY: university}
    if "organisation" not in fields and group in organisations:
        fields["organisation"] = organisations[group]()
    defaults = {"state": PanelMember.State.ACCEPTED}
    return PanelMember.objects.create(panel=of, person=who or person(), group=group, **(defaults | fields))


def full_panel(of: SelectionDay | None = None, **fields) -> Panel:
    """A panel of an employer, a university and a person with lived experience; ``fields`` are the members'."""
    made = panel(of)
    for group in Group:
        panel_member(made, group, **fields)
    return made


def slot(of: Panel, who: Application | None = None, **fields) -> PanelCandidate:
    """A candidate who is expected on the day."""
    made = who or application(to=of.day.campaign, state=Application.State.INVITED)
    starts = timezone.make_aware(datetime.datetime.combine(of.day.date, datetime.time(10)))
    starts += datetime.timedelta(hours=of.candidates.count())
    defaults = {"starts_at": starts, "ends_at": starts + datetime.timedelta(minutes=50)}
    return PanelCandidate.objects.create(panel=of, application=made, **(defaults | fields))


def expected(on: SelectionDay, amount: int = 1, **fields) -> list[DayCandidate]:
    """Invited candidates who are to come on a day."""
    return [
        DayCandidate.objects.create(
            day=on, application=application(to=on.campaign, state=Application.State.INVITED), **fields
        )
        for _ in range(amount)
    ]


def day_to_plan(*, candidates: int = 4, panels: int = 2, **fields) -> SelectionDay:
    """A day with complete panels, an interview, a group discussion and a written task, a hall, and candidates."""
    day = selection_day(**fields)
    for number, (name, setting) in enumerate((("Group discussion", "group"), ("Written task", "quiet")), start=2):
        Exercise.objects.create(day=day, position=number, name=name, minutes=30, setting=setting)
    Room.objects.create(day=day, name="Hall", seats=12, without_panel=True)
    for _ in range(panels):
        full_panel(day)
    expected(day, candidates)
    return day


def proposal(of: SelectionDay | None = None, **fields) -> Timetable:
    """A timetable that the solver has found, not accepted yet."""
    day = of or day_to_plan(**fields)
    asked, job = timetables.ask(day=day, by=coordinator_of(day))
    jobs.perform(job.pk)
    asked.refresh_from_db()
    return asked


def accepted_timetable(of: SelectionDay | None = None, **fields) -> Timetable:
    """The timetable by which a day goes."""
    found = proposal(of, **fields)
    timetables.accept(timetable=found, by=found.asked_by)
    return found


def live_day(*, candidates: int = 1, of: Campaign | None = None, **fields) -> SelectionDay:
    """A day that is live today, one full panel seated, its candidates come."""
    day = selection_day(of, **({"date": timezone.localdate(), "state": SelectionDay.State.LIVE} | fields))
    room = full_panel(day, state=PanelMember.State.CONFIRMED)
    for _ in range(candidates):
        who = application(to=day.campaign, state=Application.State.ATTENDED)
        slot(room, who, state=PanelCandidate.State.ATTENDED)
    return day


def draft_scores(member: PanelMember, candidate: PanelCandidate, *marks: int) -> None:
    """Every criterion scored, with reasons; nothing sent."""
    criteria = scoring.criteria_of(member.panel.day)
    marks = marks or (3,) * len(criteria)
    for criterion, mark in zip(criteria, marks, strict=True):
        scoring.save_score(
            member=member, candidate=candidate, criterion=criterion, value=mark, reason="As seen", by=member.person
        )


def sent_scores(member: PanelMember, candidate: PanelCandidate, *marks: int):
    """A sheet sent by its author."""
    draft_scores(member, candidate, *marks)
    return scoring.submit(member=member, candidate=candidate, by=member.person)


def all_scores(candidate: PanelCandidate, *marks: int) -> None:
    """A sheet from every seated member of the candidate's panel."""
    for member in candidate.panel.members.sitting().select_related("panel__day", "person"):
        sent_scores(member, candidate, *marks)


def coordinator_of(day: SelectionDay | Campaign) -> User:
    """Somebody who runs the campaign of a day."""
    runs = day.run_by if isinstance(day, Campaign) else day.campaign.run_by
    return appointment(at=runs, as_="recruitment_coordinator").person


def scores_of(candidate: PanelCandidate) -> list[int | None]:
    return list(Score.objects.filter(sheet__candidate=candidate).order_by("pk").values_list("value", flat=True))

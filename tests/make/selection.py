"""Selection days in any stage: a panel of three views, candidates with slots, sheets."""

import datetime
from decimal import Decimal
from itertools import count

from django.utils import timezone

from consortium.models import Borough, Organisation
from core.accounts.models import User
from recruitment.models import (
    Application,
    Campaign,
    Criterion,
    Exercise,
    Group,
    Panel,
    PanelCandidate,
    PanelMember,
    Score,
    SelectionDay,
)
from recruitment.operations import scoring
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
    defaults = {"name": f"Panel {next(numbers)}", "room": "Room 4"}
    return Panel.objects.create(day=of or selection_day(), **(defaults | fields))


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

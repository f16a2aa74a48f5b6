"""Days and campaigns large enough to say how fair they were."""

from itertools import cycle

from recruitment.models import Application, Campaign, EqualityAnswers, EqualityLink, PanelCandidate, SelectionDay
from tests.make.recruitment import application
from tests.make.selection import live_day, sent_scores

MARKS = ((4, 3, 4), (2, 3, 2), (5, 4, 5), (3, 3, 2), (4, 5, 4), (1, 2, 1))
"""For each candidate the mark of each of three members."""


def marked_day(*, candidates: int = 6, lower_by: int = 0, **fields) -> SelectionDay:
    """A live day on which each of a room of three has sent marks; the first member marks so much lower."""
    day = live_day(candidates=candidates, **fields)
    members = list(day.panels.get().members.select_related("panel__day", "person"))
    for slot, marks in zip(PanelCandidate.objects.filter(panel__day=day), cycle(MARKS), strict=False):
        for number, (member, mark) in enumerate(zip(members, marks, strict=True)):
            mark = max(1, mark - lower_by) if number == 0 else mark
            sent_scores(member, slot, mark, min(5, mark + 1))
    return day


def equality_answered(of: Application, **answers: str) -> Application:
    """An application whose candidate answered equality questions."""
    link = EqualityLink.objects.create(application=of)
    EqualityAnswers.objects.create(key=link.key, campaign=of.campaign, answers=answers)
    return of


def applications_by_sex(to: Campaign, counts: dict[str, dict[str, int]]) -> None:
    """For each answer how many applications are in which state."""
    for sex, states in counts.items():
        for state, number in states.items():
            for _ in range(number):
                equality_answered(application(to, state=state), sex=sex)

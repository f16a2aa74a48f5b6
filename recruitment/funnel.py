"""How far applications came, stage by stage: by employer and by what candidates said of how they heard.

An application counts at every stage that it has reached, also when it has ended since: the steps that were taken are
read, not the state of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.suppression import shown_alone, shown_parts
from recruitment.models import Application

State = Application.State

STAGES = (
    ("begun", "Begun"),
    ("submitted", "Submitted"),
    ("eligible", "Eligible"),
    ("invited", "Invited to selection"),
    ("attended", "Came to selection"),
    ("recommended", "Recommended"),
    ("offered", "Offer made"),
    ("accepted", "Offer accepted"),
    ("enrolled", "Enrolled"),
)
"""Each stage of the line with its heading, in order."""

REACHED_BY_STATE = {
    State.DRAFT: "begun",
    State.SUBMITTED: "submitted",
    State.EXCEPTION_REQUESTED: "submitted",
    State.NOT_ELIGIBLE: "submitted",
    State.ELIGIBLE: "eligible",
    State.RESERVE: "eligible",
    State.NOT_PROGRESSED: "eligible",
    State.INVITED: "invited",
    State.DID_NOT_ATTEND: "invited",
    State.ATTENDED: "attended",
    State.NOT_RECOMMENDED: "attended",
    State.RECOMMENDED: "recommended",
    State.NOT_OFFERED: "recommended",
    State.OFFER_RESERVE: "recommended",
    State.OFFERED: "offered",
    State.DECLINED: "offered",
    State.LAPSED: "offered",
    State.OFFER_WITHDRAWN: "offered",
    State.ACCEPTED: "accepted",
    State.DEFERRED: "accepted",
    State.RECONFIRMED: "accepted",
    State.ENROLLED: "enrolled",
    State.WITHDRAWN: "begun",
}
"""The furthest stage that a state is certain to have reached; what was reached before it stands in the events."""

ORDER = {name: number for number, (name, _) in enumerate(STAGES)}


def furthest(state: str, earlier: Iterable[str] = ()) -> int:
    """The number of the furthest stage of an application, from its state and those it has been in."""
    return max(ORDER[REACHED_BY_STATE[State(one)]] for one in (state, *earlier) if one in State.values)


@dataclass(frozen=True)
class Row:
    """One employer, or one way of hearing, with a figure or the words in its place for each stage."""

    name: str
    cells: list[int | str]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        """Each figure with the heading of its stage."""
        return [(heading, cell) for (_, heading), cell in zip(STAGES, self.cells, strict=True)]


@dataclass(frozen=True)
class Table:
    """The rows of one split, and everybody together."""

    rows: list[Row]
    total: Row

    @property
    def with_total(self) -> list[Row]:
        return [*self.rows, self.total]


def table(furthest_by_name: Mapping[str, Iterable[int]]) -> Table:
    """Stage by stage for each name; each stage is one total of parts, and what is too small in it is hidden.

    The total of a stage is hidden too where it is small itself.
    """
    counted = {name: _at_each_stage(list(numbers)) for name, numbers in furthest_by_name.items()}
    cells: dict[str, list[int | str]] = {name: [] for name in counted}
    for place in range(len(STAGES)):
        for name, value in shown_parts({name: numbers[place] for name, numbers in counted.items()}).items():
            cells[name].append(value)
    total = [sum(numbers[place] for numbers in counted.values()) for place in range(len(STAGES))]
    return Table(
        [Row(name, cells[name]) for name in counted], Row("Everybody", [shown_alone(people) for people in total])
    )


def _at_each_stage(numbers: list[int]) -> list[int]:
    reached = Counter(numbers)
    return [sum(people for stage, people in reached.items() if stage >= place) for place in range(len(STAGES))]

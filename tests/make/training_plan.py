"""A training plan with somebody for each party."""

from types import SimpleNamespace

from apprentices import operations
from apprentices.models import Apprentice, Involvement, Party, PlanSection
from tests.make.apprentices import apprentice as make_apprentice
from tests.make.apprentices import involvement, line_manager
from tests.make.people import person


def training_plan(of: Apprentice | None = None, *, confirmed: bool = False) -> SimpleNamespace:
    """The plan, its apprentice, and who acts for each party: ``people[Party.EMPLOYER]`` is the line manager."""
    apprentice = of or make_apprentice("Amara Johnson")
    manager = _held(apprentice, Involvement.Kind.LINE_MANAGER) or line_manager(apprentice, person("Grace Mensah"))
    tutor = _held(apprentice, Involvement.Kind.TUTOR)
    if tutor is None:
        tutor = person("Dr Helen Price")
        involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    people = {Party.APPRENTICE: apprentice.person, Party.EMPLOYER: manager, Party.UNIVERSITY: tutor}
    plan = operations.open_plan(apprentice, by=tutor)
    if confirmed:
        confirm_everything(plan, people)
    return SimpleNamespace(plan=plan, apprentice=apprentice, people=people)


def _held(apprentice: Apprentice, kind: str):
    held = Involvement.objects.filter(apprentice=apprentice, kind=kind).select_related("person").first()
    return held.person if held else None


def confirm_everything(plan, people) -> None:
    """Each party confirms what waits for it."""
    for party, who in people.items():
        waiting = plan.sections.filter(state=PlanSection.State.OPEN).waiting_for(party)
        if waiting.exists():
            operations.confirm_sections(waiting, party=party, by=who)

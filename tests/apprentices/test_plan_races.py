"""Two at the same moment: a section is confirmed once for a party, a change is agreed or taken back, never both."""

import pytest

from apprentices import operations
from apprentices.models import Apprentice, Party, PlanChange, PlanSection, SectionConfirmation
from core.audit.sealing import verify
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
Kind = PlanSection.Kind


def read(model, row):
    return model.objects.get(pk=row.pk)


def test_two_managers_confirm_at_once_and_one_hears_who_was_faster():
    case = make.training_plan()
    second = make.line_manager(case.apprentice, make.person("Second Manager"))
    sections = list(case.plan.sections.waiting_for(Party.EMPLOYER))

    answers = at_once(
        *(
            lambda who=who: operations.confirm_sections(
                [read(PlanSection, s) for s in sections], party=Party.EMPLOYER, by=who
            )
            for who in (case.people[Party.EMPLOYER], second)
        )
    )

    assert answers.count("done") == 1
    assert any("has confirmed “Employer” for the employer already." in answer for answer in answers)
    assert SectionConfirmation.objects.filter(party=Party.EMPLOYER).count() == 5


def test_three_parties_who_confirm_at_once_all_succeed():
    case = make.training_plan()

    def confirm(party):
        waiting = PlanSection.objects.filter(plan=case.plan).waiting_for(party)
        operations.confirm_sections(waiting, party=party, by=case.people[party])

    assert at_once(*(lambda party=party: confirm(party) for party in Party)) == ["done"] * 3
    assert set(case.plan.sections.values_list("state", flat=True)) == {PlanSection.State.CONFIRMED}


@pytest.mark.parametrize("turn", range(4))
def test_change_that_is_agreed_and_taken_back_at_once_is_one_of_both(turn):
    case = make.training_plan(confirmed=True)
    change = operations.propose_change(
        case.plan,
        kind=Kind.OFF_THE_JOB,
        values={"planned_hours": "940.00"},
        reason="A module",
        party=Party.UNIVERSITY,
        by=case.people[Party.UNIVERSITY],
    )
    operations.approve_change(change, party=Party.APPRENTICE, by=case.people[Party.APPRENTICE])

    answers = at_once(
        lambda: operations.approve_change(
            read(PlanChange, change), party=Party.EMPLOYER, by=case.people[Party.EMPLOYER]
        ),
        lambda: operations.withdraw_change(read(PlanChange, change), by=case.people[Party.UNIVERSITY]),
    )

    hours = Apprentice.objects.get(pk=case.apprentice.pk).planned_hours
    found = (answers.count("done"), read(PlanChange, change).state, hours)
    assert found in ((1, PlanChange.State.AGREED, 940), (1, PlanChange.State.WITHDRAWN, 900))
    assert not case.plan.sections.filter(state=PlanSection.State.PROPOSED).exists()
    assert list(verify()) == []


def test_two_changes_proposed_at_once_are_one():
    case = make.training_plan(confirmed=True)

    def propose(party):
        operations.propose_change(
            case.plan,
            kind=Kind.DATES,
            values={"planned_end_on": "2028-12-31"},
            reason="Longer",
            party=party,
            by=case.people[party],
        )

    answers = at_once(lambda: propose(Party.EMPLOYER), lambda: propose(Party.UNIVERSITY))

    assert answers.count("done") == 1
    assert PlanChange.objects.count() == 1

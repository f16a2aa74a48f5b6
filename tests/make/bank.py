"""The bank: items that are checked and can be used, cases to practise with."""

from itertools import count

from consortium.models import Organisation, Statement
from core.accounts.models import User
from recruitment.models import BankItem, BankVersion, CalibrationCase, PanelMember, SelectionDay
from recruitment.operations import bank, calibration
from tests.make.consortium import framework, organisation
from tests.make.people import person
from tests.make.selection import ANCHORS

numbers = count(1)


def statements() -> list[Statement]:
    """Two statements that an item can be mapped to."""
    return list(Statement.objects.filter(framework__code="PCF")[:2] or framework("PCF").statements.all())


def bank_item(at: Organisation | None = None, **fields) -> BankItem:
    """An item without a wording."""
    defaults = {"kind": BankItem.Kind.QUESTION, "title": f"Item {next(numbers)}"}
    at = at or organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    return BankItem.objects.create(kept_by=at, **(defaults | fields))


def bank_version(of: BankItem | None = None, *, by: User | None = None, criteria: int = 2, **fields) -> BankVersion:
    """A version that nobody has checked yet."""
    by = by or person()
    made = bank.write_version(
        item=of or bank_item(), by=by, statements=statements(), **({"text": "What happened?", "minutes": 20} | fields)
    )
    for number in range(made.criteria.count() + 1, criteria + 1):
        bank.add_criterion(version=made, name=f"Quality {number}", anchors=ANCHORS, by=by)
    made.refresh_from_db()
    return made


def checked_version(of: BankItem | None = None, **fields) -> BankVersion:
    """A version that can be used."""
    made = bank_version(of, **fields)
    bank.check_version(version=made, by=person())
    return made


def calibration_case(of: BankVersion | None = None, **fields) -> CalibrationCase:
    defaults = {"title": f"Case {next(numbers)}", "text": "Once I helped a neighbour."}
    return bank.write_case(version=of or checked_version(), by=person(), **(defaults | fields))


def day_with_practice(day: SelectionDay, case: CalibrationCase | None = None):
    """A day before it begins whose members have a case to mark."""
    return calibration.set_case(day=day, case=case or calibration_case(), by=person())


def practised(member: PanelMember, *values: int) -> None:
    """A member who has marked the case of their day and sent the marks."""
    criteria = list(member.panel.day.calibration.case.asked.criteria.all())
    marks = {criterion: (value, "As I read it") for criterion, value in zip(criteria, values, strict=True)}
    calibration.save_marks(member=member, marks=marks, by=member.person)
    calibration.send(member=member, by=member.person)

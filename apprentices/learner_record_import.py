"""An extract of the learner record, brought in to be compared: its columns, whom a row is about, and what is kept."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import operations, permissions
from apprentices.learner_record import Break, Theirs, history, plain
from apprentices.models import Apprentice, RecordComparison
from apprentices.models.audit_files import audited_by
from consortium.models import Cohort, Organisation
from core.accounts.models import FormerName, User
from core.imports import ADDED, Column, ImportKind, ImportWords, Results, Row, RowForm
from core.imports.kinds import DAYS
from core.imports.models import Import
from core.imports.steps import sheet_of
from core.permissions import Answer

LEARNER_RECORD = "learner_record"

COLUMNS = (
    Column("name", "Name", "Both names in one cell.", "Amara Johnson", False, ("Full name", "LearnerName")),
    Column("given", "GivenNames", "Or first names in one column …", required=False, also=("Given names", "First name")),
    Column("family", "FamilyName", "… and the family name in another.", required=False, also=("Surname",)),
    Column("email", "Email", "Their work address: the surest way to find them.", "amara.johnson@example.org", False,
           ("Email address", "E-mail")),
    Column("start", "LearnStartDate", "Start of the programme.", "6 September 2027", False,
           ("Start date", "Start", "Learning start date")),
    Column("original_start", "OrigLearnStartDate", "The first start, where learning began before a break.",
           required=False, also=("Original start date",)),
    Column("planned_end", "LearnPlanEndDate", "Planned end of learning.", "5 September 2030", False,
           ("Planned end date", "Planned end")),
    Column("actual_end", "LearnActEndDate", "Empty while learning goes on.", required=False,
           also=("Actual end date", "Actual end")),
    Column("status", "CompStatus", "6 = stopped for a break.", required=False, also=("Completion status",)),
    Column("planned_hours", "PHours", "Planned off-the-job hours.", "835", False, ("Planned hours",)),
    Column("actual_hours", "OTJActHours", "Actual off-the-job hours. Empty while learning goes on.", required=False,
           also=("Actual hours", "Off-the-job actual hours", "ActHours")),
    Column("break_start", "Break start", "First day of a break; several with a semicolon between them.",
           required=False, also=("BreakStart", "Breaks from")),
    Column("break_return", "Break return", "Day of the return, in the same order. Empty where it has not come.",
           required=False, also=("BreakReturn", "Breaks to")),
    Column("employer", "Employer", "Name or short name of the service or organisation.", "Camden adults", False,
           ("EmployerName", "Employer name")),
    Column("employer_number", "EmpId", "Employer reference number.", "123456789", False,
           ("Employer ID", "EmployerID", "ERN", "Employer reference number")),
    Column("prior_learning", "Prior learning hours", "Hours recognised.", "120", False, ("RPL hours", "RPLHours")),
    Column("funding", "FundModel", "Funding model: 36 for apprenticeships.", "36", False, ("Funding model",)),
)  # fmt: skip
DATES, AMOUNTS = {"start", "planned_end", "actual_end"}, {"planned_hours", "actual_hours", "prior_learning"}
FIELDS = DATES | AMOUNTS | {"employer", "employer_number", "funding"}
PAUSED = "6"
"""The status of learning that has stopped for a break."""
NOT_KNOWN = "999999999"
"""What stands in the place of an employer reference number that nobody knew."""


def _hours_field(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=8, decimal_places=2, required=False)


class LearnerRow(RowForm):
    """One person as the extract has them. Whom the portal does not know is a difference too, not a mistake."""

    name = forms.CharField(label="Name", max_length=150, required=False)
    given = forms.CharField(label="GivenNames", max_length=100, required=False)
    family = forms.CharField(label="FamilyName", max_length=100, required=False)
    email = forms.EmailField(label="Email", max_length=254, required=False)
    start = forms.DateField(label="LearnStartDate", required=False)
    original_start = forms.DateField(label="OrigLearnStartDate", required=False)
    planned_end = forms.DateField(label="LearnPlanEndDate", required=False)
    actual_end = forms.DateField(label="LearnActEndDate", required=False)
    planned_hours = _hours_field("PHours")
    actual_hours = _hours_field("OTJActHours")
    break_start = forms.CharField(label="Break start", max_length=500, required=False)
    break_return = forms.CharField(label="Break return", max_length=500, required=False)
    employer = forms.CharField(label="Employer", max_length=150, required=False)
    employer_number = forms.CharField(label="EmpId", max_length=20, required=False)
    status = forms.CharField(label="CompStatus", max_length=10, required=False)
    prior_learning = _hours_field("Prior learning hours")
    funding = forms.CharField(label="FundModel", max_length=10, required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_employer_number(self) -> str:
        said = str(self.cleaned_data["employer_number"])
        return "" if said == NOT_KNOWN else said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["name"] = said.get("name") or " ".join(filter(None, (said.get("given"), said.get("family"))))
        if not said["name"] and not said.get("email") and not self.errors:
            self.add_error("name", "Enter a name or an email address, so that we find the person")
        try:
            said["breaks"] = _breaks(said.get("break_start") or "", said.get("break_return") or "")
        except forms.ValidationError as wrong:
            self.add_error("break_start", wrong)
        if not self.errors:
            self._find(said)
        return said

    def _find(self, said: dict[str, Any]) -> None:
        """The apprentice of the row: by address, else by a name that only one of them has."""
        known = known_of(self.brought)
        found = known.by_email.get(said["email"], []) or known.by_name.get(plain(said["name"]), [])
        if len(found) > 1:
            self.add_error("email", f"{len(found)} apprentices are called this. Enter the email address of one of them")
        said["apprentice"] = found[0] if found else None


def _breaks(starts: str, returns: str) -> tuple[Break, ...]:
    first, back = _days(starts), _days(returns)
    if len(back) > len(first):
        raise forms.ValidationError("Break return has more days than Break start")
    return tuple(Break(on, back[place] if place < len(back) else None) for place, on in enumerate(first))


def _days(text: str) -> list[datetime.date]:
    return [_day(part.strip()) for part in text.split(";") if part.strip()]


def _day(text: str) -> datetime.date:
    try:
        return forms.DateField(input_formats=DAYS).clean(text)
    except forms.ValidationError as wrong:
        raise forms.ValidationError("Each day must be written like 6 September 2027 or 06/09/2027") from wrong


# Whom the extract is about -----------------------------------------------------------------------------------


class Known:
    """The apprentices that are compared, by what a row may call them; read once for the whole file."""

    def __init__(self, brought: Import) -> None:
        self.university, self.cohort = scope_of(brought)
        self.records = list(in_scope(self.university, self.cohort, by=brought.brought_by))
        self.by_email: dict[str, list[Apprentice]] = defaultdict(list)
        self.by_name: dict[str, list[Apprentice]] = defaultdict(list)
        for record in self.records:
            self.by_email[record.person.email.lower()].append(record)
            self.by_name[plain(record.person.name)].append(record)
        people = {record.person_id: record for record in self.records}
        for former in FormerName.objects.not_private().filter(person__in=list(people)):
            self.by_name[plain(former.name)].append(people[former.person_id])


def scope_of(brought: Import) -> tuple[Organisation, Cohort | None]:
    """The university that the extract is of, and the cohort where it is of one alone."""
    kind, _, reference = brought.options["scope"].partition(":")
    if kind == "cohort":
        cohort = Cohort.objects.select_related("university").get(reference=reference)
        return cohort.university, cohort
    return Organisation.objects.get(reference=reference), None


def in_scope(university: Organisation, cohort: Cohort | None, *, by: User) -> QuerySet[Apprentice]:
    mine = audited_by(by, on=timezone.localdate())
    found = Apprentice.objects.filter(pk__in=mine, cohort__university=university)
    found = found.exclude(state=Apprentice.State.NEVER_STARTED)
    return (found.filter(cohort=cohort) if cohort else found).select_related("person", "employer", "cohort", "standing")


def known_of(brought: Import) -> Known:
    if not hasattr(brought, "_known"):
        brought._known = Known(brought)  # type: ignore[attr-defined]
    return brought._known  # type: ignore[attr-defined]


def _whom(values: dict[str, Any]) -> Any:
    """What makes two rows the same person."""
    apprentice = values.get("apprentice")
    return apprentice.pk if apprentice else (values["email"], plain(values["name"]))


def _key(values: dict[str, Any]) -> Any:
    """What makes two rows the same: who returns after a break has another row, from the day of the return."""
    return _whom(values), values["start"]


# Comparing ---------------------------------------------------------------------------------------------------


def judge(brought: Import, rows: list[Row]) -> Results:
    """Every row that can be read is compared; nothing is written while it is only checked."""
    return {row.number: ADDED for row in rows}


def compare(brought: Import, rows: list[Row]) -> Results:
    """Compare the good rows with the portal, and keep the differences. No record changes."""
    known = known_of(brought)
    columns = _columns(brought)
    people: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        people[_whom(row.values)].append(row)
    operations.compare_records(
        brought=brought,
        university=known.university,
        cohort=known.cohort,
        records=known.records,
        rows=[_person(of_one, columns) for of_one in people.values()],
        by=brought.brought_by,
    )
    return judge(brought, rows)


def _columns(brought: Import) -> frozenset[str]:
    """The fields of which the file has a column: what it has none of is not compared."""
    there = set(sheet_of(brought).rows[0].values)
    found = {name for name in FIELDS if name in there}
    if "break_start" in there or {"original_start", "actual_end"} <= there:
        found.add("breaks")
    if "employer_number" in there:
        found.add("employer")
    if "original_start" in there:
        found.add("start")
    return frozenset(found)


def _person(rows: list[Row], columns: frozenset[str]) -> operations.BroughtRow:
    """One person's rows as one history; what differs is said of the last of them."""
    theirs = history([_theirs(row.values, columns) for row in rows])
    last = max(rows, key=lambda row: row.values["start"] or datetime.date.min)
    said = last.values
    who = " ".join(part for part in (said["name"], f"({said['email']})" if said["email"] else "") if part)
    return operations.BroughtRow(number=last.number, who=who, apprentice=said["apprentice"], theirs=theirs)


def _theirs(said: dict[str, Any], columns: frozenset[str]) -> Theirs:
    return Theirs(
        columns=columns,
        begins=said["start"],
        start=said["original_start"] or said["start"],
        breaks=said["breaks"],
        paused=said["status"] == PAUSED,
        **{name: said[name] for name in FIELDS - {"start"}},
    )


def may_bring(user: User, brought: Import) -> Answer:
    university, _ = scope_of(brought)
    return permissions.may_compare_records_of(user, university)


def _page(brought: Import) -> str:
    made = RecordComparison.objects.filter(brought=brought).first()
    return reverse("apprentices:record_comparison", args=[made.reference]) if made else reverse("apprentices:audit")


learner_record = ImportKind(
    title="Learner record to compare",
    columns=COLUMNS,
    form=LearnerRow,
    apply=compare,
    judge=judge,
    words=ImportWords(
        intro="Bring the extract of the learner record. It is compared with the portal; no record changes by it.",
        button="Compare",
        would="to be compared",
        did="compared",
        after="See the differences",
    ),
    may=may_bring,
    done_url=_page,
    key=_key,
)

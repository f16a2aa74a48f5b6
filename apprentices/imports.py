"""The spreadsheet of a whole cohort: brought in by the university, and taken out in the same columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import operations, people, permissions, requirements
from apprentices.models import Apprentice, Employment, Involvement
from apprentices.permissions.employment import KEEPS_COHORTS
from consortium.models import Cohort, Organisation
from core import words
from core.accounts.models import User
from core.imports import ADDED, UNCHANGED, Column, ImportKind, Refused, Results, Row, RowForm
from core.imports.models import Import
from core.permissions import Answer
from core.workflow import StepRefused

COHORT = "cohort"
BATCH = 200
AS_TYPED = (
    "cohort",
    "employer",
    "starts_on",
    "weekly_hours",
    "job_title",
    "team",
    "months",
    "prior_learning_hours",
    "planned_hours",
)
"""What of a row goes into the start as it is."""
T = TypeVar("T", Cohort, Organisation)

COLUMNS = (
    Column("name", "Name", "As they write it.", "Amara Johnson", also=("Full name", "Apprentice")),
    Column("email", "Email address", "Their work address.", "amara.johnson@example.org", also=("Email", "E-mail")),
    Column("cohort", "Cohort", "The name of one of your cohorts.", also=("Group",)),
    Column("employer", "Employer", "The name or short name of the service that employs them.", "Camden adults"),
    Column(
        "starts_on",
        "Original start date",
        "The first day of the programme; for somebody who joins from another provider, their first day there.",
        "6 September 2027",
        also=("Start date", "Start"),
    ),
    Column("weekly_hours", "Contract hours a week", "At the start.", "36", also=("Hours", "Weekly hours")),
    Column("job_title", "Job title", "In the employer's words.", "Social work assistant", required=False),
    Column("team", "Team", "Where they work.", required=False),
    Column("months", "Length in months", "Only where it differs from the cohort's.", "36", required=False),
    Column(
        "prior_learning_hours",
        "Prior learning hours",
        "Hours recognised, also those with an earlier provider.",
        "120",
        required=False,
        also=("RPL hours",),
    ),
    Column(
        "planned_hours", "Planned hours", "Agreed hours; empty for the minimum of the rules.", "900", required=False
    ),
    Column("manager_name", "Line manager", "Full name.", "Grace Mensah", required=False),
    Column("manager_email", "Line manager's email address", "Their work address.", required=False),
    Column("tutor_email", "Tutor's email address", "Of somebody who has an account.", required=False),
)


class CohortRow(RowForm):
    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(label="Email address", max_length=254)
    cohort = forms.CharField(label="Cohort", max_length=100)
    employer = forms.CharField(label="Employer", max_length=150)
    starts_on = forms.DateField(label="Original start date")
    weekly_hours = forms.DecimalField(
        label="Contract hours a week", min_value=Decimal(1), max_value=60, decimal_places=2, max_digits=4
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    team = forms.CharField(label="Team", max_length=120, required=False)
    months = forms.IntegerField(label="Length in months", min_value=8, max_value=120, required=False)
    prior_learning_hours = forms.DecimalField(
        label="Prior learning hours", min_value=0, max_digits=7, decimal_places=2, required=False
    )
    planned_hours = forms.DecimalField(
        label="Planned hours", min_value=1, max_digits=7, decimal_places=2, required=False
    )
    manager_name = forms.CharField(label="Line manager", max_length=150, required=False)
    manager_email = forms.EmailField(label="Line manager's email address", max_length=254, required=False)
    tutor_email = forms.EmailField(label="Tutor's email address", max_length=254, required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_manager_email(self) -> str:
        return str(self.cleaned_data["manager_email"]).lower()

    def clean_cohort(self) -> Cohort:
        found = _known(self.brought).cohorts.get(_plain(self.cleaned_data["cohort"]))
        if found is None:
            raise forms.ValidationError("Cohort must be the name of one of your cohorts")
        return found

    def clean_employer(self) -> Organisation:
        found = _known(self.brought).employers.get(_plain(self.cleaned_data["employer"]))
        if found is None:
            raise forms.ValidationError("Employer must be a service or organisation in the register that employs")
        return found

    def clean_prior_learning_hours(self) -> Decimal:
        return self.cleaned_data["prior_learning_hours"] or Decimal(0)

    def clean_tutor_email(self) -> User | None:
        said = str(self.cleaned_data["tutor_email"]).lower()
        if not said:
            return None
        found = _known(self.brought).tutors.get(said)
        if found is None:
            raise forms.ValidationError("Tutor's email address must belong to a tutor of your university")
        return found

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("manager_email") and not answers.get("manager_name"):
            self.add_error("manager_name", "Enter the line manager's name beside the address")
        if answers.get("manager_name") and not answers.get("manager_email") and "manager_email" not in self.errors:
            self.add_error("manager_email", "Enter the line manager's address beside the name")
        if answers.get("email") and answers.get("email") == answers.get("manager_email"):
            self.add_error("manager_email", "Nobody is their own line manager")
        return answers


# What the rows may name, read once for all of them -----------------------------------------------------------


def _plain(said: str) -> str:
    return " ".join(said.casefold().split())


def cohorts_of(user: User, *roles: str) -> QuerySet[Cohort]:
    """Cohorts of the universities at which somebody holds one of these roles (that keep cohorts)."""
    kept = list(roles or KEEPS_COHORTS)
    universities = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=kept)
    return Cohort.objects.filter(university__in=universities.values("pk"))


class _Known:
    """Cohorts, employers and tutors by what a cell may call them, and requirements worked out before."""

    def __init__(self, user: User) -> None:
        today = timezone.localdate()
        cohorts = cohorts_of(user).select_related("standard_version__standard", "university")
        employers = Organisation.objects.current(today).employers().select_related("part_of")
        self.cohorts = {_plain(cohort.name): cohort for cohort in cohorts}
        self.employers = dict(_by_name(employers))
        self.tutors = {
            tutor.email.lower(): tutor
            for tutor in User.objects.filter(
                is_active=True,
                appointments__in=_appointments_of_tutors(self.cohorts.values(), today),
            )
        }
        self._rules = requirements.Held()
        self._wrong: dict[tuple[Any, ...], str] = {}

    def why_not(self, values: dict[str, Any]) -> str:
        """Why the plan of a row cannot be by the rules; empty where it can. The same facts are worked out once."""
        names = ("cohort", "starts_on", "weekly_hours", "months", "prior_learning_hours", "planned_hours")
        facts = {name: values[name] for name in names}
        key = tuple(facts.values())
        if key not in self._wrong:
            try:
                requirements.fixed_at_start(**facts, held=self._rules)
                self._wrong[key] = ""
            except StepRefused as refused:
                self._wrong[key] = str(refused)
        return self._wrong[key]


def _appointments_of_tutors(cohorts: Iterable[Cohort], today: datetime.date) -> Any:
    from consortium.models import Appointment

    held = Appointment.objects.accepted().on(today)
    return held.filter(role__code="tutor", organisation__in={cohort.university_id for cohort in cohorts})


def _by_name(organisations: Iterable[Organisation]) -> Iterator[tuple[str, Organisation]]:
    for organisation in organisations:
        yield _plain(organisation.short_name), organisation
        yield _plain(organisation.name), organisation


def _known(brought: Import) -> _Known:
    if not hasattr(brought, "_known"):
        brought._known = _Known(brought.brought_by)  # type: ignore[attr-defined]
    return brought._known  # type: ignore[attr-defined]


# Taking rows -------------------------------------------------------------------------------------------------


def _compared(records: QuerySet[Apprentice]) -> QuerySet[Apprentice]:
    """Records with everything that stands in the columns."""
    kinds = [Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR]
    parts = Involvement.objects.filter(kind__in=kinds).select_related("person").order_by("starts_on", "pk")
    wanted: list[Any] = [
        Prefetch("employments", Employment.objects.order_by("starts_on"), to_attr="stretches"),
        Prefetch("involvements", parts, to_attr="parts"),
    ]
    return records.select_related("person", "cohort", "employer").prefetch_related(*wanted)


def _there(rows: list[Row]) -> dict[str, list[Apprentice]]:
    """Records of those whose addresses stand in the rows, by address; four queries for each 500 rows."""
    found: dict[str, list[Apprentice]] = {}
    emails = [row.values["email"] for row in rows]
    for start in range(0, len(emails), 500):
        for record in _compared(Apprentice.objects.filter(person__email__in=emails[start : start + 500])):
            found.setdefault(record.person.email.lower(), []).append(record)
    return found


def _judged(brought: Import, rows: list[Row]) -> Iterator[tuple[Row, str | Refused]]:
    """What each row would become, before anything is written."""
    there, known = _there(rows), _known(brought)
    closed = set(
        User.objects.filter(is_active=False, email__in=[row.values["email"] for row in rows]).values_list(
            "email", flat=True
        )
    )
    for row in rows:
        records = there.get(row.values["email"], [])
        same = next((record for record in records if record.cohort_id == row.values["cohort"].pk), None)
        elsewhere = next((record for record in records if record.state in Apprentice.ON_PROGRAMME), None)
        if row.values["email"] == brought.brought_by.email.lower():
            yield row, Refused("Nobody enrols themselves")
        elif row.values["email"] in closed:
            yield row, Refused("The account with this address is closed. The consortium manager can open it again")
        elif same:
            different = list(_differences(same, row.values))
            yield row, Refused(_differs(different)) if different else UNCHANGED
        elif elsewhere:
            yield row, Refused("This person is on a programme already, and can be on one at a time")
        elif why := known.why_not(row.values):
            yield row, Refused(why)
        else:
            yield row, ADDED


def _differs(headings: list[str]) -> str:
    return f"On this cohort already, with another {words.listed(words.lowered(h) for h in headings)}. Change it there"


def _differences(record: Apprentice, values: dict[str, Any]) -> Iterator[str]:
    """Headings in which a row differs from the record as it is taken out; empty cells of choice ask for nothing."""
    held = dict(zip((column.name for column in COLUMNS), cells_of(record), strict=True))
    for column in COLUMNS:
        value = values[column.name]
        if isinstance(value, User):
            value = value.email
        if isinstance(value, Cohort | Organisation):
            value = value.name
        if value in (None, "") or (column.name == "months" and value == record.planned_months):
            continue
        if isinstance(value, str) and isinstance(held[column.name], str):
            if _plain(value) != _plain(held[column.name]):
                yield column.heading
        elif value != held[column.name]:
            yield column.heading


def judge_cohort(brought: Import, rows: list[Row]) -> Results:
    """What bringing the rows would do."""
    return {row.number: result for row, result in _judged(brought, rows)}


def enrol_cohort(brought: Import, rows: list[Row]) -> Results:
    """Enrol everybody who is not there yet; a row that cannot be is refused and the others are taken."""
    results = {row.number: result for row, result in _judged(brought, rows)}
    wanted = [row for row in rows if results[row.number] == ADDED]
    starts = _starts([row.values for row in wanted])
    for row, answer in zip(wanted, operations.enrol_all(starts, by=brought.brought_by), strict=True):
        if isinstance(answer, StepRefused):
            results[row.number] = Refused(str(answer))
    return results


def _starts(rows: Sequence[dict[str, Any]]) -> list[operations.Start]:
    """What the rows ask for, with the accounts of everybody whom they name; the first to name an address names them."""
    names: dict[str, str] = {}
    for values in rows:
        if values["manager_email"]:
            names.setdefault(values["manager_email"], values["manager_name"])
        names.setdefault(values["email"], values["name"])
    named = User.objects.for_emails(names)
    return [
        operations.Start(
            person=named[values["email"]],
            line_manager=named.get(values["manager_email"]),
            tutor=values["tutor_email"],
            **{name: values[name] for name in AS_TYPED},
        )
        for values in rows
    ]


def back_of(user: User) -> tuple[str, str]:
    """Where somebody goes on who brings cohorts: the list, for those whose role reads it."""
    if people.sees_apprentices(user):
        return reverse("apprentices:list"), "Apprentices"
    return reverse("portal:home"), "Home"


def may_bring(user: User, brought: Import) -> Answer:
    return permissions.may_bring_cohort(user)


cohort = ImportKind(
    title="Apprentices of a cohort",
    columns=COLUMNS,
    form=CohortRow,
    apply=enrol_cohort,
    judge=judge_cohort,
    batch=BATCH,
    may=may_bring,
    done_url=lambda brought: back_of(brought.brought_by)[0],
    key=lambda values: values["email"],
)


# Taking out --------------------------------------------------------------------------------------------------


def cells_of(record: Apprentice) -> list[Any]:
    """A record in the columns of the import. Hours are those of the start, people those of today.

    ``stretches`` and ``parts`` were fetched with the record.
    """
    first, last = record.stretches[0], record.stretches[-1]  # type: ignore[attr-defined]
    today = timezone.localdate()
    parts = {part.kind: part.person for part in record.parts if part.holds_on(today) or part.starts_on > today}  # type: ignore[attr-defined]
    manager, tutor = parts.get(Involvement.Kind.LINE_MANAGER), parts.get(Involvement.Kind.TUTOR)
    return [
        record.person.name,
        record.person.email,
        record.cohort.name,
        record.employer.name,
        record.original_start_on,
        first.weekly_hours,
        last.job_title,
        last.team,
        record.planned_months,
        record.prior_learning_hours,
        record.planned_hours,
        manager.name if manager else "",
        manager.email if manager else "",
        tutor.email if tutor else "",
    ]


def rows_of(cohort: Cohort, *, for_: User) -> Iterator[list[Any]]:
    """Everybody of a cohort whom this person may see, in the columns of the import, by name."""
    records = _compared(Apprentice.objects.visible_to(for_).filter(cohort=cohort))
    for record in records.order_by("person__name", "pk").iterator(chunk_size=500):
        yield cells_of(record)

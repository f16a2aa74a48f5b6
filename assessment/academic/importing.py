"""Marks from a spreadsheet of the university: one row for each attempt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from apprentices.models import Apprentice
from assessment.academic.permissions import may_record, recorded_by
from assessment.models import Assignment, AssignmentResult
from assessment.operations.assignments import Marked, ask_assignment, record_result
from consortium.models import Cohort
from core.accounts.models import User
from core.imports import Column, ImportKind, ImportWords, Refused, Results, Row, RowForm
from core.imports.models import Import
from core.permissions import Answer, no
from core.workflow import StepRefused

MARKS = "assignment_marks"
OUTCOMES = {label.casefold(): value for value, label in AssignmentResult.Outcome.choices}

COLUMNS = (
    Column("name", "Name", "For you to read; we find people by their address.", "Amara Johnson", required=False),
    Column("email", "Email address", "Their work address.", "amara.johnson@example.org", also=("Email", "E-mail")),
    Column("module", "Module", "Code or name of the module.", "SW501 Law"),
    Column("title", "Assignment", "Its title.", "Essay on capacity", also=("Title",)),
    Column("due_on", "Due", "Needed where the assignment is new here.", "6 September 2027", required=False),
    Column("pass_mark", "Pass mark", "40 where nothing stands here.", "40", required=False),
    Column("attempt", "Attempt", "1, or 2 for a resubmission.", "1", required=False),
    Column("result", "Result", "Passed, not passed, not handed in, or extension.", "Passed", also=("Outcome",)),
    Column("mark", "Mark", "0 to 100.", "62", required=False),
    Column("handed_in_on", "Handed in", "The day.", "5 September 2027", required=False),
    Column("again_by", "Again by", "Resubmission or extension: by when.", required=False),
    Column("confirmed_on", "Confirmed", "The day of the board; then it is final.", required=False),
)


class MarkRow(RowForm):
    name = forms.CharField(label="Name", max_length=150, required=False)
    email = forms.EmailField(label="Email address", max_length=254)
    module = forms.CharField(label="Module", max_length=80)
    title = forms.CharField(label="Assignment", max_length=150)
    due_on = forms.DateField(label="Due", required=False)
    pass_mark = forms.DecimalField(
        label="Pass mark", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    attempt = forms.IntegerField(label="Attempt", min_value=1, max_value=9, required=False)
    result = forms.CharField(label="Result", max_length=40)
    mark = forms.DecimalField(label="Mark", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False)
    handed_in_on = forms.DateField(label="Handed in", required=False)
    again_by = forms.DateField(label="Again by", required=False)
    confirmed_on = forms.DateField(label="Confirmed", required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_attempt(self) -> int:
        return self.cleaned_data["attempt"] or 1

    def clean_result(self) -> str:
        said = str(self.cleaned_data["result"]).strip().casefold()
        if said not in OUTCOMES:
            raise forms.ValidationError(f"Result must be one of: {', '.join(OUTCOMES)}")
        return OUTCOMES[said]


def take_marks(brought: Import, rows: list[Row]) -> Results:
    """Record each attempt; what is recorded just so already is left alone."""
    cohort = Cohort.objects.select_related("university").get(reference=brought.options["cohort"])
    people = recorded_by(brought.brought_by).filter(cohort=cohort).select_related("person", "cohort")
    by_email = {one.person.email.lower(): one for one in people}
    asked = {(one.module, one.title): one for one in cohort.assignments.select_related("cohort__university")}
    results: Results = {}
    for row in sorted(rows, key=lambda row: row.values["attempt"]):
        try:
            results[row.number] = _take(cohort, by_email, asked, row.values, by=brought.brought_by)
        except StepRefused as refused:
            results[row.number] = Refused(str(refused))
    return results


def _take(
    cohort: Cohort,
    by_email: dict[str, Apprentice],
    asked: dict[tuple[str, str], Assignment],
    values: dict[str, Any],
    *,
    by: User,
) -> str:
    apprentice = by_email.get(values["email"])
    if apprentice is None:
        raise StepRefused("Nobody with this address is in this cohort, or their marks are not yours to record.")
    key = values["module"], values["title"]
    if key not in asked:
        if values["due_on"] is None:
            raise StepRefused("This assignment is new here: say in the column Due when it is due.")
        pass_mark = {} if values["pass_mark"] is None else {"pass_mark": values["pass_mark"]}
        asked[key] = ask_assignment(cohort, module=key[0], title=key[1], due_on=values["due_on"], by=by, **pass_mark)
    marked = {name: values[name] for name in ("mark", "handed_in_on", "again_by", "confirmed_on")}
    return record_result(
        asked[key], apprentice, attempt=values["attempt"], marked=Marked(outcome=values["result"], **marked), by=by
    )


def may_bring(user: User, brought: Import) -> Answer:
    cohort = Cohort.objects.filter(reference=brought.options.get("cohort")).select_related("university").first()
    return may_record(user, cohort) if cohort else no("This cohort is not there any more.")


marks = ImportKind(
    title="Marks of assignments",
    columns=COLUMNS,
    form=MarkRow,
    apply=take_marks,
    may=may_bring,
    done_url=lambda brought: reverse("assessment:marks_of_cohort", args=[brought.options["cohort"]]),
    key=lambda values: (values["email"], values["module"], values["title"], values["attempt"]),
    words=ImportWords(
        intro="Bring the marks as your registry has them, one row for each attempt. We check them first; nothing "
        "is recorded, and nobody is told, until you say so. Employers and practice educators never see marks."
    ),
)

"""Results of the final assessment from a spreadsheet: one row for each sitting of a cohort, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import finish, operations, permissions
from apprentices.finish_rules import PASSED, Finish
from apprentices.models import Apprentice, Sitting
from apprentices.models.gateway import followed_as
from apprentices.operations import Outcome
from consortium.models import Cohort
from core.accounts.models import User
from core.imports import CHANGED, UNCHANGED, Column, ImportKind, ImportWords, Refused, Results, Row, RowForm
from core.imports.models import Import
from core.permissions import Answer, no
from core.words import day
from core.workflow import StepRefused

RESULTS = "assessment_results"
State = Sitting.State
ENDED = {
    "not passed": State.NOT_PASSED,
    "fail": State.NOT_PASSED,
    "failed": State.NOT_PASSED,
    "not sat": State.CANCELLED,
    "not taken": State.CANCELLED,
    "absent": State.CANCELLED,
}
"""What may stand in *Result* beside the grades of the standard."""
YES_OR_NO = {"yes": True, "y": True, "no": False, "n": False}

COLUMNS = (
    Column("name", "Name", "For you to read; we find people by their address.", "Amara Johnson", required=False),
    Column("email", "Email address", "Their work address.", "amara.johnson@example.org", also=("Email", "E-mail")),
    Column("booked_for", "Booked for", "The day for which the sitting is booked.", "6 September 2027"),
    Column("result", "Result", "The grade; or not passed; or not sat.", "Merit", also=("Outcome", "Grade")),
    Column("sat_on", "Taken on", "Where it was not the day booked.", required=False),
    Column("result_on", "Result released", "Passed or not passed: the day of the result.", "20 September 2027", False),
    Column("passed_components", "Passed of it", "Not passed: the parts that were, with semicolons.", required=False),
    Column("again", "Again", "Not passed: resit, retake or none.", "Resit", required=False),
    Column("again_by", "Again by", "Not passed: by when.", required=False),
    Column("paid_by", "Paid by", "Not passed: employer, university or included.", "University", required=False),
    Column("still_employed", "Employment goes on", "Not passed: yes or no.", "Yes", required=False),
    Column("because", "Why not sat", "Not sat: the reason, without anything about health.", required=False),
    Column("new_day", "New day", "Not sat: the day for which it is booked now.", required=False),
)


class ResultRow(RowForm):
    name = forms.CharField(label="Name", max_length=150, required=False)
    email = forms.EmailField(label="Email address", max_length=254)
    booked_for = forms.DateField(label="Booked for")
    result = forms.CharField(label="Result", max_length=40)
    sat_on = forms.DateField(label="Taken on", required=False)
    result_on = forms.DateField(label="Result released", required=False)
    passed_components = forms.CharField(label="Passed of it", max_length=300, required=False)
    again = forms.CharField(label="Again", max_length=60, required=False)
    again_by = forms.DateField(label="Again by", required=False)
    paid_by = forms.CharField(label="Paid by", max_length=60, required=False)
    still_employed = forms.CharField(label="Employment goes on", max_length=5, required=False)
    because = forms.CharField(label="Why not sat", max_length=300, required=False)
    new_day = forms.DateField(label="New day", required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_result(self) -> str:
        grades = {grade.casefold(): grade for grade in _ending(self.brought).grades}
        return _found({**grades, **ENDED}, self.cleaned_data["result"], "Result", [*grades, "not passed", "not sat"])

    def clean_again(self) -> str:
        return _choice(Sitting.Again, self.cleaned_data["again"], "Again")

    def clean_paid_by(self) -> str:
        return _choice(Sitting.Payer, self.cleaned_data["paid_by"], "Paid by")

    def clean_still_employed(self) -> bool | None:
        said = self.cleaned_data["still_employed"]
        return _found(YES_OR_NO, said, "Employment goes on", ["yes", "no"]) if said else None

    def clean_passed_components(self) -> tuple[str, ...]:
        known = {words.casefold(): code for code, name in _ending(self.brought).components for words in (code, name)}
        parts = [part for part in self.cleaned_data["passed_components"].split(";") if part.strip()]
        return tuple(_found(known, part, "Passed of it", list(known)) for part in parts)

    def outcome(self) -> dict[str, Any]:
        """The cells as what became of the sitting."""
        said = {name: self.cleaned_data[name] for name in _OUTCOME}
        result = self.cleaned_data["result"]
        if result in (State.NOT_PASSED, State.CANCELLED):
            return said | {"state": result}
        return said | {"state": State.PASSED, "grade": result}

    def clean(self) -> dict[str, Any]:
        super().clean()
        return self.cleaned_data if self.errors else self.cleaned_data | {"outcome": Outcome(**self.outcome())}


_OUTCOME = (
    "sat_on",
    "result_on",
    "passed_components",
    "again",
    "again_by",
    "paid_by",
    "still_employed",
    "because",
    "new_day",
)


def _found(known: Mapping[str, Any], said: str, label: str, shown: list[str]) -> Any:
    plain = str(said).strip().casefold()
    if plain not in known:
        raise forms.ValidationError(f"{label} must be one of: {', '.join(shown) or 'nothing, for this standard'}")
    return known[plain]


def _choice(choices: Any, said: str, label: str) -> str:
    known = {words.casefold(): value for value, label in choices.choices for words in (value, label)}
    return _found(known, said, label, list(choices.values)) if said else ""


# Whom it is about --------------------------------------------------------------------------------------------


def _cohort(brought: Import) -> Cohort:
    return Cohort.objects.select_related("standard_version").get(reference=brought.options["cohort"])


def _ending(brought: Import) -> Finish:
    if not hasattr(brought, "_ending"):
        brought._ending = Finish.from_data(_cohort(brought).standard_version.finish)  # type: ignore[attr-defined]
    return brought._ending  # type: ignore[attr-defined]


def _theirs(cohort: Cohort, by: User) -> QuerySet[Apprentice]:
    """Those of the cohort whose results somebody records."""
    step = Finish.from_data(cohort.standard_version.finish).step_of_kind(PASSED)
    found = Apprentice.objects.none()
    for party in permissions.recorders(step) if step else []:
        found = found | followed_as(by, party, on=timezone.localdate()).filter(cohort=cohort)
    return found


def to_fill_in(cohort: Cohort, *, by: User) -> Iterator[list[Any]]:
    """A row for each sitting that waits for its result, in the columns in which they are brought."""
    waiting = Sitting.objects.filter(apprentice__in=_theirs(cohort, by).values("pk"), state__in=Sitting.OPEN)
    for sitting in waiting.select_related("apprentice__person").order_by("apprentice__person__name"):
        person = sitting.apprentice.person
        there = {
            "name": person.name,
            "email": person.email,
            "booked_for": sitting.booked_for,
            "sat_on": sitting.sat_on,
        }
        yield [there.get(column.name) for column in COLUMNS]


def take_results(brought: Import, rows: list[Row]) -> Results:
    """Record what became of each sitting; what is recorded just so already is left alone."""
    people = _theirs(_cohort(brought), brought.brought_by).select_related(*finish.NEEDED)
    by_email = {one.person.email.lower(): one for one in people}
    results: Results = {}
    for row in rows:
        apprentice = by_email.get(row.values["email"])
        try:
            results[row.number] = _take(apprentice, row.values, by=brought.brought_by)
        except StepRefused as refused:
            results[row.number] = Refused(str(refused))
    return results


def _take(apprentice: Apprentice | None, values: dict[str, Any], *, by: User) -> str:
    if apprentice is None:
        raise StepRefused("Nobody with this address is in this cohort, or their results are not yours to record.")
    sitting = apprentice.sittings.filter(booked_for=values["booked_for"]).last()
    if sitting is None:
        raise StepRefused(f"No sitting is booked for {day(values['booked_for'])}. Check the day.")
    return CHANGED if operations.record_outcome(sitting, outcome=values["outcome"], by=by) else UNCHANGED


def may_bring(user: User, brought: Import) -> Answer:
    cohort = Cohort.objects.filter(reference=brought.options.get("cohort")).select_related("standard_version").first()
    return permissions.may_record_results(user, cohort) if cohort else no("This cohort is not there any more.")


results = ImportKind(
    title="Results of the final assessment",
    columns=COLUMNS,
    form=ResultRow,
    apply=take_results,
    may=may_bring,
    done_url=lambda brought: f"{reverse('apprentices:finishing')}?cohort={brought.options['cohort']}",
    key=lambda values: (values["email"], values["booked_for"]),
    words=ImportWords(
        intro="Bring the results as the board has them: passed, not passed, and who was not there. We check them "
        "first; nothing is recorded, and nobody is told, until you say so."
    ),
)

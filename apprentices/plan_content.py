"""What stands in each section of a training plan: taken from the record, or agreed in words by the parties."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from apprentices.models import Apprentice, Employment, Involvement, PlanSection
from apprentices.off_the_job.rules import Requirement
from apprentices.requirements import Held, requirement_of
from consortium.models import StandardVersion
from core import words
from core.audit.models import canonical, sha256
from core.workflow import StepRefused

Kind = PlanSection.Kind
Content = dict[str, str]
Sections = dict[str, Content]

NOT_GIVEN = "Not given"
DATA = Path(__file__).parent / "data" / "training_plan.json"


@dataclass(frozen=True)
class PlanField:
    """One line of a section. ``agreed`` = the parties write it; everything else follows the record."""

    name: str
    label: str
    agreed: bool = False
    shows: str = "text"
    """How it is said: text, day, hours, months, money or percent."""


FIELDS: dict[str, tuple[PlanField, ...]] = {
    Kind.EMPLOYER: (
        PlanField("employer", "Employer"),
        PlanField("council", "Part of"),
        PlanField("job_title", "Job"),
        PlanField("workplace", "Usual place of work", agreed=True),
        PlanField("contact", "Person to contact", agreed=True),
        PlanField("contact_email", "Email", agreed=True),
        PlanField("contact_phone", "Phone", agreed=True),
    ),
    Kind.PROVIDER: (
        PlanField("university", "University"),
        PlanField("programme", "Programme"),
        PlanField("cohort", "Cohort"),
        PlanField("place", "Where teaching takes place", agreed=True),
        PlanField("contact", "Person to contact", agreed=True),
        PlanField("contact_email", "Email", agreed=True),
        PlanField("contact_phone", "Phone", agreed=True),
    ),
    Kind.DATES: (
        PlanField("starts_on", "First day", shows="day"),
        PlanField("planned_end_on", "Planned last day of training", agreed=True, shows="day"),
        PlanField("months", "Length agreed at the start", shows="months"),
        PlanField("weekly_hours", "Paid hours a week", shows="hours"),
    ),
    Kind.OFF_THE_JOB: (
        PlanField("rules", "Rules"),
        PlanField("minimum_hours", "Minimum by the rules", shows="hours"),
        PlanField("planned_hours", "Planned hours", agreed=True, shows="hours"),
        PlanField("how", "How it is done", agreed=True),
    ),
    Kind.PRIOR_LEARNING: (
        PlanField("prior_learning_hours", "Hours of prior learning", agreed=True, shows="hours"),
        PlanField("what", "What is recognised", agreed=True),
        PlanField("price_cut", "Price falls by at least", shows="percent"),
        PlanField("price", "Agreed price", agreed=True, shows="money"),
    ),
    Kind.DUTIES: (
        PlanField("apprentice", "The apprentice", agreed=True),
        PlanField("employer", "The employer", agreed=True),
        PlanField("university", "The university", agreed=True),
    ),
}

RECORD_FIELDS: dict[str, str] = {
    "planned_end_on": Kind.DATES,
    "minimum_hours": Kind.OFF_THE_JOB,
    "planned_hours": Kind.OFF_THE_JOB,
    "prior_learning_hours": Kind.PRIOR_LEARNING,
}
"""Columns of the record that the plan decides, and the section that holds each."""


def hash_of(content: Content) -> str:
    return sha256(canonical(content))


@dataclass(frozen=True)
class Facts:
    """What the record says that a plan rests on. A change tries other figures out on it before they hold."""

    apprentice: Apprentice
    job_title: str
    weekly_hours: Decimal
    manager: Involvement | None
    tutor: Involvement | None
    figures: Mapping[str, Any]
    requirement: Requirement | None


def facts_of(
    apprentice: Apprentice, *, on: datetime.date, figures: Mapping[str, Any] | None = None, **known: Any
) -> Facts:
    """The facts as they are on a day. ``figures`` replace columns of the record (see ``RECORD_FIELDS``); ``known``
    (``weekly_hours``) replaces what a step is just about to write.
    """
    [facts] = facts_of_all({apprentice: on}, figures=figures, **known)
    return facts


def facts_of_all(
    days: Mapping[Apprentice, datetime.date], *, figures: Mapping[str, Any] | None = None, **known: Any
) -> list[Facts]:
    """The facts of several records, each as they are on its day (see ``facts_of``), in a fixed number of queries."""
    jobs: dict[int, list[Employment]] = defaultdict(list)
    for job in Employment.objects.filter(apprentice__in=list(days)).order_by("starts_on"):
        jobs[job.apprentice_id].append(job)
    people: dict[int, list[Involvement]] = defaultdict(list)
    kinds = [Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR]
    involved = Involvement.objects.filter(apprentice__in=list(days), kind__in=kinds).select_related("person")
    for involvement in involved.order_by("-starts_on"):
        people[involvement.apprentice_id].append(involvement)
    rules = Held()
    found = []
    for apprentice, on in days.items():
        columns = {name: getattr(apprentice, name) for name in RECORD_FIELDS} | dict(figures or {})
        stretches = jobs[apprentice.pk]
        job = next((one for one in reversed(stretches) if one.holds_on(on)), next(iter(stretches), None))
        parts = {one.kind: one for one in people[apprentice.pk] if one.holds_on(on)}
        found.append(
            Facts(
                apprentice=apprentice,
                job_title=job.job_title if job else "",
                weekly_hours=known.get("weekly_hours") or (job.weekly_hours if job else Decimal(0)),
                manager=parts.get(Involvement.Kind.LINE_MANAGER),
                tutor=parts.get(Involvement.Kind.TUTOR),
                figures=columns,
                requirement=_requirement(apprentice, columns, next(iter(stretches), None), rules),
            )
        )
    return found


def _requirement(
    apprentice: Apprentice, figures: Mapping[str, Any], first: Employment | None, rules: Held
) -> Requirement | None:
    try:
        return requirement_of(apprentice, figures=figures, first=first, held=rules)
    except StepRefused:
        return None


def sections_from(facts: Facts, agreed: Mapping[str, Mapping[str, str]]) -> Sections:
    """Every section, from the record and from what the parties have agreed so far (``{}`` = the texts to begin with).

    ``agreed`` has a section's agreed fields by its kind; a kind that is missing begins anew.
    """
    found = {}
    for kind, fields in FIELDS.items():
        begun = _begun(facts, kind)
        kept = agreed.get(kind, {})
        found[kind] = {
            field.name: kept[field.name]
            if field.agreed and field.name in kept and field.name not in RECORD_FIELDS
            else begun.get(field.name, "")
            for field in fields
        }
    return found


def agreed_of(sections: Mapping[str, Content]) -> Sections:
    """Of the contents of sections, what the parties wrote themselves."""
    return {
        kind: {field.name: content[field.name] for field in FIELDS[kind] if field.agreed and field.name in content}
        for kind, content in sections.items()
    }


def _begun(facts: Facts, kind: str) -> Content:
    apprentice, figures = facts.apprentice, facts.figures
    version = apprentice.cohort.standard_version
    match kind:
        case Kind.EMPLOYER:
            employer = apprentice.employer
            return {
                "employer": employer.name,
                "council": employer.part_of.name if employer.part_of else "",
                "job_title": facts.job_title,
            } | _contact(facts.manager)
        case Kind.PROVIDER:
            return {
                "university": apprentice.cohort.university.name,
                "programme": f"{version.standard}, version {version.version}",
                "cohort": apprentice.cohort.name,
            } | _contact(facts.tutor)
        case Kind.DATES:
            return {
                "starts_on": apprentice.original_start_on.isoformat(),
                "planned_end_on": figures["planned_end_on"].isoformat(),
                "months": str(apprentice.planned_months),
                "weekly_hours": amount(facts.weekly_hours),
            }
        case Kind.OFF_THE_JOB:
            return texts(version)["off_the_job"] | {
                "rules": apprentice.rule_set.title,
                "minimum_hours": amount(figures["minimum_hours"]),
                "planned_hours": amount(figures["planned_hours"]),
            }
        case Kind.PRIOR_LEARNING:
            cut = facts.requirement.price_cut_percent if facts.requirement else None
            return {
                "prior_learning_hours": amount(figures["prior_learning_hours"]),
                "price_cut": amount(cut) if cut else "",
                "price": _price(facts, cut),
            }
    return texts(version)["duties"]


def _contact(involved: Involvement | None) -> Content:
    person = involved.person if involved else None
    return {"contact": person.name, "contact_email": person.email} if person else {}


def _price(facts: Facts, cut: Decimal | None) -> str:
    """The funding band of the start less what prior learning takes off: where the talk about the price begins.

    Nothing where the band of that start is not known; an older one would mislead.
    """
    start = facts.apprentice.original_start_on.isoformat()
    bands = facts.apprentice.cohort.standard_version.standard.funding_bands
    held = [band for band in bands if (band.get("valid_from") or start) <= start]
    newest = max(held, key=lambda band: band.get("valid_from") or "", default={})
    if not newest.get("amount_gbp"):
        return ""
    return amount(Decimal(str(newest["amount_gbp"])) * (1 - (cut or Decimal(0)) / 100))


def amount(value: Decimal | int) -> str:
    """A number as a section keeps it: two places, so that equal numbers are equal texts."""
    return f"{Decimal(value):.2f}"


@cache
def _texts() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def texts(version: StandardVersion) -> dict[str, dict[str, str]]:
    """The words that a new plan begins with: those of the version, of its standard, or of every standard."""
    own = _texts()["standards"]
    code = version.standard.code
    layers = [_texts()["default"], own.get(code, {}), own.get(f"{code} {version.version}", {})]
    return {
        section: {name: text for layer in layers for name, text in layer.get(section, {}).items()}
        for section in ("off_the_job", "duties")
    }


# In words ----------------------------------------------------------------------------------------------------


def said(field: PlanField, value: str) -> str:
    """A value of a section as people read it."""
    if value == "":
        return NOT_GIVEN
    match field.shows:
        case "day":
            return words.day(datetime.date.fromisoformat(value))
        case "hours":
            return words.hours(Decimal(value))
        case "months":
            return words.count(int(value), "month")
        case "money":
            return f"£{words.number(Decimal(value))}"
        case "percent":
            return f"{words.number(Decimal(value))}%"
    return value


def in_words(kind: str, content: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of every line of a section; those that nobody has given yet are named in one line."""
    given = [field for field in FIELDS[kind] if content.get(field.name)]
    empty = [words.lowered(field.label) for field in FIELDS[kind] if field.agreed and not content.get(field.name)]
    lines = [(field.label, said(field, content[field.name])) for field in given]
    return [*lines, (NOT_GIVEN, words.capitalised(words.listed(empty)))] if empty else lines


def differences(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Label, before and after of every line that is not the same."""
    return [
        (field.label, said(field, before.get(field.name, "")), said(field, after.get(field.name, "")))
        for field in FIELDS[kind]
        if before.get(field.name, "") != after.get(field.name, "")
    ]

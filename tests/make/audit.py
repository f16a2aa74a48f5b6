"""Audit files, comparisons and visits, with the people who make them."""

from __future__ import annotations

import datetime
import io
import time
from typing import Any

from django.test import Client
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, AuditFile, RecordComparison, Visit
from apprentices.operations.audit_visits import LINK_PURPOSE
from apprentices.views.audit.visiting import SESSION_KEY
from core import links
from core.accounts.models import User
from core.imports import steps
from core.tables.export import as_csv
from tests.make.consortium import appointment
from tests.make.work import do_owed_work

DAY = datetime.timedelta(days=1)


def compliance_officer(of: Apprentice) -> User:
    return appointment(at=of.cohort.university, as_="compliance_officer").person


def audit_file(*apprentices: Apprentice, by: User | None = None, built: bool = True, **fields: Any) -> AuditFile:
    """An audit file of these, built unless told otherwise."""
    by = by or compliance_officer(apprentices[0])
    made, _ = operations.ask_audit_file(apprentices=apprentices, by=by, **fields)
    if built:
        do_owed_work()
    made.refresh_from_db()
    return made


def visit_plan(*apprentices: Apprentice, **fields: Any) -> operations.Planned:
    today = timezone.localdate()
    defaults = {
        "name": "Ada Auditor",
        "email": "ada@auditor.example.org",
        "organisation": "Audit Office",
        "kind": Visit.Kind.AUDITOR,
        "purpose": "Funding audit",
        "starts_on": today,
        "ends_on": today + 9 * DAY,
        "apprentices": apprentices,
    }
    return operations.Planned(**(defaults | fields))


def visit(*apprentices: Apprentice, by: User | None = None, **fields: Any) -> Visit:
    """A visit to these records, open from today for ten days."""
    by = by or compliance_officer(apprentices[0])
    university = apprentices[0].cohort.university
    return operations.open_visit(visit_plan(*apprentices, **fields), university=university, by=by)


def visiting(of: Visit) -> Client:
    """The visitor's browser, with the link opened and the code typed."""
    browser = link_opened(of)
    link = browser.link
    session = browser.session
    session[SESSION_KEY] = {str(link.pk): time.time() + 1800}
    session.save()
    return browser


def link_opened(of: Visit) -> Client:
    """The visitor's browser with the link opened, and no code typed yet."""
    link, address = links.make(person=of.visitor, purpose=LINK_PURPOSE, subject=of, days=5)
    browser = Client()
    browser.get("/" + address.split("//", 1)[1].split("/", 1)[1])
    browser.link = link
    return browser


HEADS = (
    "Name",
    "Email",
    "LearnStartDate",
    "LearnPlanEndDate",
    "LearnActEndDate",
    "PHours",
    "OTJActHours",
    "Break start",
    "Break return",
    "Employer",
    "Prior learning hours",
    "FundModel",
)


def extract_row(of: Apprentice, **changed: Any) -> list[Any]:
    """A row of an extract that says what the portal says, but for what is changed, by heading."""
    same = {
        "Name": of.person.name,
        "Email": of.person.email,
        "LearnStartDate": of.original_start_on.isoformat(),
        "LearnPlanEndDate": of.planned_end_on.isoformat(),
        "PHours": str(of.planned_hours),
        "Employer": of.employer.name,
        "Prior learning hours": str(of.prior_learning_hours),
        "FundModel": "36",
    }
    row = same | changed
    return [row.get(head, "") for head in HEADS]


def brought_extract(rows: list[list[Any]], *, by: User, scope: str, heads: tuple[str, ...] = HEADS) -> Any:
    """The extract, checked and not compared yet."""
    file = io.BytesIO(as_csv(heads, rows))
    return steps.bring(file, name="extract.csv", kind="learner_record", by=by, options={"scope": scope})


def comparison(*rows: list[Any], by: User, of: Apprentice) -> RecordComparison:
    """A comparison with everybody at the university of this apprentice."""
    brought = brought_extract(list(rows), by=by, scope=f"university:{of.cohort.university.reference}")
    steps.ask_to_apply(brought, by=by)
    do_owed_work()
    return RecordComparison.objects.get(brought=brought)

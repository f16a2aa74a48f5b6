"""What audits add to the portal's lists: what waits for somebody, the record's section, links, packs, guards."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import learner_record_import, permissions
from apprentices.audit_file import pack, sections
from apprentices.models import Apprentice, AuditFile, RecordComparison, RecordDifference, Visit, VisitOpening
from apprentices.operations.audit_visits import LINK_PURPOSE
from apprentices.registrations import waiting
from apprentices.registrations.waiting import Waiting
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.audit.models import Event
from core.documents.models import Pack
from core.imports import import_kinds
from core.registry import Need, RecordSection, WorkItem
from core.words import count, day

FRESH = datetime.timedelta(days=14)
"""So long a finished audit file or comparison stands on the home page of whoever asked for it."""


def waiting_for(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Audit files that are ready, differences to explain, visits that are open."""
    if not permissions.makes_audit_files(user):
        return
    yield _ready(user, on)
    if permissions.keeps_learner_records(user):
        yield _differences(user, on)
        yield _visits(user, on)


def _ready(user: User, on: datetime.date) -> Waiting:
    """Built, and not opened yet by whoever asked for it."""
    opened = Event.objects.filter(
        subject_kind="core.pack", subject_id=OuterRef("pack"), actor=user, step="read the pack"
    )
    rows = AuditFile.objects.filter(
        ~Exists(opened), asked_by=user, pack__state=Pack.State.READY, pack__built_at__date__gte=on - FRESH
    )
    return Waiting(rows, lambda: [_download(one) for one in rows.select_related("pack")])


def _download(one: AuditFile) -> WorkItem:
    title = one.pack.title if one.pack else str(one)
    url = reverse("apprentices:audit_file", args=[one.reference])
    return WorkItem(f"Open the {title[0].lower()}{title[1:]}", url, Need.WAITING, hint="It is built")


def _differences(user: User, on: datetime.date) -> Waiting:
    """The newest comparison of each university or cohort, where something of it is not explained."""
    later = RecordComparison.objects.filter(university=OuterRef("university"), made_at__gt=OuterRef("made_at"))
    unexplained = RecordDifference.objects.filter(comparison=OuterRef("pk")).unexplained()
    rows = RecordComparison.objects.filter(
        ~Exists(later), Exists(unexplained), made_by=user, made_at__date__gte=on - FRESH
    )
    return Waiting(rows, lambda: _to_explain(rows))


def _to_explain(rows: QuerySet[RecordComparison]) -> Iterator[WorkItem]:
    for one in rows:
        left = RecordDifference.objects.filter(comparison=one).unexplained().count()
        url = f"{reverse('apprentices:record_comparison', args=[one.reference])}?explained=no"
        yield WorkItem(f"Explain {count(left, 'difference')} from the learner record", url, Need.DUE)


def _visits(user: User, on: datetime.date) -> Waiting:
    rows = Visit.objects.to_come_or_live(on).filter(opened_by=user)
    return Waiting(rows, lambda: [_visit(one, on) for one in rows.select_related("visitor")])


def _visit(one: Visit, on: datetime.date) -> WorkItem:
    url = reverse("apprentices:visit_log", args=[one.reference])
    begins = "" if one.starts_on <= on else f"From {day(one.starts_on)}. "
    hint = f"{begins}See what was opened, or end it"
    return WorkItem(f"Visit of {one.visitor}, {one.organisation}", url, Need.WAITING, due_on=one.ends_on, hint=hint)


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """The way to this apprentice's evidence, for those who answer to auditors for it."""
    if not permissions.makes_audit_files(user) or not permissions.may_put_together(user, apprentice):
        return None
    return RecordSection(
        title="Audit",
        template="apprentices/sections/audit.html",
        context={"apprentice": apprentice},
        url=f"{reverse('apprentices:new_audit_file')}?a={apprentice.reference}",
    )


def _still_open(visit: Visit) -> bool:
    return not visit.is_over(on=timezone.localdate())


def register() -> None:
    sections.register()
    guards.declare(guards.Guard(VisitOpening, name="opening_on_a_visit_is_frozen", when="1 = 1"))
    registry.pack_builders.register(pack.NAME, pack.BUILDER)
    import_kinds.register(learner_record_import.LEARNER_RECORD, learner_record_import.learner_record)
    waiting.sources.register(waiting_for, order=40)
    registry.record_sections.register(section, order=90)
    registry.link_purposes.register(
        LINK_PURPOSE,
        registry.LinkPurpose(
            "apprentices:visit", days=Visit.MOST_DAYS, words="the records of your visit", renewable=_still_open
        ),
    )

"""The audit file as a pack: gaps at the front, the evidence person by person, a manifest, each section as a file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse

from apprentices.audit_file.parts import as_file, audit_sections, documents_of, section_of
from apprentices.models import Apprentice, AuditFile
from core.documents.models import Pack
from core.documents.packs import PackBuilder, Section
from core.notifications import outbox
from core.words import day

if TYPE_CHECKING:
    from core.accounts.models import User

NAME = "audit_file"
FOLDER = "documents/audit_file"
MANIFEST = "manifest.json"


def readable_subjects(user: User) -> QuerySet[Any, Any]:
    return AuditFile.objects.visible_to(user).values_list("pk")


# What is read ------------------------------------------------------------------------------------------------


def read(apprentice: Apprentice, *, on: datetime.date) -> dict[str, Any]:
    """The evidence of one apprentice as it stands on a day, section by section, in plain data."""
    return {
        "name": apprentice.person.name,
        "reference": apprentice.reference,
        "employer": apprentice.employer.name,
        "university": apprentice.cohort.university.name,
        "cohort": apprentice.cohort.name,
        "sections": [section_of(section, apprentice, on) for section in audit_sections],
    }


def with_all(apprentices: QuerySet[Apprentice]) -> QuerySet[Apprentice]:
    """Apprentices with what every section asks of them, by name."""
    whole = apprentices.select_related(
        "person", "standing", "rule_set", "employer", "cohort__university", "cohort__standard_version__standard"
    )
    return whole.order_by("person__name", "pk")


def snapshot(audit_file_id: int) -> dict[str, Any]:
    """Everything that the file shows, as it stood on the day on which it was asked for."""
    audit_file = AuditFile.objects.get(pk=audit_file_id)
    on = audit_file.as_of
    return {
        "how": audit_file.how,
        "as_of": day(on),
        "people": [read(apprentice, on=on) for apprentice in with_all(audit_file.apprentices.all())],
    }


def changed_since(audit_file: AuditFile, snapshot: dict[str, Any], *, on: datetime.date) -> list[tuple[str, str]]:
    """Name and section of what no longer reads as it does in the file: its fingerprint is another."""
    before = {
        (person["reference"], section["name"]): section["sha256"]
        for person in snapshot["people"]
        for section in person["sections"]
    }
    now = [read(apprentice, on=on) for apprentice in with_all(audit_file.apprentices.all())]
    return [
        (person["name"], section["title"])
        for person in now
        for section in person["sections"]
        if before.get((person["reference"], section["name"])) != section["sha256"]
    ]


# How it is printed -------------------------------------------------------------------------------------------


def sections(read: dict[str, Any]) -> Iterator[Section]:
    """What is missing, then the evidence, then the manifest, from a snapshot alone."""
    people = [
        {**person, "missing": any(section["gaps"] for section in person["sections"])} for person in read["people"]
    ]
    shared = {"people": people, "how": read["how"], "as_of": read["as_of"], "several": len(people) > 1}
    yield Section("What is missing", f"{FOLDER}/gaps.html", shared)
    for person in people:
        for section in person["sections"]:
            yield Section(
                section["title"],
                f"{FOLDER}/section.html",
                {"person": person, "section": section},
                under=person["name"] if len(people) > 1 else "",
            )
    yield Section("Manifest", f"{FOLDER}/manifest.html", {"manifest": manifest(read)})


def manifest(read: dict[str, Any]) -> dict[str, Any]:
    """Every section and every document in it with its SHA-256, and the file inside the PDF that a section is."""
    return {
        "as_of": read["as_of"],
        "chosen": read["how"],
        "people": [
            {
                "name": person["name"],
                "reference": person["reference"],
                "sections": [
                    {
                        "title": section["title"],
                        "file": file_name(person, section),
                        "sha256": section["sha256"],
                        "documents": [
                            {"title": block["title"], "sha256": block["sha256"]} for block in documents_of(section)
                        ],
                    }
                    for section in person["sections"]
                ],
            }
            for person in read["people"]
        ],
    }


def file_name(person: dict[str, Any], section: dict[str, Any]) -> str:
    return f"{person['reference']}-{section['name']}.json"


def attachments(read: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Each section as the file whose SHA-256 is printed, so that anybody can work it out anew; and the manifest."""
    yield MANIFEST, in_a_file(manifest(read))
    for person in read["people"]:
        for section in person["sections"]:
            yield file_name(person, section), as_file(section)


def in_a_file(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def manifest_file(pack: Pack) -> bytes:
    """The manifest beside the PDF: with the fingerprint of the PDF itself and of all that was read."""
    assert pack.file is not None
    about = {"file": pack.file.name, "sha256": pack.file.sha256, "read": pack.snapshot_hash, "pages": pack.pages}
    return in_a_file({"audit file": pack.reference, **about, **manifest(pack.snapshot)})


def gaps_of(snapshot: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Each person with their gaps in sentences."""
    return [
        (person["name"], [gap for section in person["sections"] for gap in section["gaps"]])
        for person in snapshot["people"]
    ]


# What happens around it --------------------------------------------------------------------------------------


def page(pack: Pack) -> str:
    return reverse("apprentices:audit_file", args=[AuditFile.objects.get(pk=pack.subject_id).reference])


def ready(pack: Pack) -> None:
    """Whoever asked may have gone on to something else: one mail says that it is there."""
    outbox.owe(
        to=pack.asked_by,
        template="audit_file_ready",
        context={"pack": pack, "address": page(pack), "people": len(pack.snapshot["people"])},
        key=f"audit-file-{pack.pk}",
    )


BUILDER = PackBuilder(
    snapshot=snapshot,
    sections=sections,
    readable_subjects=readable_subjects,
    attachments=attachments,
    page=page,
    ready=ready,
    people=lambda pack: len(pack.snapshot.get("people", ())),
)

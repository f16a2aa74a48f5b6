"""The pieces of a section, as plain data in words: what is printed, read on a page, hashed and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apprentices.models import Apprentice
from core.audit.models import canonical, sha256
from core.audit.signatures import Signature
from core.registry import Registry
from core.words import lowered, moment

Block = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """What one section says of one apprentice on a day: its blocks, and what is missing in sentences.

    Without blocks ``nothing`` stands there, so that a reader knows that it was looked for.
    """

    blocks: Sequence[Block] = ()
    gaps: Sequence[str] = ()
    nothing: str = "Nothing is recorded."


@dataclass(frozen=True)
class AuditSection:
    """A part of the evidence. ``read`` asks the rows; it may show nothing that the three parties may not all know."""

    name: str
    title: str
    read: Callable[[Apprentice, date], Read]


audit_sections: Registry[AuditSection] = Registry()
"""The sections of an audit file; each app registers those of its own records."""


def facts(title: str, rows: Iterable[tuple[str, str]]) -> Block:
    """Labels and values."""
    return {"kind": "facts", "title": title, "rows": [[label, value] for label, value in rows if value]}


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    return {"kind": "table", "title": title, "heads": list(heads), "rows": [list(row) for row in rows]}


def document(
    title: str,
    *,
    sha256: str,
    rows: Iterable[tuple[str, str]],
    signatures: Iterable[Signature] = (),
    status: str = "",
) -> Block:
    """A text that people signed, word by word, with its fingerprint and who signed it when."""
    return {
        "kind": "document",
        "title": title,
        "sha256": sha256,
        "status": status,
        "rows": [[label, value] for label, value in rows if value],
        "signed": [signed_line(one) for one in signatures],
    }


def signatures_under(kind: str, ids: Iterable[int]) -> dict[int, list[Signature]]:
    """Signatures under many rows of one kind, oldest first, by the row."""
    found: dict[int, list[Signature]] = {}
    signed = Signature.objects.filter(subject_kind=kind, subject_id__in=list(ids)).select_related("signer")
    for one in signed.order_by("pk"):
        found.setdefault(one.subject_id, []).append(one)
    return found


def signed_line(one: Signature, party: str = "") -> list[str]:
    """Who signed, when and how, and the fingerprint of what they put their name to."""
    role = party or lowered(one.signer_role)
    who = f"{one.shown_name}, {role}" if role else one.shown_name
    return [who, f"{moment(one.signed_at)} ({lowered(one.get_method_display())})", one.content_hash]


def section_of(section: AuditSection, apprentice: Apprentice, on: date) -> dict[str, Any]:
    """A section of one apprentice as it stands on a day, with its own fingerprint."""
    read = section.read(apprentice, on)
    content = {"name": section.name, "title": section.title, "blocks": list(read.blocks), "nothing": read.nothing}
    return {**content, "sha256": fingerprint(content), "gaps": list(read.gaps)}


CONTENT = ("name", "title", "blocks", "nothing")
"""What the fingerprint of a section is of; the gaps, which depend on the day, are not."""


def as_file(section: dict[str, Any]) -> bytes:
    """The section as the file whose SHA-256 is its fingerprint."""
    return canonical({name: section[name] for name in CONTENT}).encode()


def fingerprint(content: dict[str, Any]) -> str:
    return sha256(canonical({name: content[name] for name in CONTENT}))


def documents_of(section: dict[str, Any]) -> list[Block]:
    return [block for block in section["blocks"] if block["kind"] == "document"]

"""Build a pack: a snapshot of what is read, sections rendered one by one, joined, contents and numbers laid over."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from core import audit, jobs
from core.audit.models import canonical, sha256
from core.documents import pdf
from core.documents.models import Pack
from core.documents.stamping import number_pages
from core.files.acceptance import keep
from core.registry import pack_builders
from core.workflow import move

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from core.accounts.models import User
    from core.jobs.models import Job


LINES_A_PAGE = 28
"""About how many lines of the contents stand on one page: a guess that saves setting them twice, where it is right."""


@dataclass(frozen=True)
class Section:
    """One part of a pack: its line in the contents, its template and what the template needs.

    Parts ``under`` the same heading stand below it in the contents and among the bookmarks. A part whose pages are
    ``made`` already (for the pack of somebody else) is taken as it is; it is asked for only when its turn comes.
    """

    title: str
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    under: str = ""
    made: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Part:
    """A section with its pages, as they are joined."""

    section: Section
    data: bytes
    pages: int


@dataclass(frozen=True)
class PackBuilder:
    """How one kind of pack is made. ``snapshot`` reads the records once into plain data; ``sections`` never reads them.

    ``snapshot`` is None where whoever asks hands over what is read.
    ``readable_subjects(user)`` are the ids of the subjects whose packs this person may have now. ``attachments`` are
    files that lie inside the PDF, by name. ``page`` is the address of the pack's own page, where it has one; ``ready``
    tells people, in the transaction in which the pack becomes ready. ``people`` is about how many it is: a pack of many
    is given out after a fresh second factor. ``delivered`` is told when somebody is handed the file. ``why_closed`` is
    what somebody reads who had a pack and may have it no more; "" for whom there is none. ``of_candidates``: it holds
    what candidates wrote or were told, so it goes as their applications do.
    """

    snapshot: Callable[[int], dict[str, Any]] | None
    sections: Callable[[dict[str, Any]], Iterable[Section]]
    readable_subjects: Callable[[User], QuerySet[Any] | list[int]]
    attachments: Callable[[dict[str, Any]], Iterable[tuple[str, bytes]]] = lambda read: ()
    page: Callable[[Pack], str] = lambda pack: reverse("pack", args=[pack.reference])
    ready: Callable[[Pack], None] = lambda pack: None
    people: Callable[[Pack], int] = lambda pack: 1
    delivered: Callable[[Pack, User], None] = lambda pack, user: None
    why_closed: Callable[[Pack, User], str] = lambda pack, user: ""
    of_candidates: bool = False


@transaction.atomic
def ask(
    *, builder: str, subject: Model, title: str, by: User, snapshot: dict[str, Any] | None = None
) -> tuple[Pack, Job]:
    """Ask for a pack about ``subject``; answers with the pack and the job whose page shows its progress.

    ``snapshot``: what the pack is made from, where it was read before; else it is read when the pack is built.
    """
    pack = Pack.objects.create(
        builder=builder, subject_id=subject.pk, title=title, asked_by=by, snapshot=snapshot or {}
    )
    audit.record(pack, "asked", by=by, to_state=Pack.State.ASKED)
    return pack, jobs.owe("build pack", title=title, by=by, payload={"pack": pack.pk}, dedupe_key=f"pack-{pack.pk}")


def build_pack(job: Job) -> str:
    """Build the pack of a job; run again after a crash, it starts from the same snapshot.

    The file belongs to nobody: it is reached through its pack alone, so it closes to everybody with their relation.
    """
    pack = Pack.objects.get(pk=job.payload["pack"])
    builder = pack_builders[pack.builder]
    if pack.state == Pack.State.READY:
        return builder.page(pack)
    snapshot = pack.snapshot or (builder.snapshot(pack.subject_id) if builder.snapshot else {})
    text = canonical(snapshot)
    move(pack, to=Pack.State.BUILDING, by=pack.asked_by, snapshot=snapshot, snapshot_hash=sha256(text))
    try:
        data, pages = _join(pack, list(builder.sections(snapshot)), builder.attachments(snapshot), job)
    except jobs.CannotBeDone:
        move(pack, to=Pack.State.FAILED, by=pack.asked_by)
        raise
    with transaction.atomic():
        stored = keep(data, name=f"{pack.title}.pdf", content_type="application/pdf", by=None, made_here=True)
        move(pack, to=Pack.State.READY, by=pack.asked_by, file=stored, pages=pages, built_at=timezone.now())
        builder.ready(pack)
    return builder.page(pack)


def build_again(pack: Pack) -> bytes:
    """The same papers from what was read, word for word, for an appeal; refused where what was read is not the same."""
    if sha256(canonical(pack.snapshot)) != pack.snapshot_hash:
        raise jobs.CannotBeDone("What was read for this pack is not what it was. It cannot be built again.")
    builder = pack_builders[pack.builder]
    data, _ = _join(pack, list(builder.sections(pack.snapshot)), builder.attachments(pack.snapshot), None)
    return data


def _join(
    pack: Pack, sections: list[Section], attachments: Iterable[tuple[str, bytes]], job: Job | None
) -> tuple[bytes, int]:
    """Render every section, then cover and contents (whose length is known only then), then number the pages."""
    parts: list[Part] = []
    for position, section in enumerate(sections, start=1):
        if job is not None:
            job.progress(position - 1, len(sections) + 1, section.title)
        data = _made(pack, section)
        parts.append(Part(section, data, len(PdfReader(io.BytesIO(data)).pages)))
    front_pages = 1 + -(-len(parts) // LINES_A_PAGE)
    front = _front(pack, parts, front_pages=front_pages)
    if len(front.pages) != front_pages:
        front = _front(pack, parts, front_pages=len(front.pages))
    if job is not None:
        job.progress(len(sections), len(sections) + 1, "Numbering the pages")
    writer = PdfWriter()
    writer.append(front, import_outline=False)
    writer.add_outline_item(title="Cover and contents", page_number=0)
    _append_parts(writer, parts)
    number_pages(writer, reference=pack.reference, fingerprint=pack.snapshot_hash)
    for name, content in attachments:
        writer.add_attachment(name, content)
    writer.add_metadata({"/Title": pack.title, "/Producer": settings.SITE_NAME})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), len(writer.pages)


def _made(pack: Pack, section: Section) -> bytes:
    """The pages of one part: made before, or rendered now."""
    if section.made is not None:
        return section.made()
    return pdf.render(section.template, {**section.context, "pack": pack}, tagged=False)


def _append_parts(writer: PdfWriter, parts: list[Part]) -> None:
    """The parts in their order, each with its bookmark, below the heading that it stands under, opened one by one."""
    heading, parent = "", None
    for part in parts:
        section, reader, start = part.section, io.BytesIO(part.data), len(writer.pages)
        if section.made is not None:  # it brings bookmarks of its own, which stand below its title
            writer.append(reader, outline_item=section.title, import_outline=True)
            continue
        writer.append(reader, import_outline=False)
        if section.under != heading:
            heading = section.under
            parent = writer.add_outline_item(title=heading, page_number=start) if heading else None
        writer.add_outline_item(title=section.title, page_number=start, parent=parent)


def _front(pack: Pack, parts: list[Part], *, front_pages: int) -> PdfReader:
    page, lines = front_pages + 1, []
    for part in parts:
        lines.append({"title": part.section.title, "page": page, "under": part.section.under})
        page += part.pages
    context = {
        "pack": pack,
        "lines": lines,
        "pages": page - 1,
        "asked_by": pack.asked_by.name,
        "asked_at": pack.created_at,
    }
    return PdfReader(io.BytesIO(pdf.render("documents/pack_front.html", context, tagged=False)))

"""Look through the words and files of a draft for what points to a person; the names that may stand; why parts stay."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from assessment import permissions
from assessment.confidentiality import LEFT_OUT, NAME, Finding, MayStand, findings, reading
from assessment.models import AllowedName, Attachment, Evidence, EvidenceVersion, FileFinding, FileScreening
from core import audit, words
from core.accounts.models import User
from core.files.models import StoredFile
from core.workflow import StepRefused

MOST_IN_A_FILE = 100
"""Findings of one file that are kept; a file with more is to be replaced, not reasoned."""

PATIENCE = datetime.timedelta(minutes=10)
"""So long a file is waited for; then its writer may go on, and says that they looked through it themselves."""

NOT_YET = "It has not been looked through yet: the checking of files is slow just now."

REASON_LENGTH = 200


# The one question -------------------------------------------------------------------------------------------


def may_stand(apprentice: Apprentice, *, on: datetime.date | None = None) -> MayStand:
    """What is no finding in what this apprentice writes: their own list, and whole names of people on their record."""
    relations = Involvement.objects.on(on or timezone.localdate()).filter(apprentice=apprentice, person__isnull=False)
    listed = AllowedName.objects.filter(apprentice=apprentice).values_list("name", flat=True)
    return MayStand.of(
        [*listed, apprentice.person.name, apprentice.called],
        relations.values_list("person__name", flat=True).distinct(),
    )


def screen(texts: Iterable[str], *, of: Apprentice) -> list[Finding]:
    """What in these words, by this apprentice or about their practice, looks like somebody’s personal details.

    The one question that every page and step asks before words are read by others.
    """
    but = may_stand(of)
    return [finding for text in texts for finding in findings(text, but=but)]


# Files ------------------------------------------------------------------------------------------------------


def look_through(stored: StoredFile) -> None:
    """For ``core.registry.file_checks``: once a file beside evidence was scanned, its words are looked through.

    Safe to run again. A file that cannot be read says so, and asks its writer.
    """
    if not Attachment.objects.filter(file=stored).exists() or FileScreening.objects.filter(file=stored).exists():
        return
    problem, found = "", []
    try:
        with stored.content.open("rb") as content:
            places = reading.read(content.read(), stored.content_type)
    except reading.CannotBeRead as reason:
        problem = str(reason)
    else:
        found = [(place.where, one) for place in places for one in findings(place.text)][:MOST_IN_A_FILE]
        blank = [place.where for place in places if not place.text]
        if blank:
            problem = f"No words could be read on {words.listed(blank[:10])}."
    with transaction.atomic():
        screening, made = FileScreening.objects.get_or_create(file=stored, defaults={"problem": problem[:200]})
        if made:
            FileFinding.objects.bulk_create(_kept(screening, where, one) for where, one in found)


def _kept(screening: FileScreening, where: str, one: Finding) -> FileFinding:
    return FileFinding(
        screening=screening,
        where=where[:80],
        what=one.what,
        found=one.found[:200],
        before=one.before[-60:],
        after=one.after[:60],
        why=one.why[:120],
    )


@dataclass(frozen=True)
class ToReason:
    """One thing in or about a file that goes with the file, or says why it may stay. ``key`` names it in the form."""

    key: str
    attachment: Attachment
    where: str
    what: str
    finding: FileFinding | None
    reason: str


@dataclass(frozen=True)
class FileLook:
    """A file as the last screen shows it: still being looked through, or what there is to say about it."""

    attachment: Attachment
    waiting: bool
    problem: str
    to_reason: list[ToReason]

    @property
    def unreasoned(self) -> int:
        return sum(not one.reason for one in self.to_reason)


UNREADABLE = "could not be read"


def look_at_files(draft: EvidenceVersion, *, at: datetime.datetime | None = None) -> list[FileLook]:
    """Every file beside a draft with what was found in it, and the reasons given so far; in two queries."""
    at = at or timezone.now()
    attachments = draft.attachments.select_related("file__screening").prefetch_related("file__screening__findings")
    but = may_stand(draft.evidence.apprentice)
    return [_look(attachment, but, at=at) for attachment in attachments]


def _look(attachment: Attachment, but: MayStand, *, at: datetime.datetime) -> FileLook:
    screening: FileScreening | None = getattr(attachment.file, "screening", None)
    if screening is None:
        waiting = attachment.file.state != StoredFile.State.REFUSED and at - attachment.file.created_at < PATIENCE
        problem = "" if waiting or attachment.file.state == StoredFile.State.REFUSED else NOT_YET
        return FileLook(attachment, waiting, problem, _about(attachment, problem, []))
    found = [one for one in screening.findings.all() if one.what != NAME or not but.covers(one.found)]
    return FileLook(attachment, False, screening.problem, _about(attachment, screening.problem, found))


def _about(attachment: Attachment, problem: str, found: list[FileFinding]) -> list[ToReason]:
    reasons = {kept["key"]: kept["reason"] for kept in attachment.kept}
    unread = [ToReason(f"{attachment.pk}-0", attachment, "", UNREADABLE, None, "")] if problem else []
    listed = [ToReason(f"{attachment.pk}-{one.pk}", attachment, one.where, one.what, one, "") for one in found]
    return [replace(one, reason=reasons.get(one.key.partition("-")[2], "")) for one in [*unread, *listed]]


@transaction.atomic
def keep_in_files(evidence: Evidence, *, reasons: dict[str, str], by: User) -> None:
    """Say why what was found in files may stay: ``ToReason.key`` → reason. What is left empty still asks for one."""
    permissions.refuse_unless(permissions.may_write(by, evidence))
    draft = EvidenceVersion.objects.select_for_update().filter(evidence=evidence, submitted_at__isnull=True).first()
    if draft is None:
        raise StepRefused("This was sent meanwhile, so it can no longer be changed here.")
    for look in look_at_files(draft):
        kept = [
            {"key": one.key.partition("-")[2], "where": one.where, "what": one.what, "reason": reason[:REASON_LENGTH]}
            for one in look.to_reason
            if (reason := reasons.get(one.key, one.reason).replace("\x00", "").strip())
        ]
        if kept != look.attachment.kept:
            Attachment.objects.filter(pk=look.attachment.pk).update(kept=kept)
    evidence.__dict__.pop("draft", None)


@dataclass(frozen=True)
class FileAsks:
    """What a file asks before a draft can be sent: to wait while it is looked through, or something to do."""

    words: str
    waits: bool


def what_files_ask(draft: EvidenceVersion, *, at: datetime.datetime | None = None) -> Iterator[FileAsks]:
    """What about its files stands between a draft and sending it."""
    for look in look_at_files(draft, at=at):
        if look.waiting:
            yield FileAsks(f"The file {look.attachment.file} is being looked through. Send it in a minute.", True)
        elif look.unreasoned:
            places = words.count(look.unreasoned, "place", "places")
            yield FileAsks(f"Replace the file {look.attachment.file}, or say why {places} in it may stay.", False)


# Names that may stand ---------------------------------------------------------------------------------------


@transaction.atomic
def allow_name(apprentice: Apprentice, *, name: str, who: str = "", by: User) -> AllowedName:
    """Put a name on one’s own list: a colleague’s, an author’s. It is not looked for any more in what one writes."""
    _refuse_others(apprentice, by)
    name = " ".join(name.replace("\x00", " ").split())
    if not name or LEFT_OUT in name:
        raise StepRefused("Write the name.")
    try:
        with transaction.atomic():
            allowed = AllowedName.objects.create(apprentice=apprentice, name=name, who=who)
    except IntegrityError as already:
        raise StepRefused(f"{name} is on your list already.") from already
    audit.record(allowed, "let a name stand", by=by)
    return allowed


@transaction.atomic
def forget_name(allowed: AllowedName, *, by: User) -> None:
    """Take a name off one’s own list; from now on it is looked for again."""
    _refuse_others(allowed.apprentice, by)
    audit.record(allowed, "took a name off the list", by=by)
    allowed.delete()


def _refuse_others(apprentice: Apprentice, by: User) -> None:
    if apprentice.person_id != by.pk:
        raise StepRefused("Everybody keeps their own list of names.")

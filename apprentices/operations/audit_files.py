"""Ask for the evidence of one apprentice or of a sample; the file is built in the background."""

from __future__ import annotations

import datetime
import random
import secrets
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from apprentices.audit_file.pack import NAME
from apprentices.models import Apprentice, AuditFile
from apprentices.models.audit_files import audited_by
from core import audit
from core.accounts.models import User
from core.documents import packs
from core.jobs.models import Job
from core.words import count
from core.workflow import StepRefused

SEEDS = 1_000_000


def new_seed() -> int:
    """A number to draw a sample with; it is kept, so that anybody can draw the same one again."""
    return secrets.randbelow(SEEDS)


def drawn(references: Iterable[str], *, amount: int, seed: int) -> list[str]:
    """So many of these, the same for the same seed, whatever order they come in."""
    pool = sorted(set(references))
    return sorted(random.Random(seed).sample(pool, min(amount, len(pool))))


@transaction.atomic
def ask_audit_file(
    *,
    apprentices: Sequence[Apprentice],
    by: User,
    chosen: str = AuditFile.Chosen.NAMED,
    seed: int | None = None,
    out_of: int = 0,
    at: datetime.datetime | None = None,
) -> tuple[AuditFile, Job]:
    """Keep who is in it and promise to build it. Raises ``StepRefused`` where it is nobody, too many or not theirs."""
    at = at or timezone.now()
    wanted = list({apprentice.pk: apprentice for apprentice in apprentices}.values())
    if not wanted:
        raise StepRefused("Choose at least one apprentice.")
    if len(wanted) > AuditFile.MOST:
        raise StepRefused(f"One audit file holds at most {AuditFile.MOST} people, and these are {len(wanted)}.")
    pks = [apprentice.pk for apprentice in wanted]
    theirs = Apprentice.objects.filter(pk__in=audited_by(by, on=timezone.localdate(at)))
    if theirs.filter(pk__in=pks).count() != len(wanted):
        raise StepRefused("Not all of these records are open to you for an audit. Choose again.")
    made = AuditFile.objects.create(
        chosen=chosen, seed=seed, out_of=out_of or len(wanted), asked_by=by, asked_at=at, people=len(wanted)
    )
    made.apprentices.set(wanted)
    audit.record(made, "asked", by=by, people=len(wanted), chosen=made.how)
    audit.record_all(wanted, "audit file asked", by=by)
    pack, job = packs.ask(builder=NAME, subject=made, title=title_of(made, wanted), by=by)
    made.pack = pack
    made.save(update_fields=["pack"])
    return made, job


def title_of(made: AuditFile, wanted: Sequence[Apprentice]) -> str:
    who = wanted[0].person.name if len(wanted) == 1 else count(len(wanted), "apprentice")
    return f"Audit file of {who}"

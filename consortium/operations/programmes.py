"""Publishing the official list of a standard."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from consortium.models import Framework, FrameworkLevel, StandardVersion, Statement
from core import audit
from core.workflow import StepRefused

if TYPE_CHECKING:
    from core.accounts.models import User


@transaction.atomic
def publish_official_list(
    *,
    standard_code: str,
    version: str,
    edition: str,
    publisher: str,
    statements: list[dict[str, Any]],
    by: User,
    on: datetime.date,
) -> tuple[Framework, bool]:
    """Publish knowledge, skills and behaviours of a version of a standard as a new official edition.

    The local list that stood in its place takes no new evidence from ``on``; what was claimed against it stays.
    Answers with the edition and whether it is new. Raises ``StepRefused`` where this edition says something else.
    """
    of = (
        StandardVersion.objects.select_for_update()
        .select_related("standard")
        .get(standard__code=standard_code, version=version)
    )
    held = Framework.objects.filter(code=standard_code, edition=edition).first()
    numbered = [{"number": number, **one} for number, one in enumerate(statements, start=1)]
    if held:
        _require_same(held, numbered)
        return held, False
    made = Framework.objects.create(
        code=standard_code,
        edition=edition,
        title=f"Knowledge, skills and behaviours: {of.standard.title}, version {version}",
        publisher=publisher,
        valid_from=of.valid_from or on,
        judged=True,
        official=True,
    )
    FrameworkLevel.objects.create(framework=made, code="STANDARD", name="Working at the standard", order=1)
    Statement.objects.bulk_create(Statement(framework=made, **one) for one in numbered)
    local = of.frameworks.filter(official=False, valid_to__isnull=True)
    Framework.objects.filter(pk__in=local.values("pk")).update(valid_to=on - datetime.timedelta(days=1))
    of.frameworks.add(made)
    audit.record(made, "published the official list of a standard", by=by, reason=f"{len(numbered)} statements.")
    return made, True


def _require_same(held: Framework, statements: list[dict[str, Any]]) -> None:
    """A published edition is never edited."""
    names = ("number", "code", "title", "group", "summary")
    if list(held.statements.order_by("number").values(*names)) != [
        {name: one[name] for name in names} for one in statements
    ]:
        raise StepRefused(
            f"Edition {held.edition} is published already and says something else. A published edition is never "
            "edited: enter another name for this edition."
        )

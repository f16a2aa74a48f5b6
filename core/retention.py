"""What has been kept long enough goes: by what each app declares in its ``privacy.py``, on a day, safe to run twice.

Only what is declared to be kept *after* something (``core.privacy.After``) goes by itself. With a record go the words
of its events; the events stay, and the chain still verifies. What was deleted is an event of its own, in numbers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from core import audit
from core.audit.models import EventDetail, label_of
from core.audit.signatures import ERASED, Signature
from core.files.models import StoredFile
from core.privacy import After, declared
from core.registry import before_purge
from core.words import count

BATCH = 500
DELETED = "deleted what was kept long enough"


@dataclass(frozen=True)
class KeptLongEnough:
    """Rows of one model whose time is over on a day."""

    model: type[models.Model]
    keep: After
    rows: models.QuerySet[Any]
    goes_with: tuple[tuple[str, str], ...] = ()
    stays: bool = False
    note: str = ""

    @property
    def sentence(self) -> str:
        one, many = (str(name) for name in (self.model._meta.verbose_name, self.model._meta.verbose_name_plural))
        return f"{count(self.rows.count(), one, many)}, kept for {self.keep}"


def kept_long_enough(*, on: datetime.date) -> Iterator[KeptLongEnough]:
    """For every model that is kept so long after something: what of it is to go on this day."""
    for label, entry in sorted(declared().items()):
        if isinstance(entry.keep, After):
            model = apps.get_model(label)
            rows = model.objects.over_by(entry.keep.over_by(on))
            yield KeptLongEnough(model, entry.keep, rows, entry.goes_with, entry.stays)
        if sooner := entry.sooner:
            model = apps.get_model(label)
            rows = getattr(model.objects, sooner.over_by)(sooner.keep.over_by(on))
            yield KeptLongEnough(model, sooner.keep, rows, entry.goes_with, note=sooner.note)


def purge(*, on: datetime.date) -> dict[str, int]:
    """Delete all of it, or close what stays, some at a time; answers with how many rows of each model it was.

    Run again it finds none.
    """
    for ask in before_purge:
        ask(on)
    deleted: dict[str, int] = {}
    for found in kept_long_enough(on=on):
        while went := _delete_some(found, on=on):
            deleted[label_of(found.model)] = deleted.get(label_of(found.model), 0) + went
    return deleted


@transaction.atomic
def _delete_some(found: KeptLongEnough, *, on: datetime.date) -> int:
    """The next of these rows, with what hangs from them and the words of their events. Two at once share the work."""
    rows = found.rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    ids = [row.pk for row in rows.only("pk")[:BATCH]]
    if not ids:
        return 0
    label = label_of(found.model)
    EventDetail.objects.filter(event__root_kind=label, event__root_id__in=ids).delete()
    numbers: dict[str, int] = {}
    if found.note:
        getattr(found.model._default_manager, found.note)(ids)
    for other, path in found.goes_with:
        _delete(apps.get_model(other), models.Q(**{f"{path}__in": ids}), numbers)
    if found.stays:
        _forget_words(found.model, ids)
        numbers[label] = found.model._default_manager.close(ids)  # type: ignore[attr-defined]
    else:
        _delete(found.model, models.Q(pk__in=ids), numbers)
    audit.record(
        ContentType.objects.get_for_model(found.model), DELETED, by=None, on=on, rows=numbers, kept_for=str(found.keep)
    )
    return numbers[label]


def _delete(model: type[models.Model], which: models.Q, numbers: dict[str, int]) -> None:
    """Delete rows, the words of their events, what was signed in them and their files; ``numbers`` says what went."""
    ids = list(model._base_manager.filter(which).values_list("pk", flat=True))
    _forget_words(model, ids)
    signed = Signature.objects.filter(subject_kind=label_of(model), subject_id__in=ids)
    signed.update(content=f"{ERASED}of retention")
    files = list(_files_of(model, ids))
    _, went = model._base_manager.filter(pk__in=ids).delete()
    for name, amount in went.items():
        numbers[name.lower()] = numbers.get(name.lower(), 0) + amount
    for stored in StoredFile.objects.filter(pk__in=files):
        content = stored.content
        try:
            stored.delete()
        except models.ProtectedError:  # another record holds it too
            continue
        transaction.on_commit(partial(content.storage.delete, str(content.name)))


def _forget_words(model: type[models.Model], ids: list[int]) -> None:
    EventDetail.objects.filter(event__subject_kind=label_of(model), event__subject_id__in=ids).delete()


def _files_of(model: type[models.Model], ids: list[int]) -> Iterator[int]:
    """Files that these rows hold."""
    for field in model._meta.concrete_fields:
        if field.related_model is StoredFile:
            held = model._base_manager.filter(pk__in=ids, **{f"{field.name}__isnull": False})
            yield from held.values_list(field.name, flat=True)

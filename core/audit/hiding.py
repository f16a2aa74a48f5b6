"""Text that is kept out of sight: in its place stands that it is hidden, the words lie in a row that no page reads.

Whatever shows, exports or packs the text afterwards reads what stands in its place: nobody has to remember to leave it
out. The database lets a frozen text change only so, and back only to the very same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from core.accounts.models import User
from core.audit.guards import HIDDEN
from core.audit.models import canonical, label_of

IN_CANONICAL_FORM = re.compile(rf'"{HIDDEN}(\d+)(?:[^"\\]|\\.)*"')


class HiddenTextQuerySet(models.QuerySet["HiddenText"]):
    def because_of(self, owner: models.Model) -> HiddenTextQuerySet:
        """What is hidden because of one record (a flag)."""
        return self.filter(owner_kind=label_of(owner), owner_id=owner.pk).order_by("pk")


class HiddenText(models.Model):
    """The words of one field of one row while they are hidden. ``owner``: the record because of which they are."""

    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    words = models.TextField()
    owner_kind = models.CharField(max_length=80)
    owner_id = models.BigIntegerField()
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)

    objects = HiddenTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "field"], name="hidden_text_once")]
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="hidden_text_by_owner")]

    def __str__(self) -> str:
        return f"Hidden: {self.field} of {self.subject_kind} {self.subject_id}"


def hide(record: models.Model, fields: Iterable[str], *, owner: models.Model, why: str, by: User) -> list[str]:
    """Hide these texts of a row, inside the caller's transaction. Answers with the words that were there."""
    row = type(record)._base_manager.filter(pk=record.pk)
    hidden = []
    for field, words in row.values(*fields).get().items():
        if not words or words.startswith(HIDDEN):
            continue
        kept = HiddenText.objects.create(
            subject_kind=label_of(record),
            subject_id=record.pk,
            field=field,
            words=words,
            owner_kind=label_of(owner),
            owner_id=owner.pk,
            hidden_by=by,
        )
        row.update(**{field: f"{HIDDEN}{kept.pk}: {why}"})
        hidden.append(words)
    return hidden


def put_beneath(kept: HiddenText, words: str) -> None:
    """Let other words be read below the line that says that a text is hidden."""
    row, now = _row_of(kept)
    row.update(**{kept.field: f"{now.splitlines()[0]}\n\n{words}"})


def show(owner: models.Model) -> None:
    """Put back every text that is hidden because of a record, word for word."""
    for kept in HiddenText.objects.because_of(owner):
        row, _ = _row_of(kept)
        row.update(**{kept.field: kept.words})
        HiddenText.objects.filter(pk=kept.pk).update(shown_at=timezone.now())
        HiddenText.objects.filter(pk=kept.pk).delete()


def erase(owner: models.Model, erased: str) -> None:
    """Destroy for good what is hidden because of a record; ``erased`` stands in its place."""
    for kept in HiddenText.objects.because_of(owner):
        row, _ = _row_of(kept)
        row.update(**{kept.field: erased})
        HiddenText.objects.filter(pk=kept.pk).update(words=erased)


def restored(text: str) -> str:
    """Content in its canonical form as it was before parts of it were hidden: what a signature under it stands for."""
    kept = dict(
        HiddenText.objects.filter(pk__in=IN_CANONICAL_FORM.findall(text)).values_list("pk", "words")
        if HIDDEN in text
        else ()
    )
    return IN_CANONICAL_FORM.sub(lambda found: canonical(kept.get(int(found[1]), found[0])), text)


def _row_of(kept: HiddenText) -> tuple[models.QuerySet[models.Model], str]:
    row = apps.get_model(kept.subject_kind)._base_manager.filter(pk=kept.subject_id)
    return row, str(row.values_list(kept.field, flat=True).get())

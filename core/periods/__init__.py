"""Dated rows: status is derived from them, and the past does not change when the present does."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.db import migrations, models

from core.workflow import StepRefused

FOREVER = datetime.date.max

P = TypeVar("P", bound="Period")


class PeriodQuerySet(models.QuerySet[P]):
    def on(self, date: datetime.date) -> PeriodQuerySet[P]:
        """Rows in force on a date (both ends count)."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=date), starts_on__lte=date)

    def overlapping(self, starts_on: datetime.date, ends_on: datetime.date | None) -> PeriodQuerySet[P]:
        """Rows that share at least a day with the given dates."""
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=starts_on), starts_on__lte=ends_on or FOREVER
        )


class Period(models.Model):
    """A row that holds from a day to a day; an open end holds until further notice."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects: PeriodQuerySet[Any] = PeriodQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def holds_on(self, date: datetime.date) -> bool:
        return self.starts_on <= date and (self.ends_on is None or self.ends_on >= date)


class Overlap(StepRefused):
    """Two rows of which only one may hold at a time would share a day."""


def require_no_overlap(
    rows: models.QuerySet[Any], *, starts_on: datetime.date, ends_on: datetime.date | None, words: str
) -> None:
    """Refuse dates that would overlap with one of ``rows``. Call under the lock of their common parent.

    PostgreSQL refuses the same by an exclusion constraint (``NoOverlap``); SQLite has one writer at a time.
    """
    if rows.overlapping(starts_on, ends_on).exists():  # type: ignore[attr-defined]
        raise Overlap(words)


class NoOverlap(migrations.RunPython):
    """Migration operation: where the database is PostgreSQL, rows with equal ``columns`` may not share a day."""

    reduces_to_sql = False

    def __init__(self, table: str, columns: list[str], *, name: str, where: str = "") -> None:
        self.table, self.columns, self.name, self.where = table, columns, name, where
        super().__init__(self._add, self._remove)

    def deconstruct(self) -> Any:
        return (
            self.__class__.__qualname__,
            [self.table, self.columns],
            {"name": self.name, "where": self.where},
        )

    def _add(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        equal = ", ".join(f'int8range("{column}", "{column}", \'[]\') WITH =' for column in self.columns)
        where = f"WHERE ({self.where})" if self.where else ""
        schema_editor.execute(
            f'ALTER TABLE "{self.table}" ADD CONSTRAINT "{self.name}" EXCLUDE USING gist '
            f"({equal}, daterange(starts_on, ends_on, '[]') WITH &&) {where}"
        )

    def _remove(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'ALTER TABLE "{self.table}" DROP CONSTRAINT "{self.name}"')


__all__ = ["NoOverlap", "Overlap", "Period", "PeriodQuerySet", "require_no_overlap"]

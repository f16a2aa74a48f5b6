"""Rows on their way into PostgreSQL: written to a file, and taken in by COPY under every constraint of the table."""

from __future__ import annotations

import csv
import random
import tempfile
import uuid
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from core.records import REFERENCE_ALPHABET, REFERENCE_LENGTH

NULL = r"\N"


class Copy:
    """The rows of one table. What a row does not name is the field's default; keys count on from those that exist."""

    def __init__(self, model: type[models.Model], dice: random.Random) -> None:
        self.model, self.dice = model, dice
        self.columns = [field.attname for field in model._meta.concrete_fields]
        self._of_field = {field.name: field.attname for field in model._meta.concrete_fields}
        self._blank = {field.attname: _default(field) for field in model._meta.concrete_fields}
        self._makers = {
            name: maker
            for name, maker in {"reference": self._reference, "client_id": self._uuid}.items()
            if name in self._blank
        }
        self._pk = model._meta.pk.attname
        self._counts = self._pk == "id"
        self.last = (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) if self._counts else 0
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed when taken in
        self._writer = csv.writer(self._file)

    def add(self, **values: Any) -> int:
        """Write one row down; answers with its key, so that others can refer to it."""
        row = self._blank | {name: maker() for name, maker in self._makers.items()}
        if self._counts:
            self.last += 1
            row["id"] = self.last
        for name, value in values.items():
            row[self._of_field.get(name, name)] = NULL if value is None else value
        self._writer.writerow([row[column] for column in self.columns])
        return int(row[self._pk])

    def take_in(self) -> None:
        """Let PostgreSQL read the rows, and count its own keys on from there."""
        self._file.seek(0)
        names = ", ".join(connection.ops.quote_name(f.column) for f in self.model._meta.concrete_fields)
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')", self._file)
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)
        self._file.close()

    def _reference(self) -> str:
        return "".join(self.dice.choices(REFERENCE_ALPHABET, k=REFERENCE_LENGTH))

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)


def _default(field: Any) -> Any:
    if getattr(field, "auto_now_add", False):
        return timezone.now()
    value = field.get_default()
    return NULL if value is None else value

"""Rows that the database itself refuses to change: declared here by the apps, installed after every migration.

SQLite silently drops a table's triggers when a migration rebuilds the table, so the guards are put back each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections, models

from core.audit.signatures import ERASED

HIDDEN = "hidden by flag "
"""How a text begins that is hidden (``core.audit.hiding``); the number of its row follows."""


@dataclass(frozen=True)
class Guard:
    """A promise about a table.

    ``when`` is a condition on OLD in SQL that both databases understand; where it holds, ``columns`` may not change
    (empty = all of them but ``unless_frozen``) and the row may not be deleted. ``erasable`` columns may change only to
    "erased by order N", or be hidden and shown again with the very same words (``core.audit.hiding``).
    ``columns_locked_once_set`` names a column that, once set, locks ``unless_frozen`` too. ``may_delete_once`` is a
    condition on OLD from which on the row may go after all, as retention wants it.
    """

    model: type[models.Model]
    name: str
    when: str
    columns: tuple[str, ...] = ()
    unless_frozen: tuple[str, ...] = ()
    erasable: tuple[str, ...] = ()
    columns_locked_once_set: str = ""
    may_delete: bool = False
    may_delete_once: str = ""

    @property
    def keeps_rows_when(self) -> str:
        """SQL that is true where the row may not be deleted."""
        return f"({self.when}) AND NOT ({self.may_delete_once})" if self.may_delete_once else self.when

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def locked_columns(self) -> list[str]:
        """The columns that may never change while ``when`` holds."""
        names = self.columns or tuple(f.column for f in self.model._meta.concrete_fields if f.column)
        return [name for name in names if name not in self.unless_frozen and name not in self.erasable]

    def broken_by_update(self, differs: str) -> str:
        """SQL that is true where an update breaks the promise; ``differs`` is the database's null-safe ≠."""
        parts = [f'OLD."{name}" {differs} NEW."{name}"' for name in self.locked_columns()]
        parts += [
            f"""(OLD."{name}" {differs} NEW."{name}" AND NEW."{name}" NOT LIKE '{ERASED}%' """
            f"AND NOT {self._hidden_or_shown(name)})"
            for name in self.erasable
        ]
        if self.columns_locked_once_set:
            parts += [
                f'(OLD."{self.columns_locked_once_set}" IS NOT NULL AND OLD."{name}" {differs} NEW."{name}")'
                for name in self.unless_frozen
            ]
        return f"({self.when}) AND ({' OR '.join(parts)})"

    def _hidden_or_shown(self, name: str) -> str:
        """SQL that is true where a text is hidden, what stands beneath changes, or its very words are shown again."""
        pk = self.model._meta.pk.column
        return f"""EXISTS (SELECT 1 FROM core_hiddentext kept
            WHERE kept.subject_kind = '{self.model._meta.label_lower}' AND kept.subject_id = OLD."{pk}"
            AND kept.field = '{name}' AND (
                (NEW."{name}" LIKE '{HIDDEN}%' AND (kept.words = OLD."{name}" OR OLD."{name}" LIKE '{HIDDEN}%'))
                OR (OLD."{name}" LIKE '{HIDDEN}%' AND kept.words = NEW."{name}")))"""


_declared: dict[str, Guard] = {}


def declare(*guards: Guard) -> None:
    """Add guards; called from ``AppConfig.ready()``."""
    for guard in guards:
        _declared[guard.name] = guard


def declared() -> list[Guard]:
    return list(_declared.values())


def install_after_migrate(*, using: str = "default", **_: Any) -> None:
    install(using=using)


def install(*, using: str = "default") -> None:
    """(Re)install every declared guard whose table exists."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for guard in declared():
            if guard.table in tables and _columns_exist(connection, cursor, guard):
                for statement in make(guard):
                    cursor.execute(statement)


def _columns_exist(connection: Any, cursor: Any, guard: Guard) -> bool:
    """Between two migrations of one run a table may not have all its columns yet."""
    there = {column.name for column in connection.introspection.get_table_description(cursor, guard.table)}
    return there.issuperset([*guard.locked_columns(), *guard.unless_frozen, *guard.erasable])


def installed(*, using: str = "default") -> set[str]:
    """Names of the guards that stand in the database now."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard_%%_row'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%%_update'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query.replace("%%", "%"))
        return {name.removeprefix("guard_").rsplit("_", 1)[0] for (name,) in cursor.fetchall()}


def _postgresql(guard: Guard) -> list[str]:
    message = f"guard {guard.name}: this row is frozen"
    delete = (
        "RETURN OLD;" if guard.may_delete else f"IF {guard.keeps_rows_when} THEN {_raise(message)} END IF; RETURN OLD;"
    )
    return [
        f"""CREATE OR REPLACE FUNCTION "guard_{guard.name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN
            IF TG_OP = 'DELETE' THEN {delete} END IF;
            IF {guard.broken_by_update("IS DISTINCT FROM")} THEN {_raise(message)} END IF;
            RETURN NEW; END $guard$""",
        f'DROP TRIGGER IF EXISTS "guard_{guard.name}_row" ON "{guard.table}"',
        f'CREATE TRIGGER "guard_{guard.name}_row" BEFORE UPDATE OR DELETE ON "{guard.table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "guard_{guard.name}"()',
        f"""CREATE OR REPLACE FUNCTION "guard_{guard.name}_all"() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN
            {_raise(message)} END $guard$""",
        f'DROP TRIGGER IF EXISTS "guard_{guard.name}_truncate" ON "{guard.table}"',
        f'CREATE TRIGGER "guard_{guard.name}_truncate" BEFORE TRUNCATE ON "{guard.table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "guard_{guard.name}_all"()',
    ]


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"


def _sqlite(guard: Guard) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'guard {guard.name}: this row is frozen'); END"
    statements = [
        f'DROP TRIGGER IF EXISTS "guard_{guard.name}_update"',
        f'CREATE TRIGGER "guard_{guard.name}_update" BEFORE UPDATE ON "{guard.table}" '
        f"WHEN {guard.broken_by_update('IS NOT')} {refuse}",
        f'DROP TRIGGER IF EXISTS "guard_{guard.name}_delete"',
    ]
    if not guard.may_delete:
        statements.append(
            f'CREATE TRIGGER "guard_{guard.name}_delete" BEFORE DELETE ON "{guard.table}" '
            f"WHEN {guard.keeps_rows_when} {refuse}"
        )
    return statements

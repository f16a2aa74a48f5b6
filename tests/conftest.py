"""What every test stands on: guards that survive a flush, services that are there or said to be missing, one day."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone

from core.audit import guards

ON_A_CLOCK = ("browser", "worker", "nginx", "clamav")
"""Marks of tests that wait for another program: a machine that stands still for seconds may fail one, never two."""

LATE = 21
"""From this hour on the tests are told that it is three hours earlier, for what is today must be so to their end."""


def pytest_configure(config):
    """Modules of tests say "today" once, as they are read: a run that goes past midnight would mean two days by it."""
    now = timezone.localtime()
    if now.hour >= LATE:
        earlier = now.astimezone(datetime.UTC) - datetime.timedelta(hours=3)
        traveller = time_machine.travel(earlier, tick=True)
        traveller.start()
        config.add_cleanup(traveller.stop)


def pytest_collection_modifyitems(config, items):
    """What is about PostgreSQL or Redis is left out where they are not; pytest counts it as deselected."""
    for item in items:
        if any(item.get_closest_marker(mark) for mark in ON_A_CLOCK):
            item.add_marker(pytest.mark.flaky(reruns=1))
    missing = set()
    if connections["default"].vendor != "postgresql":
        missing.add("postgresql")
    if not settings.REDIS_URL:
        missing.add("redis")
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in missing)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def flush_in_spite_of_guards(django_db_setup):
    """Transactional tests empty the tables after each test; append-only tables refuse that, so guards step aside."""
    operations = type(connections["default"].ops)
    flush = operations.sql_flush
    operations.sql_flush = (
        _empty_what_has_rows if connections["default"].vendor == "postgresql" else _guards_aside(flush)
    )
    yield
    operations.sql_flush = flush


def _empty_what_has_rows(self: BaseDatabaseOperations, style, tables, **kwargs):
    """On PostgreSQL: emptying a few full tables by DELETE takes a fiftieth of truncating all 180 of them."""
    with self.connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
        )
        full = [name for (name,) in cursor.fetchall()]
    return [
        "SET session_replication_role = replica",
        *(f'DELETE FROM "{name}"' for name in full),
        "SET session_replication_role = DEFAULT",
    ]


def _guards_aside(flush):
    """On SQLite: Django's own statements, with the triggers dropped before and made again after."""

    def guarded_flush(self: BaseDatabaseOperations, *args, **kwargs):
        statements = flush(self, *args, **kwargs)
        if not statements:
            return statements
        aside, back = [], []
        for guard in guards.declared():
            for statement in guards._sqlite(guard):
                (aside if statement.startswith("DROP") else back).append(statement)
        return [*aside, *statements, *back]

    return guarded_flush

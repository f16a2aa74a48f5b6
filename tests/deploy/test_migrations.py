"""What the migrations make on an empty PostgreSQL is what the tests' own tables, made from the models, are."""

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.deploy.conftest import scratch_database, told

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.redis, pytest.mark.slow]

SCHEMA = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
APPS = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
OURS = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.app_label in APPS}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """An open connection to a database that was migrated from nothing, as a deployed portal is."""
    with scratch_database() as database:
        portal = told(tmp_path_factory.mktemp("migrated"), database=database, scanner="127.0.0.1:3310")
        portal.manage("migrate", "--no-input")
        with closing(psycopg2.connect(database)) as opened:
            yield opened


@pytest.mark.parametrize("part", list(SCHEMA))
def test_migrations_make_what_the_models_say(migrated, part):
    assert rows(migrated, SCHEMA[part]) == rows(connection, SCHEMA[part])


def rows(on, sql: str) -> list[tuple]:
    with on.cursor() as cursor:
        cursor.execute(sql)
        found = sorted((row for row in cursor.fetchall() if row[0] in OURS), key=repr)
    assert found
    return found

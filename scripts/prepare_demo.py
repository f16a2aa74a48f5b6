"""The demo's database, made ready: migrated, with the reference data and the demo consortium. Twice does no harm."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

import running
from console import ROOT, Stop, digest, say, told

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError

OF_THE_DEMO = ("private", "queue", "log", "beat-schedule*", "migrations.json")
OLDER = "The database was made by another version of the portal ({why}). `make demo-reset` begins anew with this one."


def main() -> None:
    options = _options()
    if served := running.address(settings.VAR_DIR):
        raise Stop(f"This demo is running at {served}. Stop it there with Ctrl-C first.")
    if not options.anew:
        running.see_that_the_port_is_free()
    _see_that_the_database_answers()
    if options.anew:
        _remove_everything()
    _migrate()
    say("Loading the reference data …")
    call_command("load_reference_data", verbosity=0)
    call_command("build_demo", *(["--large"] if options.large else []))
    if options.anew:
        say("The demo has begun anew. `make demo` starts it.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="the demo at the size that London would have")
    parser.add_argument("--anew", action="store_true", help="remove what is there first")
    return parser.parse_args()


def _see_that_the_database_answers() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Stop(f"The database of DATABASE_URL does not answer: {str(error).strip()}") from error


def _migrate() -> None:
    django.setup()
    if changed := _changed_migrations():
        raise Stop(OLDER.format(why=f"{changed[0]} has changed since"))
    say("Preparing the database …")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except (InconsistentMigrationHistory, NodeNotFoundError, DatabaseError) as error:
        raise Stop(OLDER.format(why=str(error).strip().splitlines()[0])) from error
    call_command("createcachetable", verbosity=0)
    _stamp().write_text(json.dumps(_read_stamp() | {_database(): _migrations()}, indent=1))


def _migrations() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): digest([path]) for path in sorted(ROOT.glob("*/migrations/[0-9]*.py"))}


def _changed_migrations() -> list[str]:
    """Migrations that this database has had and that are gone or read otherwise now: until 1.0 they may be squashed."""
    if not connection.introspection.table_names():
        return []
    now = _migrations()
    return [path for path, had in _read_stamp().get(_database(), {}).items() if now.get(path) != had]


def _stamp() -> Path:
    return settings.VAR_DIR / "migrations.json"


def _read_stamp() -> dict[str, dict[str, str]]:
    return json.loads(_stamp().read_text()) if _stamp().exists() else {}


def _database() -> str:
    told = settings.DATABASES["default"]
    return f"{told['ENGINE'].rpartition('.')[2]} {told.get('HOST', '')}:{told.get('PORT', '')}/{told['NAME']}"


def _remove_everything() -> None:
    if connection.vendor == "sqlite":
        _remove_sqlite()
    else:
        _empty_postgresql()
    for path in (found for name in OF_THE_DEMO for found in settings.VAR_DIR.glob(name)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not settings.REDIS_URL:
        for folder in ("messages", "control"):
            (settings.QUEUE_DIR / folder).mkdir(parents=True)


def _remove_sqlite() -> None:
    name = str(settings.DATABASES["default"]["NAME"])
    say(f"Removing the demo's database and files: {name}")
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(name + suffix).unlink(missing_ok=True)


def _empty_postgresql() -> None:
    """Everything in a database that somebody named themselves: told, and agreed to, before it goes."""
    told = settings.DATABASES["default"]
    name = told["NAME"]
    say(f"This removes everything in the schema public of the database “{name}” on {told['HOST'] or 'this machine'}.")
    agreed = os.environ.get("CONFIRM") or (input("Type the database's name to go on: ") if sys.stdin.isatty() else "")
    if agreed != name:
        raise Stop(f"Nothing was removed. Without a terminal, agree with CONFIRM={name} make demo-reset.")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")


if __name__ == "__main__":
    sys.exit(told(main))

"""A portal is copied with one command and stands again with another."""

import subprocess
from pathlib import Path

import psycopg2
import pytest

from tests.deploy.conftest import Portal, scratch_database, told
from tests.deploy.programs import ROOT

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.backup, pytest.mark.slow]

KEEP_A_FILE = """
from core.files.acceptance import keep
keep(b"evidence", name="evidence.txt", content_type="text/plain", by=None, made_here=True)
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A portal with one file in it, and the folder of its copy."""
    folder = tmp_path_factory.mktemp("copied")
    with scratch_database() as database:
        portal = told(folder, database=database, scanner="127.0.0.1:3310")
        portal.manage("migrate", "--no-input")
        portal.manage("shell", "-v", "0", "-c", KEEP_A_FILE)
        answer = run("deploy/backup", env=portal.env | {"BACKUPS": str(folder / "copies")})
        assert answer.returncode == 0, answer.stderr
        yield portal, Path(answer.stdout.strip())


@pytest.fixture
def empty(tmp_path):
    """Another portal that has nothing in it yet."""
    with scratch_database() as database:
        yield told(tmp_path, database=database, scanner="127.0.0.1:3310")


def test_a_copy_stands_again_with_the_same_rows_and_files(copied, empty: Portal):
    portal, copy = copied

    answer = run("deploy/restore", str(copy), env=empty.env)

    assert answer.returncode == 0, answer.stderr
    assert rows(empty) == rows(portal)
    assert files(empty) == files(portal)
    empty.manage("migrate", "--check")
    empty.manage("verify_audit")


def test_a_copy_that_was_changed_is_refused(copied, empty: Portal, tmp_path):
    _, copy = copied
    changed = tmp_path / "changed"
    changed.mkdir()
    for path in copy.iterdir():
        (changed / path.name).write_bytes(path.read_bytes() + (b"!" if path.name == "files.tar" else b""))

    answer = run("deploy/restore", str(changed), env=empty.env)

    assert answer.returncode == 1
    assert rows(empty) == {}


def test_a_portal_that_has_something_in_it_is_not_overwritten(copied):
    portal, copy = copied
    before = rows(portal)

    answer = run("deploy/restore", str(copy), env=portal.env)

    assert (answer.returncode, answer.stderr) == (1, "The database is not empty, so nothing was restored.\n")
    assert rows(portal) == before


def run(*command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def rows(portal: Portal) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    connection = psycopg2.connect(portal.env["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row for (row,) in cursor.fetchall()]
    connection.close()
    return found


def files(portal: Portal) -> dict[str, bytes]:
    root = Path(portal.env["PRIVATE_FILES_ROOT"])
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

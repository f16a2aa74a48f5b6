"""What the tests can stand on: looked for where the environment says, else where it usually is on this machine."""

import dataclasses
import getpass
import os
import shutil
from collections.abc import Callable, Iterable

import psycopg2
import redis

from system_packages import how_to_install


@dataclasses.dataclass(frozen=True)
class Service:
    address: str
    without: str
    """What is left out, and what to do about it, in one sentence."""

    @property
    def there(self) -> bool:
        return bool(self.address)


def look() -> dict[str, Service]:
    """Every service by the marker of the tests that need it."""
    return {
        "postgresql": Service(
            _first(_postgresql_addresses(), _postgresql_answers),
            "PostgreSQL was not found: start one where you may create databases, or set DATABASE_URL.",
        ),
        "redis": Service(
            _first(_redis_addresses(), _redis_answers),
            "Redis was not found: start one on port 6379, or set REDIS_URL.",
        ),
        "browser": Service(
            _program(os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"),
            f"Chromium was not found, so no test drove a browser: {_how('chromium', 'chromium')}",
        ),
        "backup": Service(_program("pg_dump"), f"pg_dump was not found: {_how('postgresql-client', 'libpq')}"),
        "nginx": Service(_program("nginx"), f"nginx was not found: {_how('nginx-light', 'nginx')}"),
        "clamav": Service(_program("clamd"), f"ClamAV's clamd was not found: {_how('clamav-daemon', 'clamav')}"),
    }


def _first(addresses: Iterable[str], answers: Callable[[str], bool]) -> str:
    return next((address for address in addresses if answers(address)), "")


def _program(*names: str) -> str:
    folders = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/usr/local/sbin"])
    return next((found for name in names if name and (found := shutil.which(name, path=folders))), "")


def _how(debian: str, homebrew: str) -> str:
    return how_to_install(debian=[debian], homebrew=[homebrew])


def _postgresql_addresses() -> list[str]:
    if given := os.environ.get("DATABASE_URL"):
        return [given] if given.startswith("postgres") else []
    users, hosts = (getpass.getuser(), "postgres"), ("127.0.0.1", "%2Fvar%2Frun%2Fpostgresql")
    return [f"postgres://{user}@{host}:5432/postgres" for user in users for host in hosts]


def _postgresql_answers(address: str) -> bool:
    """Whether somebody is there who may create databases: the tests make their own and remove them."""
    try:
        connection = psycopg2.connect(address, connect_timeout=3)
    except psycopg2.Error:
        return False
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        may_create = cursor.fetchone()[0]
    connection.close()
    return may_create


def _redis_addresses() -> list[str]:
    given = os.environ.get("REDIS_URL")
    return [given or "redis://127.0.0.1:6379/13"]  # not number 0, which is most likely in use


def _redis_answers(address: str) -> bool:
    try:
        return redis.Redis.from_url(address, socket_connect_timeout=2).ping()
    except redis.RedisError:
        return False

"""A start for real people refuses what could harm them, and names everything that is wrong at once."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings.refusals import refusals

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DEMO_MODE": False,
    "DEBUG": False,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "SECRET_KEY": "7Qm4" + "wJ9xT2kLbV8nR5pZc3HsYgD6fA1uEoBi" * 2,
    "ALLOWED_HOSTS": ["portal.example.org"],
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "CLAMD_ADDRESS": "127.0.0.1:3310",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SITE_URL": "https://portal.example.org",
}
WRONG = [
    ({"DEMO_MODE": True}, "DEMO_MODE is on"),
    ({"DEBUG": True}, "DEBUG is on"),
    ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "The database is SQLite"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
    ({"SECRET_KEY": "x" * 80}, "SECRET_KEY is too short or too plain"),
    ({"SECRET_KEY": "django-insecure-7Qm4wJ9xT2kLbV8nR5pZc3HsYgD6fA1uEoBi0123456789"}, "SECRET_KEY is a placeholder"),
    ({"SECRET_KEY": "change-me-7Qm4wJ9xT2kLbV8nR5pZc3HsYgD6fA1uEoBi0123456789"}, "SECRET_KEY is a placeholder"),
    ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS is empty"),
    ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS is empty or open to all"),
    ({"REDIS_URL": ""}, "REDIS_URL is not set"),
    ({"CLAMD_ADDRESS": ""}, "CLAMD_ADDRESS is not set"),
    ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "EMAIL_URL sends mail nowhere"),
    ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_URL sends mail nowhere"),
    ({"SITE_URL": "http://portal.example.org"}, "SITE_URL is not an https:// address"),
]


def test_safe_settings_are_not_refused():
    assert refusals(SAFE) == []


@pytest.mark.parametrize(("change", "reason"), WRONG)
def test_each_unsafe_setting_is_refused_with_its_reason(change, reason):
    found = refusals(SAFE | change)
    assert len(found) == 1
    assert found[0].startswith(reason)


def test_nothing_at_all_is_refused_for_every_reason_at_once():
    assert len(refusals({})) == 6


SAFE_ENVIRONMENT = {
    "SECRET_KEY": SAFE["SECRET_KEY"],
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal:portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "CLAMD_ADDRESS": "127.0.0.1:1",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}


def start(tmp_path, **environment):
    """Start the portal as for real people with nothing but this environment; answers with its code and what it said."""
    told = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "VAR_DIR": str(tmp_path),
        **SAFE_ENVIRONMENT,
        **environment,
    }
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_a_safe_environment_starts(tmp_path):
    code, said = start(tmp_path)
    assert (code, said.strip()) == (0, "System check identified no issues (1 silenced).")


def test_a_demo_on_sqlite_does_not_start_for_real_people(tmp_path):
    database, key = f"sqlite:///{tmp_path}/db", secrets.token_hex(4)
    code, said = start(tmp_path, DEMO_MODE="1", DATABASE_URL=database, SECRET_KEY=key)
    assert code != 0
    reasons = [line for line in said.splitlines() if line.startswith("- ")]
    assert reasons == [
        "- DEMO_MODE is on: anybody could sign in as anybody.",
        "- The database is SQLite: set DATABASE_URL to a PostgreSQL database.",
        "- SECRET_KEY is too short or too plain: it needs 50 random characters or more.",
    ]


def test_without_any_settings_it_does_not_start(tmp_path):
    nothing = dict.fromkeys(SAFE_ENVIRONMENT, "") | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db",
        "EMAIL_URL": "dummymail://",
    }
    code, said = start(tmp_path, **nothing)
    assert code != 0
    assert "SECRET_KEY is missing" in said

"""What a start for real people refuses, as a pure function of the settings: everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHORTEST_SECRET = 50
MOST_REPEATED = 10
PLACEHOLDERS = ("change", "secret", "django-insecure", "development", "example", "placeholder", "test-only")
MAIL_THAT_GOES_NOWHERE = ("dummy", "console", "locmem", "filebased")


def refusals(settings: Mapping[str, Any]) -> list[str]:
    """Reasons, in words, why these settings must not serve real people; none = they may."""
    databases = settings.get("DATABASES", {})
    found = {
        "DEMO_MODE is on: anybody could sign in as anybody.": settings.get("DEMO_MODE"),
        "DEBUG is on: errors would show what is stored.": settings.get("DEBUG"),
        "The database is SQLite: set DATABASE_URL to a PostgreSQL database.": any(
            "sqlite" in database.get("ENGINE", "") for database in databases.values()
        ),
        _secret_key_refused(str(settings.get("SECRET_KEY", ""))): True,
        "ALLOWED_HOSTS is empty or open to all: name the addresses that this portal answers to.": (
            not settings.get("ALLOWED_HOSTS") or "*" in settings["ALLOWED_HOSTS"]
        ),
        "REDIS_URL is not set: the limits on sign-in and the queue of work need it.": not settings.get("REDIS_URL"),
        "CLAMD_ADDRESS is not set: files would not be scanned for viruses.": not settings.get("CLAMD_ADDRESS"),
        "EMAIL_URL sends mail nowhere: set it to a mail server.": any(
            name in settings.get("EMAIL_BACKEND", "dummy") for name in MAIL_THAT_GOES_NOWHERE
        ),
        "SITE_URL is not an https:// address: links in mails would not be private.": (
            not settings.get("SITE_URL", "").startswith("https://")
        ),
    }
    return [reason for reason, applies in found.items() if reason and applies]


def _secret_key_refused(key: str) -> str:
    """Why this SECRET_KEY cannot be used; empty where it can."""
    if not key:
        return "SECRET_KEY is missing: set it to 50 random characters or more."
    if len(key) < SHORTEST_SECRET or len(set(key)) < MOST_REPEATED:
        return f"SECRET_KEY is too short or too plain: it needs {SHORTEST_SECRET} random characters or more."
    if any(word in key.lower() for word in PLACEHOLDERS):
        return "SECRET_KEY is a placeholder: set it to 50 random characters or more."
    return ""

"""For the tests: real databases and files, a throw-away folder, fast passwords."""

import os
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-test-")

# Each of several parallel runners has files, a queue and a Redis database of its own; what it starts inherits them.
runner = os.environ.get("PYTEST_XDIST_WORKER", "")
if runner and os.environ.get("PORTAL_TEST_RUNNER") != runner:
    os.environ["PORTAL_TEST_RUNNER"] = runner
    os.environ["VAR_DIR"] = os.path.join(os.environ["VAR_DIR"], runner)
    os.makedirs(os.environ["VAR_DIR"], exist_ok=True)
    if redis := os.environ.get("REDIS_URL"):
        server, _, number = redis.rpartition("/")
        os.environ["REDIS_URL"] = f"{server}/{int(number) + int(runner.removeprefix('gw'))}"

from config.settings.base import *  # noqa: E402,F403
from config.settings.base import DATABASES, REDIS_URL, VAR_DIR  # noqa: E402

SECRET_KEY = "test-only-" + "x" * 50
DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # What a test has written need not outlive the machine, so no test waits for the disk; and where tables hold a few
    # rows, compiling a query takes longer than answering it.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off -c jit=off"
if not REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if suffix := os.environ.get("TEST_DB_SUFFIX"):
    DATABASES["default"].setdefault("TEST", {}).setdefault("NAME", f"test_portal_{suffix}")

"""nginx, gunicorn, worker and scheduler as they are deployed, met from outside."""

import http.client
import json
import socket
import ssl
import subprocess
import time

import pytest

from tests.deploy.conftest import HOST, Portal
from tests.deploy.programs import BIN, ROOT, wait_until

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
    pytest.mark.worker,
    pytest.mark.nginx,
    pytest.mark.clamav,
    pytest.mark.slow,
]

KEEP_A_FILE = """
from core.files.acceptance import keep
print(keep({data!r}, name="notes.txt", content_type="text/plain", by=None).reference)
"""
STATE_OF = "from core.files.models import StoredFile; print(StoredFile.objects.get(reference={reference!r}).state)"
SOMEBODY_WITH_A_FILE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from core.files.acceptance import keep
from core.models import User
user = User.objects.create(email="somebody@example.org", name="Somebody")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
file = keep(b"what only they may read", name="notes.txt", content_type="text/plain", by=user, made_here=True)
print(session.session_key, file.reference, file.content.name)
"""


def test_the_portal_answers_through_nginx(portal: Portal):
    answer = portal.open("/healthz")

    assert (answer.status, json.load(answer)) == (200, {"alive": True})


def test_plain_http_is_sent_to_https(portal: Portal):
    plain = http.client.HTTPConnection("127.0.0.1", portal.http, timeout=10)
    plain.request("GET", "/somewhere", headers={"Host": HOST})
    answer = plain.getresponse()

    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/somewhere")


def test_a_static_file_is_named_by_its_content_and_kept_for_ever(portal: Portal):
    names = json.loads((portal.folder / "var/static/staticfiles.json").read_text())["paths"]
    answer = portal.open(f"/static/{names['dist/app.css']}")

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.read() == (ROOT / "static/dist/app.css").read_bytes()


def test_the_worker_scans_a_file_that_comes_in(portal: Portal):
    reference = portal.manage("shell", "-v", "0", "-c", KEEP_A_FILE.format(data=b"hello")).strip()

    def state() -> str:
        return portal.manage("shell", "-v", "0", "-c", STATE_OF.format(reference=reference)).strip()

    wait_until(lambda: state() != "checking", otherwise=lambda: portal.programs["worker"].log)
    assert state() == "clean"


def test_the_scheduler_keeps_its_schedule(portal: Portal):
    wait_until(lambda: list(portal.folder.glob("beat-schedule*")), otherwise=lambda: portal.programs["beat"].log)

    assert portal.programs["beat"].alive()


def test_a_private_file_is_sent_by_nginx_to_its_owner_and_to_nobody_else(portal: Portal):
    key, reference, path = portal.manage("shell", "-v", "0", "-c", SOMEBODY_WITH_A_FILE).split()

    owners = portal.open(f"/files/{reference}/", Cookie=f"__Host-session={key}")
    assert (owners.status, owners.read()) == (200, b"what only they may read")
    assert owners.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert owners.headers["X-Content-Type-Options"] == "nosniff"
    assert portal.open(f"/files/{reference}/").status == 302
    assert portal.open(f"/private-files/{path}").status == 404


def test_a_file_that_is_too_large_is_refused_with_words(portal: Portal):
    answer = portal.open("/accounts/login/", data=bytes(22 * 1024 * 1024))

    assert answer.status == 413
    assert "files of up to 20 MB" in answer.read().decode()


def test_two_hundred_slow_senders_do_not_keep_anybody_waiting(portal: Portal):
    slow = [half_a_request(portal) for _ in range(200)]
    began = time.monotonic()
    answer = portal.open("/healthz")
    took = time.monotonic() - began
    for each in slow:
        each.close()

    assert answer.status == 200
    assert took < 2


def test_the_health_check_of_the_container_sees_the_web_process(portal: Portal):
    check = [str(BIN / "python"), "deploy/healthcheck.py", "web"]

    assert subprocess.run(check, cwd=ROOT, env=portal.env, check=False).returncode == 0


def test_while_the_portal_is_down_nginx_says_so_and_afterwards_all_is_well(portal: Portal):
    portal.programs["web"].stop()
    down = portal.open("/")
    portal.start_web()

    assert (down.status, down.headers["Retry-After"]) == (503, "30")
    assert "Nothing that you have saved is lost" in down.read().decode()
    assert portal.open("/healthz").status == 200


def half_a_request(portal: Portal) -> socket.socket:
    """Somebody on a bad line: a form that the portal would read is announced, and ten bytes of it have come."""
    unchecked = ssl._create_unverified_context()
    line = unchecked.wrap_socket(socket.create_connection(("127.0.0.1", portal.https), timeout=10))
    head = [
        "POST /accounts/login/ HTTP/1.1",
        f"Host: {HOST}",
        f"Origin: https://{HOST}",
        f"Cookie: __Host-csrf={'a' * 32}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 100000",
    ]
    line.sendall("\r\n".join([*head, "", "email=some"]).encode())
    return line

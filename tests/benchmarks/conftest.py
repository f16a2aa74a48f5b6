"""A portal as it runs for real people, on a PostgreSQL database of its own with as many apprentices as asked for."""

import dataclasses
import http.client
import json
import os
import re
import secrets
import statistics
import subprocess
import time
import urllib.parse
from collections.abc import Iterator

import pytest

from tests.deploy.conftest import scratch_database
from tests.deploy.programs import BIN, ROOT, free_port, listens, running, wait_until

HOST = "portal.example.org"
CONSTANT = "/help/"
WARM, ROUNDS = 8, int(os.environ.get("BENCH_ROUNDS", "40"))
SIZES = [int(size) for size in os.environ.get("BENCH_APPRENTICES", "1000").split(",")]


@dataclasses.dataclass
class Measured:
    """One line of the table: how many times as long as the constant page, both as medians of the same run."""

    name: str
    ratio: float
    milliseconds: float
    budget: float


@dataclasses.dataclass
class Browser:
    """One person's connection to the web process."""

    port: int
    session: str
    cookies: dict[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.cookies["__Host-session"] = self.session

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[float, int, str]:
        """Seconds, status and body of one request."""
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None if form is None else urllib.parse.urlencode(form)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return seconds, response.status, text

    def opened(self, path: str) -> float:
        seconds, status, text = self.ask(path)
        assert status == 200, (path, status, text[:500])
        return seconds

    def posted(self, path: str, answers: dict[str, str]) -> float:
        """Seconds of sending a form that was opened a moment ago."""
        _, status, page = self.ask(path)
        assert status == 200, (path, status)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        seconds, status, text = self.ask(path, hidden | answers)
        assert status == 302, (path, status, re.findall(r"error-message[^<]*<[^>]*>[^<]*<[^>]*>([^<]+)", text))
        return seconds


@dataclasses.dataclass
class Portal:
    port: int
    sessions: dict[str, str]
    addresses: dict[str, str]
    panels: list[tuple[str, str]]
    apprentices: int
    table: list[Measured] = dataclasses.field(default_factory=list)

    def measure(self, name: str, *, who: str, budget: float, path: str = "", against: str = CONSTANT, answers=None):
        """How the page stands beside another one, asked in turns so that what else the machine does falls on both."""
        browser = Browser(self.port, self.sessions[who])
        path = path or self.addresses[name]
        ask = browser.opened if answers is None else lambda there: browser.posted(there, next(answers))
        for _ in range(WARM):
            browser.opened(against)
            browser.opened(path)
        pairs = [(browser.opened(against), ask(path)) for _ in range(ROUNDS)]
        beside, page = (statistics.median(taken) for taken in zip(*pairs, strict=True))
        self.table.append(Measured(name, page / beside, page * 1000, budget))
        return self.table[-1]


MEASURED = pytest.StashKey[list[Portal]]()


@pytest.fixture(scope="session", params=SIZES, ids=lambda size: f"{size} apprentices")
def portal(request, tmp_path_factory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("bench")
    with scratch_database() as database:
        env = told(folder, database)
        for command in (["migrate", "--no-input"], ["createcachetable"], ["load_reference_data"]):
            manage(env, *command)
        demo = env | {"DJANGO_SETTINGS_MODULE": "config.settings.development", "DEMO_MODE": "1"}
        manage(demo, "scale_data", "--apprentices", str(request.param))
        manage(env, "collectstatic", "--no-input")
        script = (ROOT / "tests/benchmarks/prepare.py").read_text()
        found = json.loads(manage(env, "shell", "--verbosity", "0", "--command", script).splitlines()[-1])
        gunicorn = [str(BIN / "gunicorn"), "config.wsgi", "--config", "deploy/gunicorn.conf.py"]
        port = int(env["WEB_BIND"].rpartition(":")[2])
        with running(gunicorn, env=env, folder=folder, name="web") as program:
            wait_until(lambda: listens(port), otherwise=lambda: program.log)
            portal = Portal(port, **found)
            request.config.stash.setdefault(MEASURED, []).append(portal)
            yield portal


def told(folder, database: str) -> dict[str, str]:
    """The settings of a start for real people, but for services that these pages do not ask."""
    return {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "DATABASE_URL": database,
        "REDIS_URL": os.environ["REDIS_URL"],
        "CLAMD_ADDRESS": "127.0.0.1:1",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": f"portal@{HOST}",
        "VAR_DIR": str(folder / "var"),
        "PRIVATE_FILES_ROOT": str(folder / "private"),
        "WEB_BIND": f"127.0.0.1:{free_port()}",
    }


def manage(env: dict[str, str], *words: str) -> str:
    command = [str(BIN / "python"), "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def pytest_terminal_summary(terminalreporter, config) -> None:
    for portal in config.stash.get(MEASURED, []):
        show(portal, terminalreporter)


def show(portal: Portal, out) -> None:
    out.write_line(f"\n{portal.apprentices} apprentices; times as a multiple of the signed-in constant page (p50)")
    for line in portal.table:
        late = "  over" if line.ratio > line.budget else ""
        out.write_line(
            f"  {line.name:38} {line.ratio:6.2f} ×  of {line.budget:4.1f}  {line.milliseconds:7.1f} ms{late}"
        )

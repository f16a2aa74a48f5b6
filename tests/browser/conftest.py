"""Journeys in a real browser, on a desk (1280 px) and on a phone (375 px), each page looked at by axe."""

import itertools
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client

from config import celery_app
from tests import make

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
BASE_DIR = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDTHS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 740}}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags}


@pytest.fixture(params=list(WIDTHS))
def width(request):
    """Every journey that asks for it is walked twice: at a desk and on a phone."""
    return request.param


@pytest.fixture
def site(live_server, settings, transactional_db):
    """The running portal, with links in mails pointing to it."""
    settings.SITE_URL = live_server.url
    return live_server.url


def _is_a_fault(said):
    """Whether what a page said in the console is an error; a request without a signal is no fault of the page."""
    return said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text


@pytest.fixture
def visitor(browser, site, width):
    """A function that opens a browser of its own: ``visitor()`` for anybody, ``visitor(user)`` signed in."""
    contexts = []

    def open_browser(user=None):
        place = {"timezone_id": "Europe/London", "locale": "en-GB"}
        context = browser.new_context(viewport=WIDTHS[width], base_url=site, **place)
        contexts.append(context)
        if user is not None:
            client: Client = make.signed_in(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.console_errors = []
        page.on("console", lambda said: page.console_errors.append(said.text) if _is_a_fault(said) else None)
        page.on("pageerror", lambda problem: page.console_errors.append(str(problem)))
        return page

    yield open_browser
    for context in contexts:
        context.close()


@pytest.fixture
def looks_right():
    """Assert that a page is accessible, does not scroll sideways and had no script or policy error.

    With ``LOOK_AT=<folder>`` in the environment a picture of each page is kept there, to be looked at by a person.
    """
    pictures = itertools.count(1)

    def check(page):
        page.wait_for_load_state()
        page.locator("main").wait_for()
        if folder := os.environ.get("LOOK_AT"):
            name = re.sub(r"\W+", "-", os.environ["PYTEST_CURRENT_TEST"].split("/")[-1].split("]")[0])
            page.screenshot(path=f"{folder}/{name}-{next(pictures):02}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px"
        assert page.console_errors == [], page.url

    return check


@pytest.fixture(autouse=True)
def fresh_queue():
    """What earlier tests promised about rows that are gone is not done first: a thousand such tasks take a minute."""
    celery_app.control.purge()


@pytest.fixture
def worker(site):
    """A real Celery worker on the test's own database and queue, stopped by its id."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        host = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{host}/{database['NAME']}"
    else:
        url = f"sqlite:///{database['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SITE_URL": site,
        "VAR_DIR": str(settings.VAR_DIR),
        "PRIVATE_FILES_ROOT": str(settings.PRIVATE_FILES_ROOT),
    }
    command = [
        sys.executable,
        *[
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-P",
            "solo",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "warning",
        ],
    ]
    with subprocess.Popen(command, cwd=BASE_DIR, env=environment) as process:
        time.sleep(1)
        yield process
        process.terminate()
        process.wait(20)

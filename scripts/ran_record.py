"""A pytest plugin that writes down how many tests really ran, in all and by marker, so taking part is a count."""

import collections
import json
import os
from pathlib import Path

import pytest

COUNTED = ("postgresql", "redis", "browser", "worker", "backup", "nginx", "clamav")
ran: collections.Counter[str] = collections.Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped:
        ran.update(["all", *(marker for marker in COUNTED if marker in report.keywords)])


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # the one that hears of every parallel runner's tests
        Path(os.environ["RAN_RECORD"]).write_text(json.dumps(ran))

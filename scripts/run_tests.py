"""Every test that this machine can run, and in words what it could not run.

With PostgreSQL: the suite there (with Redis, a real worker and Chromium where they are), then on SQLite all that is
about neither PostgreSQL nor Redis nor a browser. What walks through every page runs on
one of the two (docs/decisions/0018-long-walks-on-one-database.md). Without PostgreSQL: all that can run on SQLite.
REQUIRE_SERVICES=1 makes anything that is missing, or that took no part, a failure.
"""

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import services
from console import ROOT, Stop, say, told

# pytest prints it without the bars where it is quiet
CLOSING_LINE = re.compile(r"(?:=+ )?(?:\d+ \w+|no tests ran)[^:]* in [\d.]+s\b")
CHOSEN_HERE = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
ON_ONE_OF_TWO = {"once": "SQLite", "hostile": "PostgreSQL"}
"""Marks of tests that run on one database only where there are both, and which one that is."""
PARALLEL = ["-n", "2", "--dist", "loadscope"]


@dataclasses.dataclass
class Pass:
    """One run of pytest: what it stands on, the marked tests it leaves out, and what came of it."""

    on: str
    services: dict[str, str]
    left_out: list[str]
    failed: bool = False
    closing_line: str = "pytest said nothing at its end"
    ran: dict[str, int] = dataclasses.field(default_factory=dict)

    def run(self, arguments: list[str]) -> None:
        say(f"\n--- On {self.on} ---")
        with tempfile.TemporaryDirectory(prefix="portal-tests-") as folder:
            record = Path(folder, "ran.json")
            code = self._follow(arguments, {"VAR_DIR": folder, "RAN_RECORD": str(record)} | self.services)
            self.failed = code != 0
            self.ran = json.loads(record.read_text()) if record.exists() else {}

    def _follow(self, arguments: list[str], environment: dict[str, str]) -> int:
        """Run pytest, show what it says as it says it, and keep its closing line."""
        command = [sys.executable, "-m", "pytest", "-p", "scripts.ran_record", "-rfEsR", *arguments]
        if self.left_out:
            command += ["-m", " and ".join(f"not {marker}" for marker in self.left_out)]
        inherited = {name: value for name, value in os.environ.items() if name not in CHOSEN_HERE}
        pytest = subprocess.Popen(command, cwd=ROOT, env=inherited | environment, stdout=subprocess.PIPE, text=True)
        signal.signal(signal.SIGTERM, partial(_interrupt, pytest))
        try:
            for line in pytest.stdout:
                print(line, end="", flush=True)
                if CLOSING_LINE.match(line):
                    self.closing_line = line.rstrip()
        except KeyboardInterrupt:
            pytest.communicate()
            raise
        return pytest.wait()


def _interrupt(pytest: subprocess.Popen[str], *_: object) -> None:
    """Interrupted, pytest removes its databases and ends what its tests had started; terminated, it would not."""
    pytest.send_signal(signal.SIGINT)
    raise KeyboardInterrupt


def main() -> int:
    arguments = sys.argv[1:] or PARALLEL
    found = services.look()
    missing = {name: service for name, service in found.items() if not service.there}
    if missing and os.environ.get("REQUIRE_SERVICES"):
        raise Stop("\n".join(service.without for service in missing.values()))
    passes = plan(found)
    for each in passes:
        each.run(arguments)
    without_part = [name for name in found if not any(each.ran.get(name) for each in passes)]
    return report(passes, missing, without_part)


def plan(found: dict[str, services.Service]) -> list[Pass]:
    missing = [name for name, service in found.items() if not service.there]
    postgresql, redis = found["postgresql"], found["redis"]
    beside = {"CHROMIUM": found["browser"].address} | ({"REDIS_URL": redis.address} if redis.there else {})
    if not postgresql.there:
        return [Pass("SQLite", beside, missing)]
    suffix = os.environ.get("TEST_DB_SUFFIX", "suite")
    on_postgresql = {"DATABASE_URL": postgresql.address, "TEST_DB_SUFFIX": suffix, **beside}
    return [
        Pass("PostgreSQL", on_postgresql, [*missing, *_on_the_other("PostgreSQL")]),
        Pass("SQLite", {}, sorted({*missing, "postgresql", "redis", "browser", *_on_the_other("SQLite")})),
    ]


def _on_the_other(database: str) -> list[str]:
    return [marker for marker, on in ON_ONE_OF_TWO.items() if on != database]


def report(passes: list[Pass], missing: dict[str, services.Service], without_part: list[str]) -> int:
    """Say what ran and what did not; the last lines are pytest's own."""
    say("\n--- What ran ---")
    for service in missing.values():
        say(f"Left out: {service.without}")
    strict = bool(os.environ.get("REQUIRE_SERVICES"))
    if strict:
        for name in without_part:
            say(f"No test that is marked {name} took part.")
    for each in passes:
        marked = ", ".join(f"{count} {name}" for name, count in sorted(each.ran.items()) if name != "all")
        say(f"On {each.on}: {each.ran.get('all', 0)} tests" + (f", among them {marked}" if marked else ""))
        if each.left_out:
            say(f"  without those marked {', '.join(each.left_out)}")
        say(each.closing_line)
    return int(any(each.failed for each in passes) or (strict and bool(without_part)))


if __name__ == "__main__":
    sys.exit(told(main))

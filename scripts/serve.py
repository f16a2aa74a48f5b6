"""The demo, running: web, worker and scheduler as children of this process, all of them stopped with it."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import running
from console import ROOT, Stop, say, told
from running import ADDRESS, HOST, PORT

VAR_DIR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
BIN = Path(sys.executable).parent

PROGRAMS: dict[str, list[str | Path]] = {
    "web": [
        *(BIN / "gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", f"{HOST}:{PORT}"),
        *("--workers", "1", "--threads", "8", "--graceful-timeout", "5"),
    ],
    "worker": [
        *(BIN / "celery", "-A", "config", "worker", "--pool", "threads", "--concurrency", "2"),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ],
    "scheduler": [
        *(BIN / "celery", "-A", "config", "beat", "--schedule", VAR_DIR / "beat-schedule", "--pidfile="),
        *("--loglevel", "INFO"),
    ],
}
SECONDS_TO_START = 90
SECONDS_TO_STOP = 10
DEATHS_ALLOWED, WITHIN_SECONDS = 3, 60


class Child:
    """One program of the demo, in a process group of its own so that only this process tells it to stop."""

    def __init__(self, name: str, command: list[str | Path]):
        self.name = name
        self.command = [str(word) for word in command]
        self.log = VAR_DIR / "log" / f"{name}.log"
        self.deaths: list[float] = []

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def keep_alive(self) -> None:
        """Start it again when it has died; give up when it does nothing but die."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < WITHIN_SECONDS] + [now]
        if len(self.deaths) > DEATHS_ALLOWED:
            raise Stop(f"The {self.name} keeps ending. The last lines of {self.log}:\n\n{self.last_words()}")
        say(f"The {self.name} ended with {self.process.returncode} and is started again; see {self.log}.")
        self.kill_group()  # what it had started may still hold its port
        self.start()

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Demo:
    def __init__(self) -> None:
        self.children = [Child(name, command) for name, command in PROGRAMS.items()]
        self.signals = 0

    def run(self) -> None:
        signal.signal(signal.SIGINT, self.told_to_stop)
        signal.signal(signal.SIGTERM, self.told_to_stop)
        signal.signal(signal.SIGHUP, self.told_to_stop)
        started = []
        try:
            for child in self.children:
                child.start()
                started.append(child)
            self.wait_until_it_answers()
            self.serve()
        finally:
            self.stop(started)

    def serve(self) -> None:
        _introduce()
        sign_ins = SignIns()
        try:
            while not self.signals:
                self.look_after_children()
                sign_ins.tell_once_known()
        finally:
            sign_ins.forget()

    def told_to_stop(self, *_: object) -> None:
        self.signals += 1

    def look_after_children(self) -> None:
        for child in self.children:
            child.keep_alive()
        time.sleep(0.3)

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while not self.signals and not _answers():
            if time.monotonic() > until:
                raise Stop(f"The portal does not answer at {ADDRESS}/healthz; see {VAR_DIR / 'log'}.")
            self.look_after_children()

    def stop(self, children: list[Child]) -> None:
        """Ask everybody to finish, and end whoever has not done so in time, or at a second Ctrl-C."""
        say("\nStopping …")
        asked = self.signals
        for child in children:
            child.process.terminate()
        until = time.monotonic() + SECONDS_TO_STOP
        while any(child.process.poll() is None for child in children):
            if time.monotonic() > until or self.signals > asked + 1:
                break
            time.sleep(0.1)
        for child in children:
            child.kill_group()
        say("Stopped. Nothing is lost: `make demo` starts it again.")


def main() -> None:
    lock = running.hold(VAR_DIR, ADDRESS)
    if not lock:
        raise Stop(f"This demo is running already, at {running.address(VAR_DIR)}.")
    with lock:
        running.see_that_the_port_is_free()
        Demo().run()


def _die_with_parent() -> None:
    """On Linux the kernel ends a child when this process is gone, however it went; elsewhere not."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _introduce() -> None:
    say(f"\nThe portal is running:  {ADDRESS}/")
    say(f"Sign in as anybody:     {ADDRESS}/demo/sign-in-as/")
    say(f"What happens is in:     {VAR_DIR / 'log'}\n")


class SignIns:
    """The list of accounts, asked of the portal while its processes are already being looked after."""

    def __init__(self) -> None:
        self.path = VAR_DIR / "log" / "sign-ins.json"
        command = [sys.executable, "manage.py", "demo_accounts", "--json"]
        with self.path.open("w") as answer:
            self.asked = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=answer)
        self.told = False

    def tell_once_known(self) -> None:
        if self.told or self.asked.poll() is None:
            return
        self.told = True
        if not self.asked.returncode:
            say("\n".join(_table(json.loads(self.path.read_text()))))
            say(f"\nAll of them, with the secrets that codes are made from, are in {self.path}.")
        say("Ctrl-C stops all of it.")

    def forget(self) -> None:
        self.asked.kill()
        self.asked.wait()


def _table(accounts: list[dict[str, str]]) -> list[str]:
    """The first person of every role, and whether a code is asked for after the password."""
    first: dict[str, dict[str, str]] = {}
    for account in accounts:
        if account["role"]:  # some are there to be refused
            first.setdefault(account["role"], account)
    rows = [("Role", "Organisation", "E-mail", "Password", "Code")]
    for a in first.values():
        rows.append((a["role"], a["organisation"], a["email"], a["password"], "yes" if a["totp_secret"] else ""))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


if __name__ == "__main__":
    sys.exit(told(main))

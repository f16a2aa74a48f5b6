"""The demo's processes: all of them up together, looked after, and gone together."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.deploy.programs import BIN, ROOT, Program, free_port, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.slow]

SERVE = [str(BIN / "python"), "scripts/serve.py"]


@pytest.fixture(scope="module")
def env(tmp_path_factory) -> dict[str, str]:
    """A demo on a database that is migrated and otherwise empty."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env = inherited | {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEMO_MODE": "1",
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "PORT": str(free_port()),
    }
    for command in (["migrate", "--no-input"], ["createcachetable"]):
        subprocess.run([str(BIN / "python"), "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    return env


@pytest.fixture(scope="module")
def started(tmp_path_factory, env) -> Iterator[Callable[[], Program]]:
    """Starts a demo; what is still running at the end of the module is ended."""
    folder, programs = tmp_path_factory.mktemp("serve"), []

    def start() -> Program:
        programs.append(Program(SERVE, env=env, folder=folder, name=f"serve-{len(programs)}"))
        return programs[-1]

    yield lambda: programs[-1] if programs and programs[-1].alive() else start()
    for program in programs:
        program.stop()


@pytest.fixture
def demo(started) -> Program:
    """A demo that runs: the one of the test before, unless that test ended it."""
    program = started()
    wait_until(lambda: "Ctrl-C stops all of it." in program.log, seconds=90, otherwise=lambda: program.log)
    return program


def test_a_child_that_dies_is_started_again(demo, env):
    first = children_of(demo)["gunicorn"]
    os.kill(first, signal.SIGKILL)

    wait_until(lambda: children_of(demo).get("gunicorn", first) != first, otherwise=lambda: demo.log)
    wait_until(lambda: answers(env), otherwise=lambda: demo.log)


def test_a_second_demo_on_the_same_data_says_where_the_first_one_is(demo, env):
    second = subprocess.run(SERVE, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert second.returncode == 1
    assert second.stderr == f"\nStopped. This demo is running already, at http://localhost:{env['PORT']}.\n"


def test_a_port_that_is_taken_is_said_in_words(demo, env, tmp_path):
    elsewhere = env | {"VAR_DIR": str(tmp_path)}
    second = subprocess.run(SERVE, cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=False)

    port = int(env["PORT"])
    words = f"Port {port} cannot be used (Address already in use). Take another one: PORT={port + 1} make demo"
    assert (second.returncode, second.stderr) == (1, f"\nStopped. {words}\n")


def test_web_worker_and_scheduler_run_and_are_gone_after_ctrl_c(demo, env):
    children = children_of(demo)
    assert sorted(children) == [" beat ", " worker ", "gunicorn"]
    assert answers(env)

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(timeout=30) == 0
    assert [name for name, pid in children.items() if alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child when its parent was killed")
def test_no_child_outlives_a_demo_that_was_killed(demo):
    children = children_of(demo)
    demo.process.kill()
    demo.process.wait()

    wait_until(lambda: not any(alive(pid) for pid in children.values()))


def children_of(program: Program) -> dict[str, int]:
    """The demo's own children by what they do."""
    listed = subprocess.run(
        ["ps", "-e", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    processes = [line.split(maxsplit=2) for line in listed.splitlines()]
    return {
        name: int(pid)
        for pid, parent, words in processes
        for name in ("gunicorn", " worker ", " beat ")
        if int(parent) == program.process.pid and name in words
    }


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def answers(env: dict[str, str]) -> bool:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/healthz", timeout=5).status == 200
    except OSError:
        return False

"""Real programs for a test: started with a log of their own, waited for, and ended by their process id."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], object], *, seconds: float = 30, otherwise: Callable[[], str] = str) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} seconds: {otherwise()}"
        time.sleep(0.1)


def end_with_the_test_run() -> None:
    """On Linux the kernel ends a program when the test run that started it is gone, however that ended."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


class Program:
    """One running program; `log` is what it said."""

    def __init__(self, command: list[str], *, env: dict[str, str], folder: Path, name: str) -> None:
        self.path = folder / f"{name}.log"
        with self.path.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_the_test_run,
            )

    @property
    def log(self) -> str:
        return self.path.read_text(errors="replace")

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def running(command: list[str], *, env: dict[str, str], folder: Path, name: str) -> Iterator[Program]:
    program = Program(command, env=env, folder=folder, name=name)
    try:
        yield program
    finally:
        program.stop()


@contextlib.contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """ClamAV's scanner with one signature, the harmless EICAR test text; answers with its address."""
    port = free_port()
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "test.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {signatures}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\nStreamMaxLength 25M\n"
    )
    command = ["clamd", f"--config-file={settings}"]
    with running(command, env={"PATH": os.environ["PATH"] + ":/usr/sbin"}, folder=folder, name="clamd") as program:
        wait_until(lambda: listens(port), otherwise=lambda: program.log)
        yield f"127.0.0.1:{port}"

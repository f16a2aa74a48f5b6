"""The project's own Python environment: made once, filled from the hashed locks, left alone until they change."""

import json
import re
import shutil
import sys
from pathlib import Path

import system_packages
from console import ROOT, Stop, digest, run, say, works

ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALLED = ENVIRONMENT / "installed.json"
"""Lock file -> the hash that it had when it was installed."""

FOR_RUNNING = "requirements.txt"
FOR_DEVELOPING = "requirements-dev.txt"  # holds everything of the other one too


def prepare(lock: str) -> None:
    """Make the environment if there is none that works, and install what a lock names unless that was done."""
    if not works(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        _create()
    if _installed().get(lock) == digest([ROOT / lock]):
        return
    say(f"Installing the Python packages of {lock} …")
    _install("-r", lock)
    locks = [FOR_RUNNING, FOR_DEVELOPING] if lock == FOR_DEVELOPING else [lock]
    INSTALLED.write_text(json.dumps(_installed() | {name: digest([ROOT / name]) for name in locks}))


def install_from_lock(package: str) -> None:
    """Install one package alone, in the version and with the hashes that the developers' lock gives it."""
    if works(PYTHON, "-m", "pip", "show", package):
        return
    entry = re.search(rf"^{re.escape(package)}==\S+(?: \\\n +--hash=\S+)+", (ROOT / FOR_DEVELOPING).read_text(), re.M)
    if not entry:
        raise Stop(f"{FOR_DEVELOPING} does not name {package}.")
    alone = ENVIRONMENT / f"{package}.txt"
    alone.write_text(entry.group() + "\n")
    _install("--no-deps", "-r", str(alone))


def _installed() -> dict[str, str]:
    return json.loads(INSTALLED.read_text()) if INSTALLED.exists() else {}


def _create() -> None:
    say(f"Making a Python environment in {ENVIRONMENT.relative_to(ROOT)} …")
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    if _uv() and works(_uv(), "venv", "--python", sys.executable, ENVIRONMENT):
        return
    _with_pip()


def _install(*what: str) -> None:
    if _uv():
        try:
            return run(_uv(), "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", *what)
        except Stop:
            say("uv could not install them; trying pip.")
    if not works(PYTHON, "-m", "pip", "--version"):
        _with_pip()
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *what)


def _with_pip() -> None:
    """Make (or complete) the environment with Python's own means. Debian keeps a part of them in a package apart."""
    if not works(sys.executable, "-c", "import ensurepip"):
        system_packages.install(["python3-venv"])
    if not works(sys.executable, "-m", "venv", ENVIRONMENT):
        raise Stop("Python could not make an environment. On Debian or Ubuntu: apt-get install python3-venv.")


def _uv() -> Path | None:
    found = shutil.which("uv")
    return Path(found) if found and works(found, "--version") else None

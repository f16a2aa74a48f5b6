"""What the set-up scripts share: where the project is, how they speak, how they run a command."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """It cannot go on; the message says why and what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Run a command in the project's folder, its output shown; Stop when it fails."""
    words = [str(word) for word in command]
    finished = subprocess.run(words, cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    if finished.returncode:
        raise Stop(f"This command ended with {finished.returncode}: {' '.join(words)}")


def works(*command: str | Path) -> bool:
    """Whether a command can be run at all and ends well; its output is not shown."""
    try:
        return not subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode
    except OSError:
        return False


def digest(paths: Iterable[Path]) -> str:
    """One hash for the names and contents of files, so that unchanged work is not done again."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def told(main) -> int:
    """Run a script's main and turn what stops it into words and an exit code."""
    try:
        return main() or 0
    except Stop as stop:
        print(f"\nStopped. {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped, as you asked.", file=sys.stderr)
        return 130

"""Where the demo is served. One runs on one folder of data: it holds a lock, and whoever would change the data asks."""

import fcntl
import os
import socket
from pathlib import Path
from typing import IO

from console import Stop

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://localhost:{PORT}"


def hold(folder: Path, address: str) -> IO[str] | None:
    """Take the folder's lock and leave the address in it; None when somebody else serves this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "serving").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(address)
    lock.flush()
    return lock


def address(folder: Path) -> str:
    """Where this folder's demo is being served, or an empty text when it is not."""
    if lock := hold(folder, ""):
        lock.close()
        return ""
    return (folder / "serving").read_text() or "an address that it has not said yet"


def see_that_the_port_is_free() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            words = f"Port {PORT} cannot be used ({error.strerror})."
            raise Stop(f"{words} Take another one: PORT={PORT + 1} make demo") from error

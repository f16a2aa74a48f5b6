"""For the containers' health checks: does the web process answer, does the scheduler still write its schedule down."""

import os
import sys
import time
import urllib.request
from pathlib import Path

LATE = 10 * 60
"""Seconds. The scheduler writes every three minutes."""


def web() -> bool:
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    port = os.environ["WEB_BIND"].rpartition(":")[2]
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    return urllib.request.urlopen(request, timeout=4).status == 200


def beat() -> bool:
    written = [path.stat().st_mtime for path in Path("/tmp").glob("beat-schedule*")]
    return time.time() - max(written, default=0) < LATE


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)

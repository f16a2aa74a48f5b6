"""Scan a file with ClamAV before anybody but its owner opens it. Closed when the scanner is down."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from core.files.models import StoredFile
from core.registry import file_checks
from core.workflow import move

if TYPE_CHECKING:
    from core.jobs.models import Job

CHUNK = 64 * 1024
SECONDS = 30


class ScannerDown(Exception):
    """The scanner did not answer; the file stays "being checked" and is tried again."""


def scan_file(job: Job) -> str:
    """Scan the file of a job. Without a scanner (demo, tests) the file is marked as not scanned, and pages say so."""
    stored = StoredFile.objects.filter(pk=job.payload["file"]).first()
    if stored is None:  # its owner may have deleted it meanwhile
        return ""
    if stored.state == StoredFile.State.CHECKING:
        _scan(stored)
    if stored.may_be_opened:
        for check in file_checks:
            check(stored)
    return ""


def _scan(stored: StoredFile) -> None:
    if not settings.CLAMD_ADDRESS:
        move(stored, to=StoredFile.State.NOT_SCANNED, by=None)
        return
    with stored.content.open("rb") as content:
        found = clamd_finds(content.read())
    state = StoredFile.State.REFUSED if found else StoredFile.State.CLEAN
    move(stored, to=state, by=None, reason=found, scanned_at=timezone.now())


def clamd_finds(data: bytes) -> str:
    """The name of what clamd finds in the bytes; empty = nothing. Raises ``ScannerDown``."""
    try:
        with _connect() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                clamd.sendall(struct.pack("!L", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (part := clamd.recv(4096)):
                answer += part
    except OSError as problem:
        raise ScannerDown from problem
    said = answer.decode(errors="replace").strip("\0 \n").removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerDown(said)


def _connect() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(SECONDS)
        clamd.connect(address)
        return clamd
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)

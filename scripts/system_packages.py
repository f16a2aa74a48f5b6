"""What has to come from the operating system: seen, installed where that is allowed, else named to the letter."""

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from console import say

PDF_LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1", "fonts-liberation")
TEST_PACKAGES = (
    "chromium",
    "poppler-utils",
    "fonts-liberation",
    "libharfbuzz-subset0",
    "clamav-daemon",
    "nginx-light",
    "postgresql-client",
)
HOMEBREW = "/opt/homebrew/lib:/usr/local/lib"


def prepare_for_pdfs() -> None:
    """See that WeasyPrint will find its libraries. Without them everything but PDF packs works, so it never stops."""
    if sys.platform == "darwin":
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", HOMEBREW)
    if not _missing_libraries():
        return
    if may_install():
        install(PDF_PACKAGES)
    if missing := _missing_libraries():
        say(f"PDF packs cannot be made yet: {', '.join(missing)} not found. All else works.")
        say("  " + how_to_install(debian=PDF_PACKAGES, homebrew=["pango"]))


def prepare_for_tests() -> None:
    """Install what the tests drive or start; the test run says in words what is then still missing."""
    if may_install():
        for package in _not_installed(TEST_PACKAGES):
            install([package])


def may_install() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(packages: Sequence[str]) -> None:
    """Install Debian packages where that is allowed; says so, and goes on, when it does not work."""
    wanted = _not_installed(packages)
    if not wanted or not may_install():
        return
    say(f"Installing {' '.join(wanted)} with apt-get …")
    options = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *options, "update"], env=quiet, stdin=subprocess.DEVNULL, check=False)
    command = ["apt-get", *options, "install", "--yes", "--no-install-recommends", *wanted]
    finished = subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if finished.returncode:
        say(f"apt-get could not install them: {finished.stderr.strip()}")


def how_to_install(*, debian: Sequence[str], homebrew: Sequence[str]) -> str:
    if sys.platform == "darwin":
        return f"brew install {' '.join(homebrew)}"
    if shutil.which("apt-get"):
        return f"sudo apt-get install {' '.join(debian)}"
    return f"Install what your system has in place of Debian's {', '.join(debian)}."


def _missing_libraries() -> list[str]:
    return [name for name in PDF_LIBRARIES if not ctypes.util.find_library(name)]


def _not_installed(packages: Sequence[str]) -> list[str]:
    command = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\n", *packages]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout if may_install() else ""
    return [package for package in packages if f"installed {package}" not in answer.splitlines()]

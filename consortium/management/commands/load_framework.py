"""``manage.py load_framework FILE``: load one edition of a framework from a file; may be run as often as one likes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consortium.reference_data import framework_file


class Command(BaseCommand):
    help = "Load one edition of a framework of capabilities from a JSON file (consortium/data/README.md has the shape)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{file} cannot be read as text: {problem}") from problem
        try:
            report = framework_file.load_file(text, dry_run=dry_run)
        except framework_file.FrameworkRefused as refused:
            raise CommandError(f"Nothing was loaded.\n{refused}") from refused
        except framework_file.EditionChanged as refused:
            raise CommandError(f"{refused} Nothing was loaded.") from refused
        for name in report.added:
            self.stdout.write(f"added    {name}")
        for name in report.changed:
            self.stdout.write(f"changed  {name}")
        if not report.added and not report.changed:
            self.stdout.write("Everything is there already; nothing was changed.")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")

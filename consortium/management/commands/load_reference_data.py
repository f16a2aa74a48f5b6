"""``manage.py load_reference_data``: bring the reference files into the database; may be run as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consortium import reference_data
from core import words
from core.registry import reference_loaders


class Command(BaseCommand):
    help = "Load boroughs, organisations, roles, frameworks, standards and rule sets from consortium/data"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = reference_data.load()
        except reference_data.EditionChanged as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        if options["verbosity"] > 1:
            for name in report.added:
                self.stdout.write(f"added    {name}")
        for name in report.changed:
            self.stdout.write(f"changed  {name}")
        if options["verbosity"] > 1:
            for name in report.left_out:
                self.stdout.write(f"left out {name}")
        self.stdout.write(
            f"Reference data: {words.count(len(report.added), 'row')} added, {len(report.changed)} changed, "
            f"{report.unchanged} as they were."
        )
        for load in reference_loaders:
            self.stdout.write(load())

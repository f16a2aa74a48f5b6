"""``manage.py apply_retention``: delete what has been kept long enough, or say what would go on any day."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import retention


class Command(BaseCommand):
    help = "Delete what the portal has kept long enough, as each app declares it; with --dry-run say what would go"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=datetime.date.fromisoformat, help="as of this day, like 2027-03-01 (today)")
        parser.add_argument("--dry-run", action="store_true", help="delete nothing, say what would go")

    def handle(self, *args: Any, on: datetime.date | None, dry_run: bool, **options: Any) -> None:
        today = timezone.localdate()
        on = on or today
        if dry_run:
            for found in retention.kept_long_enough(on=on):
                self.stdout.write(found.sentence)
            return
        if on > today:
            raise CommandError("What is to go on a later day is only shown: add --dry-run.")
        deleted = retention.purge(on=on)
        for label, rows in deleted.items():
            self.stdout.write(f"{label}: {rows} deleted")
        if not deleted:
            self.stdout.write("Nothing was kept longer than it is declared.")

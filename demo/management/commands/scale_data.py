import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from demo import scale, story


class Command(BaseCommand):
    help = "Fill an empty PostgreSQL database with as many apprentices as asked for, to measure with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apprentices", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=story.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Invented people belong into a demo only: set DEMO_MODE=1.")
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL takes rows in by COPY: set DATABASE_URL.")
        if story.is_told():
            raise CommandError("There are people in this database already.")
        if options["apprentices"] < 1:
            raise CommandError("Ask for one apprentice or more.")
        started = time.monotonic()
        scale.build(
            apprentices=options["apprentices"],
            today=timezone.localdate(),
            seed=options["seed"],
            said=lambda words: self.stdout.write(f"  {words}"),
        )
        self.stdout.write(f"{options['apprentices']} apprentices, in {time.monotonic() - started:.0f} seconds.")

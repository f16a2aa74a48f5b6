import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from demo import story
from demo.world import LARGE, SMALL


class Command(BaseCommand):
    help = "Build the demo consortium in an empty database; does nothing where it stands already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--large", action="store_true", help="the size of all London: 600 apprentices")
        parser.add_argument("--seed", type=int, default=story.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Invented people belong into a demo only: set DEMO_MODE=1.")
        if story.is_told():
            self.stdout.write("The demo is there already.")
            return
        started = time.monotonic()
        size = LARGE if options["large"] else SMALL
        world = story.tell(
            size=size,
            today=timezone.localdate(),
            seed=options["seed"],
            said=lambda words: self.stdout.write(f"  {words}"),
        )
        self.stdout.write(f"{len(world.apprentices)} apprentices, in {time.monotonic() - started:.0f} seconds.")

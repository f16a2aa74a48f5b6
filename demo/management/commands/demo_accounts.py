import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.accounts import accounts


class Command(BaseCommand):
    help = "Accounts of the demo, with passwords and second factors; refuses wherever people are real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("This is not a demo: there are no invented accounts here. (DEMO_MODE is off.)")
        found = accounts()
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=1, ensure_ascii=False))
            return
        for account in found:
            self.stdout.write("  ".join([f"{account['email']:40}", f"{account['role']:24}", account["organisation"]]))

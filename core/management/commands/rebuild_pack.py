from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.documents import packs
from core.documents.models import Pack
from core.jobs import CannotBeDone


class Command(BaseCommand):
    help = "Build a pack again from what was read for it, word for word, for an appeal; nobody is given it by this."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="the reference that stands under every page")
        parser.add_argument("file", type=Path, help="where the PDF is written")

    def handle(self, *args: Any, **options: Any) -> None:
        pack = Pack.objects.filter(reference=options["reference"]).exclude(snapshot_hash="").first()
        if pack is None:
            raise CommandError("There is no pack with this reference that was ever built.")
        try:
            data = packs.build_again(pack)
        except CannotBeDone as reason:
            raise CommandError(str(reason)) from reason
        options["file"].write_bytes(data)
        self.stdout.write(f"{pack.title}: {len(data):,} bytes, from what was read with the hash {pack.snapshot_hash}.")

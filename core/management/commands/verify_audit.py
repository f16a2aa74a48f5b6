from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit.models import Event
from core.audit.sealing import verify


class Command(BaseCommand):
    help = "Seal what is new, then check the chain of events, their words and every signature; names each changed row."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(verify())
        for finding in findings:
            self.stderr.write(f"{finding.table} {finding.pk}: {finding.problem}")
        if findings:
            raise CommandError(f"{len(findings)} rows are not as they were recorded.")
        self.stdout.write(f"{Event.objects.count()} events and every signature are as they were recorded.")

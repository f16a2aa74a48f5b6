"""``manage.py recount_standing``: count the totals anew from the rows, and say whether any were wrong."""

from typing import Any

from django.core.management.base import BaseCommand

from apprentices import operations
from core import words


class Command(BaseCommand):
    help = "Count the totals of every apprentice anew"

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = operations.recount_all()
        self.stdout.write(
            f"Totals counted anew. {words.count(wrong, 'apprentice')} had a total that was wrong."
            if wrong
            else "Totals counted anew. All were right."
        )

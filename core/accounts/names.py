"""A person's name changes on a day: by marriage, by transition, by their own wish. Only they change it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from core import audit, words
from core.accounts.models import FormerName, User
from core.workflow import StepRefused


@transaction.atomic
def change_name(
    person: User, *, name: str, private: bool, since: datetime.date | None = None, on: datetime.date | None = None
) -> None:
    """Give oneself another name from a day on (``since``), and say whether earlier ones are private.

    The same name only changes who sees earlier ones. No event holds a name. Raises ``StepRefused`` in words where the
    day is missing, has not come, or is not after the last change.
    """
    held = User.objects.select_for_update().get(pk=person.pk)
    name = " ".join(name.split())
    if name != held.name:
        first_day = _possible(held, since, on=on or timezone.localdate())
        FormerName.objects.create(person=held, name=held.name, ends_on=first_day - datetime.timedelta(days=1))
        audit.record(held, "changed name", by=person)
    elif private != held.former_names_private:
        audit.record(held, "chose who sees former names", by=person)
    person.name = held.name = name
    person.former_names_private = held.former_names_private = private
    held.save(update_fields=["name", "former_names_private"])


def _possible(held: User, since: datetime.date | None, *, on: datetime.date) -> datetime.date:
    """The first day of the new name; refused where it cannot be."""
    if since is None:
        raise StepRefused("Enter the day from which this is your name.")
    if since > on:
        raise StepRefused("This day has not come yet. Change your name on the day itself, or after it.")
    last = held.former_names.first()
    if last and since <= last.ends_on + datetime.timedelta(days=1):
        changed_on = words.day(last.ends_on + datetime.timedelta(days=1))
        raise StepRefused(f"Your name changed on {changed_on} before. Enter a later day.")
    return since

"""What every root record has: a random public reference, when it was made, and the version a form was opened on."""

import secrets

from django.db import models

REFERENCE_ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
REFERENCE_LENGTH = 12


def new_reference() -> str:
    """A random reference for addresses, mails and packs: no vowels, so no words; 57 bits, so no guessing."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))


def reference_in(asked: str | None) -> str:
    """A reference as somebody's address or post has it; what can be none is "" and finds nothing."""
    possible = asked is not None and len(asked) == REFERENCE_LENGTH and set(asked) <= set(REFERENCE_ALPHABET)
    return asked if asked and possible else ""


class Record(models.Model):
    """A record that people meet by its reference, never by its number."""

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

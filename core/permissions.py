"""How a permission answers: yes, or no with the reason and who can.

Every app's ``permissions.py`` has functions that return ``YES`` or ``no("…")``; views call ``require``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Answer:
    """Whether somebody may do a thing, and in words why not and who can."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


def no(reason: str) -> Answer:
    """No, for this reason; say who can."""
    return Answer(False, reason)


class NotAllowed(PermissionDenied):
    """Yours to see but not to do: answered as 403 with the reason."""


def require(answer: Answer) -> None:
    """Go on only where the answer is yes; raises ``NotAllowed`` with the reason."""
    if not answer:
        raise NotAllowed(answer.reason)

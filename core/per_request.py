"""Answers that several parts of one page ask for: found once, and kept for as long as the request lasts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from core.accounts.models import User

P = ParamSpec("P")
R = TypeVar("R")


def once_per_request(
    find: Callable[Concatenate[User, P], R],
) -> Callable[Concatenate[User, P], R]:
    """Keep what is found about a person, for these arguments, on the very ``User`` of the request.

    The next request has a ``User`` of its own and finds it anew, so what ended a moment ago opens nothing.
    """

    @wraps(find)
    def asked(user: User, *args: P.args, **kwargs: P.kwargs) -> R:
        answers: dict[Any, R] | None = getattr(user, "_found_in_this_request", None)
        if answers is None:
            answers = {}
            user._found_in_this_request = answers  # type: ignore[attr-defined]
        key = (find.__module__, find.__qualname__, args, *sorted(kwargs.items()))
        if key not in answers:
            answers[key] = find(user, *args, **kwargs)
        return answers[key]

    return asked

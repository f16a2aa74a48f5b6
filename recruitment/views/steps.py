"""Take a step and say in words what became of it; what a form was posted with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from core.workflow import StepRefused


def taken(request: HttpRequest, step: Callable[[], Any], done: str = "") -> bool:
    """Whether the step could be taken; the next page says what was done, or why it was not."""
    try:
        step()
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return False
    if done:
        messages.success(request, done)
    return True


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was posted with, also where that is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None

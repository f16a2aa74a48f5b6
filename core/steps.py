"""Take a step from a page, and say in words why it could not be taken: on its form, or on the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from core.workflow import StepRefused


def taken_on(form: forms.Form, step: Callable[[], Any]) -> Any:
    """What a step answers, True where it answers nothing; None where it was refused, and the form says why."""
    try:
        return step() or True
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return None


def taken(request: HttpRequest, step: Callable[[], object], done: str = "") -> bool:
    """Whether a step could be taken; the next page says ``done``, or why it could not be."""
    try:
        step()
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return False
    if done:
        messages.success(request, done)
    return True

"""What the pages of steps have in common: a refusal is said in words, on the form where there is one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from core.forms import PortalForm, PortalModelForm
from core.workflow import StepRefused
from placements.operations import PlacementRefused


def taken(request: HttpRequest, step: Callable[[], object], *, done: str) -> bool:
    """Take a step that has no form; says what was done, or why not."""
    try:
        step()
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return False
    messages.success(request, done)
    return True


def refused_on(form: PortalForm | PortalModelForm, step: Callable[[], object]) -> bool:
    """Take a step from a form; where it is refused, every reason stands on the form."""
    try:
        step()
    except PlacementRefused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason.words)
        return True
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return True
    return False

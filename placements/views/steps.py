"""A refusal of a placement is said in words on the form, every reason of it."""

from __future__ import annotations

from collections.abc import Callable

from core.forms import PortalForm, PortalModelForm
from core.workflow import StepRefused
from placements.operations import PlacementRefused


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

"""Who had a part in an application, so that others look at it when its procedure or suitability is in question."""

from __future__ import annotations

from core.audit.models import Event
from recruitment.models import Application, PanelMember

LOOKED_ONLY = "read "
"""How the events of a mere reading begin."""


def took_part(application: Application) -> set[int]:
    """Ids of everybody who took a step on an application, sat on its panel or ran it; and the candidate's."""
    acted = (
        Event.objects.filter(root_kind="recruitment.application", root_id=application.pk, actor__isnull=False)
        .exclude(step__startswith=LOOKED_ONLY)
        .values_list("actor", flat=True)
    )
    seated = PanelMember.objects.filter(panel__candidates__application=application).values_list("person", flat=True)
    decided = application.decisions.values_list("decided_by", flat=True)
    return {*acted, *seated, *decided, application.candidate_id}

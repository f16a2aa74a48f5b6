"""Where a practice assessment panel is met outside its own pages; ``AssessmentConfig.ready`` calls it."""

from __future__ import annotations


def register() -> None:
    """Guards, the signed sheet, packs, navigation, the home page."""
    from assessment.models import PanelReading
    from assessment.panels import content, guards, pack, places
    from core import registry

    guards.declare_all()
    registry.signed_models.register(
        "assessment.panelreading", registry.SignedModel(PanelReading, content.sheet_content)
    )
    registry.pack_builders.register(pack.NAME, pack.BUILDER)
    registry.navigation.register(places.navigation, order=32)
    registry.worklist.register(places.needs)
    registry.record_sections.register(places.record_section, order=46)

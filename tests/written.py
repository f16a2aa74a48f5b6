"""What was written about an apprentice, row by row and word by word, without what differs each time it is written."""

from typing import Any

from django.db.models import Model, QuerySet

from apprentices.models import Apprentice, PlanSection
from core.audit.models import Event

EACH_TIME = {
    "id",
    "reference",
    "created_at",
    "opened_at",
    "named_at",
    "at",
    "apprentice",
    "plan",
    "subject_id",
    "root_id",
}
SALTED = {"detail_digest", "content_hash"}


def written_about(apprentice: Apprentice) -> dict[str, list[dict[str, Any]]]:
    """Model → its rows about an apprentice, for every model whose rows hang from one, and the events of all of them."""
    found = {"apprentices.apprentice": [_values(Apprentice.objects.get(pk=apprentice.pk))]}
    for relation in Apprentice._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: apprentice.pk})
        found[relation.related_model._meta.label_lower] = _rows(rows)
    found["apprentices.plansection"] = _rows(PlanSection.objects.filter(plan__apprentice=apprentice))
    events = Event.objects.about(apprentice).select_related("detail").order_by("pk")
    found["core.event"] = [
        {name: value for name, value in _values(event).items() if name not in SALTED} | {"words": event.words}
        for event in events
    ]
    return {model: rows for model, rows in found.items() if rows}


def _rows(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    return [_values(row) for row in rows.order_by("pk")]


def _values(row: Model) -> dict[str, Any]:
    names = [field.name for field in row._meta.concrete_fields if field.name not in EACH_TIME]
    return {name: row.serializable_value(name) for name in names}

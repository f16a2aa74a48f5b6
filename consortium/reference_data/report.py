"""What a loading did, row by row, and the one way in which it writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core.workflow import StepRefused


class EditionChanged(StepRefused):
    """A file says something else about a published edition than the database holds."""


@dataclass
class Report:
    """The names of what was added, what was changed (with the fields), and how many rows were left as they were."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[str] = field(default_factory=list)

    def put(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        """Add the row that ``key`` finds, or bring it to ``values``."""
        row = model._base_manager.filter(**key).first()
        if row is None:
            return self._add(model, key, values)
        return self._change(row, _differences(row, values), values)

    def publish(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        """Add an edition, or make sure that the one held is the same. All that may change is its last day.

        A field that an edition was loaded without, because the portal did not have it then, is filled once.
        """
        row: Any = model._base_manager.filter(**key).first()
        if row is None:
            return self._add(model, key, values)
        if values.get("valid_to", row.valid_to) is None and row.valid_to is not None:
            # People may have closed what the file still leaves open.
            values = {name: value for name, value in values.items() if not _only_closed(row, name, values)}
        differing = _differences(row, values)
        closing = "valid_to" in differing and row.valid_to is None
        forbidden = [
            name for name in differing if getattr(row, name) != {} and not (closing and _only_closed(row, name, values))
        ]
        if forbidden:
            raise EditionChanged(
                f"{_name(model, row)} is published and its {', '.join(map(_said, forbidden))} would change. "
                "Close it with a last day and add a new edition instead."
            )
        return self._change(row, differing, values)

    def add_once(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> None:
        """Add a row where there is none for ``key``; what people have changed since stays theirs."""
        if model._base_manager.filter(**key).exists():
            self.unchanged += 1
        else:
            self._add(model, key, values)

    def link(self, row: Any, name: str, wanted: Iterable[models.Model]) -> None:
        """Make the many-to-many ``name`` of a row exactly ``wanted``."""
        related = getattr(row, name)
        if set(related.values_list("pk", flat=True)) != {other.pk for other in wanted}:
            related.set(wanted)
            if not self._just_added(row):
                self.changed.append(f"{_name(type(row), row)}: {_said(name)}")

    def _add(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        row = model._base_manager.create(**key, **values)
        self.added.append(_name(model, row))
        return row

    def _change(self, row: Any, differing: list[str], values: dict[str, Any]) -> Any:
        if not differing:
            self.unchanged += 1
            return row
        for name in differing:
            setattr(row, name, values[name])
        row.save(update_fields=differing)
        self.changed.append(f"{_name(type(row), row)}: {', '.join(_said(name) for name in differing)}")
        return row

    def _just_added(self, row: models.Model) -> bool:
        return _name(type(row), row) in self.added


def _differences(row: Any, values: dict[str, Any]) -> list[str]:
    return [name for name, value in values.items() if getattr(row, name) != value]


def _only_closed(row: Any, name: str, values: dict[str, Any]) -> bool:
    """Whether a field is the last day, or holds the whole entry and differs by the last day in it alone."""
    if name == "valid_to":
        return True
    held, wanted = getattr(row, name), values[name]
    if not (isinstance(held, dict) and isinstance(wanted, dict)):
        return False
    return {**held, "valid_to": None} == {**wanted, "valid_to": None}


def _name(model: type[models.Model], row: models.Model) -> str:
    return f"{model._meta.verbose_name} {row}"


def _said(name: str) -> str:
    return name.replace("_", " ")

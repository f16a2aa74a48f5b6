"""Privacy is declared: every table that we keep says whose data it is, for how long, and what erasure does to it."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import models

from core.accounts.models import User
from core.privacy import After, Erasure, declared

OURS = sorted(
    config.name for config in apps.get_app_configs() if not config.name.startswith(("django", "allauth", "cr", "csp"))
)


def kept() -> list[type[models.Model]]:
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def person_at_the_end_of(model: type[models.Model], path: str) -> type[models.Model]:
    """The model to which a path leads, one relation after the other."""
    for part in path.split("__"):
        model = model._meta.get_field(part).remote_field.model
    return model


def test_our_apps_are_asked():
    assert {"core", "consortium", "apprentices", "placements", "assessment", "recruitment", "portal"} <= set(OURS)


def test_every_table_is_declared_once_and_nothing_else_is():
    assert sorted(declared()) == sorted(model._meta.label_lower for model in kept())


def test_each_app_declares_its_own_tables():
    for app in OURS:
        assert {name.split(".")[0] for name in import_module(f"{app}.privacy").DECLARED} <= {app}


@pytest.mark.parametrize("model", kept(), ids=lambda model: model._meta.label_lower)
def test_the_declared_path_leads_to_a_person(model):
    entry = declared()[model._meta.label_lower]
    assert str(entry.keep)
    assert hasattr(model.objects, "over_by") or not isinstance(entry.keep, After)
    if entry.whose in ("", "self"):
        assert entry.whose == ("self" if model is User else "")
    else:
        assert person_at_the_end_of(model, entry.whose) is User


def test_what_is_nobodys_points_at_nobody():
    nobodys = [model for model in kept() if not declared()[model._meta.label_lower].whose]
    pointing = [m for m in nobodys for field in m._meta.concrete_fields if field.related_model is User]
    assert {declared()[model._meta.label_lower].erasure for model in nobodys} == {Erasure.NOTHING}
    assert pointing == []

"""The cast, made once for a module of tests."""

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access import cast


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One cast for the whole module; each request's traces are rolled back, in the database and in the browser."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def plain():
    """Refusals in a word, for a whole module: addresses that change with each test are worked out anew each time."""
    with override_settings(ROOT_URLCONF="tests.access.plain"):
        yield

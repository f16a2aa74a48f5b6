"""The cast, made once for a module of tests."""

import pytest
from django.db import transaction

from tests.access import cast


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One cast for the whole module; each request's traces are rolled back, in the database and in the browser."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast.build()
        transaction.set_rollback(True)

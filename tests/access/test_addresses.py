"""No address hides behind another one."""

import re

import pytest
from django.urls import resolve

from tests.access.addresses import every_address

A_NUMBER, A_WORD = re.compile(r"<int:\w+>"), re.compile(r"<(?:\w+:)?\w+>")


@pytest.mark.parametrize(("name", "path"), sorted(every_address().items()))
def test_every_address_leads_to_its_own_page(name, path):
    asked = "/" + A_WORD.sub("x", A_NUMBER.sub("7", path))

    assert resolve(asked).view_name == name

"""Every address of this app opens its own page: none is answered by another that was listed before it."""

import pytest
from django.urls import resolve, reverse

from apprentices.urls import urlpatterns

VALUES = {"str": "yx3fcbs2mp4q", "int": 7, "slug": "ask"}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_the_address_leads_to_its_own_page(pattern):
    kinds = {
        name: type(converter).__name__.removesuffix("Converter").lower()
        for name, converter in pattern.pattern.converters.items()
    }
    address = reverse(
        f"apprentices:{pattern.name}",
        kwargs={name: VALUES["str" if kind == "string" else kind] for name, kind in kinds.items()},
    )

    assert resolve(address).url_name == pattern.name

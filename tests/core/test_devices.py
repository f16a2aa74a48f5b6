"""The address kept beside a signature is the device's, not the proxy's, and nobody can forge it."""

import pytest
from django.test import RequestFactory

from core.accounts.devices import address_of


def request(**headers):
    return RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "203.0.113.7", "10.0.0.9"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),
    ],
    ids=["no proxy", "forged without a proxy", "behind nginx", "forged before nginx"],
)
def test_only_what_trusted_proxies_wrote_is_read(settings, proxies, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(request(**headers)) == address

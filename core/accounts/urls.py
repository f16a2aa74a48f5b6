"""Addresses that stand before allauth's own."""

from django.urls import path

from core.accounts.views import closed, remove_passkey

urlpatterns = [
    path("email/", closed, name="account_email"),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
]

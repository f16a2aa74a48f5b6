"""For building an image: static files as they are served to real people. Nothing is served with these settings."""

import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

SECRET_KEY = secrets.token_urlsafe(64)
DEBUG = False
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

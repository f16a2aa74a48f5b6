"""For a developer's machine and for `make demo`: no service needed, nothing here is safe for real people."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DEMO_MODE, env

SECRET_KEY = env("SECRET_KEY", default="development-only-" + "x" * 40)
DEBUG = env.bool("DEBUG", default=not DEMO_MODE)
ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
WHITENOISE_USE_FINDERS = True

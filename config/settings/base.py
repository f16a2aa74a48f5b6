"""Settings that hold everywhere. What differs stands in development.py, test.py and production.py."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DEMO_MODE = env.bool("DEMO_MODE", default=False)
"""A consortium of invented people: sign in as anybody, read the outbox, banner on every page."""

SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
SITE_NAME = "Social Work Apprenticeships"
CONSORTIUM_NAME = env("CONSORTIUM_NAME", default="London consortium")

INSTALLED_APPS = [
    "portal",
    "demo",
    "recruitment",
    "assessment",
    "placements",
    "apprentices",
    "consortium",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_forms_gds",
    "django_filters",
    "django_htmx",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.accounts.middleware.SecondFactorMiddleware",
    "core.middleware.PrivatePagesMiddleware",
    "core.middleware.NoNulMiddleware",
    "core.middleware.StepRefusedMiddleware",
    "core.forms.once.PostedOnceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "core.context_processors.site",
            ],
            "builtins": ["core.templatetags.words", "core.templatetags.components"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

# Sessions live in the database: they outlive a flushed cache.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# Accounts -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
"""Addresses are unique without regard to case, by a constraint that this check does not see."""
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "core.accounts.passwords.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "core.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "core.accounts.forms.LoginForm",
    "request_login_code": "core.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "core.accounts.forms.ConfirmLoginCodeForm",
    "reset_password": "core.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "core.accounts.forms.ResetPasswordKeyForm",
    "change_password": "core.accounts.forms.ChangePasswordForm",
    "set_password": "core.accounts.forms.SetPasswordForm",
    "reauthenticate": "core.accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login": "10/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "public_form": "60/10m/ip",
    "fresh_link": "20/10m/ip",
    "one_time_code": "30/10m/ip",
}
"""Signing in, and the forms that anybody can post (``core.limits``); a whole council may come from one address."""
ACCOUNT_EMAIL_NOTIFICATIONS = True
"""The owner is told by mail of a new password and of a second step that was set up or taken away."""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
"""A code counts for 30 seconds before and after its own: the phone that shows it may be a little wrong."""
MFA_FORMS = {
    "authenticate": "core.accounts.forms.AuthenticateForm",
    "reauthenticate": "core.accounts.forms.SecondStepAgainForm",
    "activate_totp": "core.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "core.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "core.accounts.forms.EditWebAuthnForm",
}
MFA_ADAPTER = "core.accounts.adapter.MFAAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

# Forms --------------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"

# Language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH = "config.formats"

# Static files and private files --------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
PRIVATE_FILES_ROOT = Path(env("PRIVATE_FILES_ROOT", default=str(VAR_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_FILES_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ACCEL_REDIRECT_PREFIX = env("ACCEL_REDIRECT_PREFIX", default="")
"""nginx' internal location for private files; empty = Django streams them itself."""
UPLOAD_LIMIT_MB = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_PERMISSIONS = 0o640
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")
"""`host:port` or a socket path of clamd; empty = files are marked "not scanned" (demo and tests only)."""

# Mail: everything leaves through core.notifications, which keeps it in the outbox first --------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Social Work Apprenticeships <portal@example.org>")

# Background work ------------------------------------------------------------------------------------
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # No waiting and no trying again where a page hands work over (kombu's own is 2 s, then 4 s, …); a worker's own
    # connection follows other settings and does try again.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 2, "max_retries": 0}
else:
    QUEUE_DIR = VAR_DIR / "queue"
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
    }
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_DEFAULT_QUEUE = env("TASK_QUEUE", default="portal")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# True while nothing may be deleted: a court order, an inquiry.
RETENTION_ON_HOLD = env.bool("RETENTION_ON_HOLD", default=False)
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.jobs.sweep", "schedule": 60.0},
    "deliver-mail": {"task": "core.notifications.deliver", "schedule": 60.0},
    "seal-events": {"task": "core.audit.seal", "schedule": 60.0},
    "new-day-for-apprentices": {"task": "apprentices.new_day", "schedule": crontab(minute=5)},
    "new-day-for-evidence": {"task": "assessment.new_day", "schedule": crontab(minute=7)},
    "release-results": {"task": "assessment.release_results", "schedule": 60.0},
    "keep-places-on-panels-moving": {"task": "recruitment.keep_places_moving", "schedule": 60.0},
    "new-day-for-later-starts": {"task": "recruitment.new_day", "schedule": crontab(minute=8)},
    "owe-reminders": {"task": "core.notifications.owe_reminders", "schedule": crontab(minute=10)},
    "apply-retention": {"task": "core.apply_retention", "schedule": crontab(hour=2, minute=20)},
}

# Front door -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.logs.RequestIdFilter"}},
    "formatters": {"plain": {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # A path or the reason of a refusal may name somebody, so what the framework says of ordinary refusals is not kept.
    "loggers": {name: {"level": "ERROR"} for name in ("fontTools", "weasyprint", "django.request")},
}

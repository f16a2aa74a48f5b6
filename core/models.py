"""The tables of the machinery, each defined in the room that works with it."""

from core.accounts.models import FormerName, User
from core.audit.hiding import HiddenText
from core.audit.models import Event, EventDetail, Seal
from core.audit.signatures import Signature
from core.documents.models import Pack
from core.files.models import StoredFile
from core.forms.once import FormReceipt
from core.imports.models import Import
from core.jobs.models import Job
from core.links.models import OneTimeCode, SignedLink
from core.notifications.models import Message

__all__ = [
    "Event",
    "EventDetail",
    "FormReceipt",
    "FormerName",
    "HiddenText",
    "Import",
    "Job",
    "Message",
    "OneTimeCode",
    "Pack",
    "Seal",
    "Signature",
    "SignedLink",
    "StoredFile",
    "User",
]

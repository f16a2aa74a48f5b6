"""What somebody finds in their mail during a journey."""

import re

from core.notifications.models import Message


def newest(email: str) -> Message:
    return Message.objects.filter(to_email=email).latest("pk")


def link_in(email: str) -> str:
    """The link in the newest mail to an address that has one."""
    mails = Message.objects.filter(to_email=email, body__contains="/link/").order_by("-pk")
    return re.search(r"https?://\S+/link/\S+", mails.first().body)[0]


def code_in(email: str) -> str:
    """The one-time code in the newest mail that brought one."""
    return re.search(r"\b\d{6}\b", Message.objects.filter(to_email=email, kind="one_time_code").latest("pk").body)[0]

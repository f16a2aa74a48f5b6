"""Steps over several records of the consortium. All take keywords; all write their events in the same transaction."""

from consortium.operations.members import add_organisation, admit, end_membership, forget_identifier, identify
from consortium.operations.people import (
    INVITATION,
    accept_invitation,
    end_appointment,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from consortium.operations.programmes import publish_official_list

__all__ = [
    "INVITATION",
    "accept_invitation",
    "add_organisation",
    "admit",
    "end_appointment",
    "end_membership",
    "forget_identifier",
    "identify",
    "invite",
    "publish_official_list",
    "resend_invitation",
    "withdraw_invitation",
]

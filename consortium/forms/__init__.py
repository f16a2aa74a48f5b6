"""Forms of the consortium's pages: they collect, the operations act."""

from consortium.forms.members import AddOrganisationForm, AdmitForm, EndMembershipForm, IdentifierForm
from consortium.forms.people import AcceptForm, EndAppointmentForm, InviteForm, JoinForm

__all__ = [
    "AcceptForm",
    "AddOrganisationForm",
    "AdmitForm",
    "EndAppointmentForm",
    "EndMembershipForm",
    "IdentifierForm",
    "InviteForm",
    "JoinForm",
]

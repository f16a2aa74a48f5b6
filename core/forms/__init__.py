"""Forms and their fields. Import them from here."""

from core.forms.base import TEXT_LIMIT, PortalForm, PortalFormMixin, PortalModelForm
from core.forms.fields import DateField, FileField, HoursField, SeveralField, TimeField
from core.forms.signing import SignForm

__all__ = [
    "TEXT_LIMIT",
    "DateField",
    "FileField",
    "HoursField",
    "PortalForm",
    "PortalFormMixin",
    "PortalModelForm",
    "SeveralField",
    "SignForm",
    "TimeField",
]

"""The files' finer kinds of organisation in the kinds that the register keeps."""

from consortium.models import Organisation

KINDS: dict[str, str] = {
    "council": Organisation.Kind.COUNCIL.value,
    "service": Organisation.Kind.SERVICE.value,
    "shared_service": Organisation.Kind.TRUST.value,
    "company": Organisation.Kind.TRUST.value,
    "university": Organisation.Kind.UNIVERSITY.value,
    "charity": Organisation.Kind.VOLUNTARY.value,
    "provider": Organisation.Kind.VOLUNTARY.value,
    "lived_experience_group": Organisation.Kind.LIVED_EXPERIENCE_GROUP.value,
    "consortium": Organisation.Kind.CONSORTIUM_OFFICE.value,
}

"""Privacy of this app's tables: whose data, how long, what erasure does."""

from core.privacy import NOBODYS, Declared, Erasure

DECLARED: dict[str, Declared] = {
    "consortium.borough": NOBODYS,
    "consortium.organisation": NOBODYS,
    "consortium.organisationidentifier": NOBODYS,
    "consortium.consortium": NOBODYS,
    "consortium.membership": NOBODYS,
    "consortium.role": NOBODYS,
    "consortium.appointment": Declared(
        "person", "6 years after its last day: it says who could see what", Erasure.KEEP
    ),
    "consortium.invitation": Declared(
        "appointment__person", "6 years after its role's last day, or 1 year if never accepted", Erasure.KEEP
    ),
    "consortium.framework": NOBODYS,
    "consortium.frameworklevel": NOBODYS,
    "consortium.statement": NOBODYS,
    "consortium.standard": NOBODYS,
    "consortium.standardstep": NOBODYS,
    "consortium.standardversion": NOBODYS,
    "consortium.offthejobruleset": NOBODYS,
    "consortium.publishedminimum": NOBODYS,
    "consortium.cohort": NOBODYS,
}

"""What this app's own records give to an audit file, in the order in which an auditor asks for it."""

from apprentices.audit_file.parts import AuditSection, audit_sections
from apprentices.audit_file.sections import changes, employment, plan, programme, reviews, time

SECTIONS: dict[int, AuditSection] = {
    10: AuditSection("agreement", "Apprenticeship agreement", employment.agreement),
    12: AuditSection("plan", "Training plan", plan.training_plan),
    14: AuditSection("prior_learning", "Initial assessment and prior learning", plan.prior_learning),
    16: AuditSection("employment", "Employment and hours of work", employment.employment),
    20: AuditSection("hours", "Off-the-job hours: minimum, planned, actual", time.hours_),
    22: AuditSection("log", "Log of off-the-job time", time.log),
    24: AuditSection("quarters", "Quarters of the log that were closed", time.quarters),
    26: AuditSection("variance", "Statement on hours under plan", time.variance),
    40: AuditSection("reviews", "Progress reviews", reviews.reviews),
    60: AuditSection("breaks", "Breaks in learning", changes.breaks),
    62: AuditSection("changes", "Changes of circumstance", changes.changes),
    64: AuditSection("transfers", "Transfers between employers", changes.transfers),
    90: AuditSection("gateway", "Gateway and the end of the programme", programme.gateway),
}
"""By order; placement days stand at 30, the portfolio at 50, both from above."""


def register() -> None:
    for order, section in SECTIONS.items():
        audit_sections.register(section, order=order)

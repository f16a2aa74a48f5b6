"""Whose data recruitment holds, how long, and what erasure does."""

from core.privacy import NOBODYS, After, Declared, Erasure

APPLICANTS = "12 months after the campaign closes, or to the end of the next campaign if they ask to be invited again"
REINVITED = After("the next campaign has closed", days=1)
PANELS = "6 years: who sat on a panel is part of every decision that it made"
EQUALITY = (
    "the link: 12 months after the campaign closes; for an apprentice, 18 months after the cohort ends. "
    "The answers stay as figures without a person"
)

DECLARED: dict[str, Declared] = {
    "recruitment.campaign": NOBODYS,
    "recruitment.campaignplaces": NOBODYS,
    "recruitment.campaigndates": NOBODYS,
    "recruitment.hostingteam": NOBODYS,
    "recruitment.channel": NOBODYS,
    "recruitment.channelday": NOBODYS,
    "recruitment.informationsession": NOBODYS,
    "recruitment.booking": Declared("person", "12 months after the session", Erasure.DELETE),
    "recruitment.sessionfeedback": NOBODYS,
    "recruitment.application": Declared("candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.applicationdocument": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.reinvitation": Declared("application__candidate", REINVITED, Erasure.DELETE),
    "recruitment.earlierassurance": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.adjustments": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.endorsement": Declared("application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.eligibilityexception": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.equalitylink": Declared("application__candidate", EQUALITY, Erasure.DELETE),
    "recruitment.equalityanswers": Declared("", EQUALITY, Erasure.NOTHING),
    "recruitment.offer": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.offerdecision": Declared("application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.condition": Declared("offer__application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.selectionday": NOBODYS,
    "recruitment.exercise": NOBODYS,
    "recruitment.criterion": NOBODYS,
    "recruitment.room": NOBODYS,
    "recruitment.dayhours": NOBODYS,
    "recruitment.daycandidate": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.timetable": Declared("asked_by", PANELS, Erasure.KEEP),
    "recruitment.timetableslot": Declared("candidate__application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.daychange": Declared("candidate__application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.panel": NOBODYS,
    "recruitment.panelmember": Declared("person", PANELS, Erasure.KEEP),
    "recruitment.avoidance": Declared("member__person", "until the day is closed", Erasure.DELETE),
    "recruitment.panelcandidate": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.scoresheet": Declared("candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.papersheet": Declared("sheet__candidate__application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.score": Declared("sheet__candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.stepout": Declared("member__person", "until the day is closed", Erasure.DELETE),
    "recruitment.helprequest": Declared("member__person", "until the day is closed", Erasure.DELETE),
    "recruitment.agreedscore": Declared("candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.recommendation": Declared("candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
}

"""Whose data recruitment holds, how long, and what erasure does."""

from core.privacy import NOBODYS, After, Declared, Erasure, Sooner

APPLICANTS = "with the application"
APPLICATION = After(
    "the campaign has closed; not while somebody waits for the next campaign or became an apprentice", years=1
)
NEVER_SUBMITTED = After("the campaign has closed and it was never submitted", days=30)
REINVITED = After("the next campaign has closed", days=1)
PANELS = "6 years: who sat on a panel is part of every decision that it made"
EQUALITY = "the answers stay as figures without a person"
EQUALITY_LINK = After(
    "the campaign has closed; for an apprentice half a year longer, from the end of the cohort", years=1
)
PAYMENTS = "6 years after the end of the financial year in which it was paid"
SUITABILITY = After("the outcome of the suitability panel", years=6)
WITH_AN_APPLICATION = (
    ("recruitment.papersheet", "sheet__candidate__application"),
    ("recruitment.score", "sheet__candidate__application"),
    ("recruitment.scoresheet", "candidate__application"),
    ("recruitment.stepout", "candidate__application"),
    ("recruitment.agreedscore", "candidate__application"),
    ("recruitment.recommendation", "candidate__application"),
    ("recruitment.panelcandidate", "application"),
    ("recruitment.procedurereview", "application"),
    ("recruitment.deferral", "application"),
    ("recruitment.offer", "application"),
    ("recruitment.offerdecision", "application"),
    ("recruitment.eligibilityexception", "application"),
    ("recruitment.endorsement", "application"),
    ("recruitment.applicationdocument", "application"),
    ("recruitment.siftmark", "reading__sifted__application"),
    ("recruitment.siftreading", "sifted__application"),
    ("recruitment.siftagreedmark", "sifted__application"),
    ("recruitment.sifted", "application"),
    ("recruitment.timetableslot", "candidate__application"),
    ("recruitment.daychange", "candidate__application"),
    ("recruitment.daycandidate", "application"),
)
REGISTER = "while the person is on the register, and 6 years after the last panel that they sat on"

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
    "recruitment.application": Declared(
        "candidate",
        APPLICATION,
        Erasure.ANONYMISE,
        WITH_AN_APPLICATION,
        sooner=Sooner(NEVER_SUBMITTED, over_by="never_submitted_by", note="count_never_submitted"),
    ),
    "recruitment.neversubmitted": NOBODYS,
    "recruitment.applicationdocument": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.reinvitation": Declared("application__candidate", REINVITED, Erasure.DELETE),
    "recruitment.earlierassurance": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.adjustments": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.endorsement": Declared("application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.eligibilityexception": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.equalitylink": Declared("application__candidate", EQUALITY_LINK, Erasure.DELETE),
    "recruitment.equalityanswers": Declared("", EQUALITY, Erasure.NOTHING),
    "recruitment.offer": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.offerdecision": Declared("application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.condition": Declared("offer__application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.outcomefeedback": Declared("application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.deferral": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.deferralanswer": Declared("deferral__application__candidate", APPLICANTS, Erasure.KEEP),
    "recruitment.procedurereview": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.reviewer": Declared("person", APPLICANTS, Erasure.KEEP),
    "recruitment.suitabilityreferral": Declared("candidate", SUITABILITY, Erasure.KEEP),
    "recruitment.suitabilitynote": Declared("referral__candidate", "with the referral", Erasure.KEEP),
    "recruitment.suitabilitymember": Declared("person", "with the referral", Erasure.KEEP),
    "recruitment.campaignfigures": NOBODYS,
    "recruitment.equalitycounts": NOBODYS,
    "recruitment.sift": NOBODYS,
    "recruitment.siftcriterion": NOBODYS,
    "recruitment.sifter": Declared("person", PANELS, Erasure.KEEP),
    "recruitment.sifted": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.siftreading": Declared("sifted__application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.siftmark": Declared("reading__sifted__application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.siftagreedmark": Declared("sifted__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.selectionday": NOBODYS,
    "recruitment.exercise": NOBODYS,
    "recruitment.criterion": NOBODYS,
    "recruitment.bankitem": NOBODYS,
    "recruitment.bankversion": Declared("written_by", PANELS, Erasure.KEEP),
    "recruitment.bankcriterion": NOBODYS,
    "recruitment.bankuse": NOBODYS,
    "recruitment.calibrationcase": NOBODYS,
    "recruitment.calibration": NOBODYS,
    "recruitment.calibrationsheet": Declared("member__person", PANELS, Erasure.KEEP),
    "recruitment.calibrationmark": Declared("sheet__member__person", PANELS, Erasure.TOMBSTONE),
    "recruitment.room": NOBODYS,
    "recruitment.dayhours": NOBODYS,
    "recruitment.daycandidate": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.timetable": Declared("asked_by", PANELS, Erasure.KEEP),
    "recruitment.timetableslot": Declared("candidate__application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.daychange": Declared("candidate__application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.panel": NOBODYS,
    "recruitment.panelmember": Declared("person", PANELS, Erasure.KEEP),
    "recruitment.avoidance": Declared("member__person", "until the day is closed", Erasure.DELETE),
    "recruitment.panellist": Declared("person", REGISTER, Erasure.ANONYMISE),
    "recruitment.youngarrangements": Declared("panellist__person", REGISTER, Erasure.DELETE),
    "recruitment.paidsupporter": Declared("person", REGISTER, Erasure.DELETE),
    "recruitment.standingavoidance": Declared(
        "panellist__person", "until the person takes it back or leaves the register", Erasure.DELETE
    ),
    "recruitment.personallimit": Declared(
        "panellist__person", "until the person takes it back or leaves the register", Erasure.DELETE
    ),
    "recruitment.availability": Declared("panellist__person", After("the day it is about", years=1), Erasure.DELETE),
    "recruitment.reserve": Declared("panellist__person", "with the selection day", Erasure.DELETE),
    "recruitment.vacancy": Declared("leaver__person", PANELS, Erasure.KEEP),
    "recruitment.substituteoffer": Declared("panellist__person", PANELS, Erasure.KEEP),
    "recruitment.ratecard": Declared("set_by", "as long as it is true, then 6 years", Erasure.KEEP),
    "recruitment.panelclaim": Declared("person", PAYMENTS, Erasure.KEEP),
    "recruitment.paymentrun": Declared("made_by", PAYMENTS, Erasure.KEEP),
    "recruitment.claimexpense": Declared("claim__person", PAYMENTS, Erasure.KEEP),
    "recruitment.debrief": Declared("seat__person", After("the day it is about", years=1), Erasure.DELETE),
    "recruitment.panelcandidate": Declared("application__candidate", APPLICANTS, Erasure.ANONYMISE),
    "recruitment.scoresheet": Declared("candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.papersheet": Declared("sheet__candidate__application__candidate", APPLICANTS, Erasure.DELETE),
    "recruitment.score": Declared("sheet__candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.stepout": Declared("member__person", "until the day is closed", Erasure.DELETE),
    "recruitment.helprequest": Declared("member__person", "until the day is closed", Erasure.DELETE),
    "recruitment.agreedscore": Declared("candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
    "recruitment.recommendation": Declared("candidate__application__candidate", APPLICANTS, Erasure.TOMBSTONE),
}

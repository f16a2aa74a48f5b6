"""Whose data the rows of assessment are, how long they are kept, what erasure does to them."""

from core.privacy import NOBODYS, Declared, Erasure

OWNER = "evidence__apprentice__person"
TEXT = "award and 1 year; where it is the evidence for a claim or an hour, as the university's rule for evidence says"
SIX_YEARS = "6 full years from 31 July after the end of the apprenticeship"
READING = "as long as somebody reads for other boroughs, and 6 years"

_SUBMISSION = "submission__placement__apprentice__person"
_RECOMMENDATION = f"recommendation__{_SUBMISSION}"
_APPEAL = f"decision__{_SUBMISSION}"
_DECISIONS: dict[str, Declared] = {
    "assessment.portfoliosubmission": Declared("placement__apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.handinextension": Declared("placement__apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.recommendation": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.recommendedcapability": Declared(_RECOMMENDATION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.supervisorreport": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.tutorquery": Declared(_RECOMMENDATION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.tutorreview": Declared(_RECOMMENDATION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.secondopinion": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.panelrecommendation": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.boardofexaminers": NOBODYS,
    "assessment.boarddecision": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.examinercomment": Declared("written_by", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.decisionrule": Declared("set_by", "as long as days that were counted by it are kept", Erasure.KEEP),
    "assessment.appeal": Declared(_APPEAL, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.appealconsequence": Declared(f"appeal__{_APPEAL}", SIX_YEARS, Erasure.KEEP),
    "assessment.chairsaction": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.chairsactionagreement": Declared(f"action__{_SUBMISSION}", SIX_YEARS, Erasure.TOMBSTONE),
}

_PANELS: dict[str, Declared] = {
    "assessment.panelterms": Declared("set_by", "as long as meetings refer to it", Erasure.KEEP),
    "assessment.panelmeeting": Declared("closed_by", SIX_YEARS, Erasure.KEEP),
    "assessment.panelmember": Declared("person", SIX_YEARS, Erasure.KEEP),
    "assessment.panelconflict": Declared("person", SIX_YEARS, Erasure.KEEP),
    "assessment.panelitem": Declared(_SUBMISSION, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.panelreading": Declared(f"item__{_SUBMISSION}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.panelreadingcomment": Declared(f"reading__item__{_SUBMISSION}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.panelreconciliation": Declared(f"item__{_SUBMISSION}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.panelpaper": Declared(
        _SUBMISSION, "until the appeal window of its decision has closed, then 6 years", Erasure.DELETE
    ),
    "assessment.panelpack": Declared("member__person", SIX_YEARS, Erasure.KEEP),
    "assessment.panelaction": Declared("owner", SIX_YEARS, Erasure.TOMBSTONE),
}

DECLARED: dict[str, Declared] = {
    "assessment.evidence": Declared("apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.evidenceversion": Declared(OWNER, TEXT, Erasure.TOMBSTONE),
    "assessment.attachment": Declared(
        f"version__{OWNER}", "with its version; the file goes with an erasure", Erasure.KEEP
    ),
    "assessment.allowedname": Declared("apprentice__person", "with the portfolio", Erasure.DELETE),
    "assessment.filescreening": Declared("file__uploaded_by", "with the file", Erasure.DELETE),
    "assessment.filefinding": Declared("screening__file__uploaded_by", "with the file", Erasure.DELETE),
    "assessment.breach": Declared("apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.breachparty": NOBODYS,
    "assessment.destructionorder": Declared("breach__apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.assignment": NOBODYS,
    "assessment.assignmentresult": Declared("apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.claim": Declared(f"version__{OWNER}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.returnformore": Declared(f"version__{OWNER}", TEXT, Erasure.TOMBSTONE),
    "assessment.signoff": Declared(f"version__{OWNER}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.selfassessment": Declared("apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.capabilityview": Declared("self_assessment__apprentice__person", TEXT, Erasure.TOMBSTONE),
    "assessment.capabilityrating": Declared("view__self_assessment__apprentice__person", TEXT, Erasure.TOMBSTONE),
    "assessment.reviewpanel": Declared("convened_by", SIX_YEARS, Erasure.KEEP),
    "assessment.reviewpanelmember": Declared("person", SIX_YEARS, Erasure.KEEP),
    "assessment.capabilityreview": Declared("apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.capabilityreviewwords": Declared("review__apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.reviewpanelview": Declared("review__apprentice__person", TEXT, Erasure.TOMBSTONE),
    "assessment.observation": Declared("observed", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.observedcapability": Declared("observation__observed", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.observationfeedback": Declared("observation__observed", TEXT, Erasure.TOMBSTONE),
    "assessment.observationrule": NOBODYS,
    "assessment.proposedsignoff": Declared(f"version__{OWNER}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.countersignaturerefused": Declared(f"proposed__version__{OWNER}", TEXT, Erasure.TOMBSTONE),
    "assessment.reopening": Declared(OWNER, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.witnessstatement": Declared(OWNER, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.draftshare": Declared(OWNER, TEXT, Erasure.DELETE),
    "assessment.draftcomment": Declared(f"share__{OWNER}", TEXT, Erasure.DELETE),
    **_DECISIONS,
    **_PANELS,
    "assessment.portfolioreview": Declared("apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.equityreport": NOBODYS,
    "assessment.judgementprofilerule": NOBODYS,
    "assessment.judgementprofileshare": Declared("educator", "until it is ended, and 1 year", Erasure.DELETE),
    "assessment.portfolioreader": Declared("person", READING, Erasure.TOMBSTONE),
    "assessment.readingrequest": Declared("reader__person", READING, Erasure.KEEP),
    "assessment.readingconflict": Declared("declared_by", "as long as its author leaves it there", Erasure.DELETE),
}

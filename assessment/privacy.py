"""Whose data the rows of assessment are, how long they are kept, what erasure does to them."""

from core.privacy import NOBODYS, Declared, Erasure

OWNER = "evidence__apprentice__person"
TEXT = "award and 1 year; where it is the evidence for a claim or an hour, as the university's rule for evidence says"
SIX_YEARS = "6 full years from 31 July after the end of the apprenticeship"

DECLARED: dict[str, Declared] = {
    "assessment.evidence": Declared("apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.evidenceversion": Declared(OWNER, TEXT, Erasure.TOMBSTONE),
    "assessment.attachment": Declared(
        f"version__{OWNER}", "with its version; the file goes with an erasure", Erasure.KEEP
    ),
    "assessment.allowedname": Declared("apprentice__person", "with the portfolio", Erasure.DELETE),
    "assessment.filescreening": Declared("file__uploaded_by", "with the file", Erasure.DELETE),
    "assessment.filefinding": Declared("screening__file__uploaded_by", "with the file", Erasure.DELETE),
    "assessment.breach": Declared(OWNER, SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.breachparty": NOBODYS,
    "assessment.destructionorder": Declared(f"breach__{OWNER}", SIX_YEARS, Erasure.KEEP),
    "assessment.assignment": NOBODYS,
    "assessment.assignmentresult": Declared("apprentice__person", SIX_YEARS, Erasure.KEEP),
    "assessment.claim": Declared(f"version__{OWNER}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.returnformore": Declared(f"version__{OWNER}", TEXT, Erasure.TOMBSTONE),
    "assessment.signoff": Declared(f"version__{OWNER}", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.selfassessment": Declared("apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
    "assessment.capabilityview": Declared("self_assessment__apprentice__person", TEXT, Erasure.TOMBSTONE),
    "assessment.capabilityrating": Declared("view__self_assessment__apprentice__person", TEXT, Erasure.TOMBSTONE),
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
    "assessment.portfolioreview": Declared("apprentice__person", SIX_YEARS, Erasure.TOMBSTONE),
}

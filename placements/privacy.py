"""Whose data placements hold, how long, and what erasure does."""

from core.privacy import NOBODYS, Declared, Erasure

EVIDENCE = "6 full years from 31 July after the programme ended: evidence of hours and days"
REGISTER = "while the person is on the register, then 2 years"

DECLARED: dict[str, Declared] = {
    "placements.practiceeducator": Declared("person", REGISTER, Erasure.ANONYMISE),
    "placements.designation": Declared("educator__person", REGISTER, Erasure.DELETE),
    "placements.setting": Declared("approved_by", "while the setting is on the list", Erasure.KEEP),
    "placements.placement": Declared("apprentice__person", EVIDENCE, Erasure.KEEP),
    "placements.condition": Declared(
        "placement__apprentice__person", "1 year after the placement ended", Erasure.DELETE
    ),
    "placements.earlyend": Declared(
        "placement__apprentice__person", "1 year after the programme ended", Erasure.DELETE
    ),
    "placements.placementday": Declared("person", EVIDENCE, Erasure.TOMBSTONE),
    "placements.absencereason": Declared("day__person", "1 year after the placement ended", Erasure.DELETE),
    "placements.universityrule": NOBODYS,
}

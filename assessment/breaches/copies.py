"""Where the words of a text stand once more: in packs, and in what was read of a portfolio for a panel."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import F, Q

from apprentices.models import Apprentice
from assessment import pack
from assessment.models import Breach, PanelPack, PanelPaper, PortfolioSubmission
from core.audit.hiding import HiddenText
from core.audit.models import canonical
from core.documents.models import Pack


def papers_with(apprentice: Apprentice, words: Iterable[str]) -> list[PanelPaper]:
    """What was read of this apprentice's portfolios for a panel while these words stood in it."""
    papers = PanelPaper.objects.filter(submission__placement__apprentice=apprentice).select_related("file")
    return [paper for paper in papers if _holds(paper.read, words)]


def packs_with(apprentice: Apprentice, words: Iterable[str]) -> list[Pack]:
    """Packs about this apprentice that hold these words, or a paper that does."""
    words = list(words)
    hashes = [paper.read_hash for paper in papers_with(apprentice, words)]
    given = PanelPack.objects.filter(submissions__placement__apprentice=apprentice).order_by().values("pack")
    about = Pack.objects.filter(Q(builder=pack.NAME, subject_id=apprentice.pk) | Q(pk__in=given))
    return [one for one in about.select_related("file") if _holds(one.snapshot, [*words, *hashes])]


def _holds(read: object, words: Iterable[str]) -> bool:
    text = canonical(read)
    return any(canonical(one)[1:-1] in text for one in words)


def withhold(packs: Iterable[Pack], *, at: datetime.datetime) -> None:
    """From now on nobody has these packs."""
    Pack.objects.filter(pk__in=[one.pk for one in packs], withheld_at__isnull=True).update(withheld_at=at)


def give_back(packs: Iterable[Pack], apprentice: Apprentice) -> None:
    """Packs in which nothing stands any more that is hidden."""
    standing = Breach.objects.standing()
    pieces = [one for one in standing.values_list("evidence__reference", flat=True) if one]
    flags = list(standing.filter(apprentice=apprentice, evidence__isnull=True))
    words = [kept.words for flag in flags for kept in HiddenText.objects.because_of(flag)]
    kept_back = {one.pk for one in packs_with(apprentice, words)} if words else set()
    for one in packs:
        if one.withheld_at and one.pk not in kept_back and not any(ref in str(one.snapshot) for ref in pieces):
            Pack.objects.filter(pk=one.pk).update(withheld_at=None)


def read_anew(apprentice: Apprentice) -> None:
    """What a panel reads of this apprentice from now on is read as it stands now."""
    read = PanelPaper.objects.filter(
        submission__placement__apprentice=apprentice, submission_version=F("submission__version")
    )
    PortfolioSubmission.objects.filter(pk__in=list(read.values_list("submission_id", flat=True))).update(
        version=F("version") + 1
    )

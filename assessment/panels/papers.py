"""What a panel reads of one portfolio: read from the records once, frozen with its hash, made into pages once.

It holds exactly what was handed in, in the versions in which it was handed in, with all that was said of it since: the
recommendation, the workplace supervisor's report, the tutor's answer, a second opinion. Pages that are lost are made
again from what was read.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from pypdf import PdfWriter

from assessment import pack
from assessment.deciding import parts
from assessment.models import (
    Evidence,
    EvidenceVersion,
    Observation,
    PanelPaper,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
)
from core.audit.models import canonical, sha256
from core.documents import pdf
from core.documents.packs import Section
from core.files.acceptance import keep
from core.jobs import CannotBeDone

FOLDER = "documents/assessment_panel"


def paper_of(submission: PortfolioSubmission) -> PanelPaper:
    """The paper of a portfolio as it stands: the one that was read since its last step, or one that is read now."""
    found = PanelPaper.objects.filter(submission=submission, submission_version=submission.version)
    if paper := found.select_related("file").first():
        return paper
    read = snapshot(submission)
    read_hash = sha256(canonical(read))
    same = PanelPaper.objects.filter(submission=submission, read_hash=read_hash, file__isnull=False).first()
    try:
        with transaction.atomic():
            return PanelPaper.objects.create(
                submission=submission,
                submission_version=submission.version,
                read=read,
                read_hash=read_hash,
                file=same.file if same else None,
                pages=same.pages if same else 0,
            )
    except IntegrityError:
        return found.select_related("file").get()


def pages_of(paper: PanelPaper) -> bytes:
    """The pages of a paper: stored the first time that they are made. They are the same, however often they are."""
    if paper.file is not None:
        with paper.file.content.open("rb") as stored:
            return bytes(stored.read())
    if sha256(canonical(paper.read)) != paper.read_hash:
        raise CannotBeDone("What was read of a portfolio is not what it was. Tell the people who run the portal.")
    data, pages = make_pages(paper.read)
    stored_file = keep(data, name="portfolio.pdf", content_type="application/pdf", by=None, made_here=True)
    PanelPaper.objects.filter(pk=paper.pk, file__isnull=True).update(file=stored_file, pages=pages)
    return data


def make_pages(read: dict[str, Any]) -> tuple[bytes, int]:
    """Pages from what was read alone, each part with its bookmark; what is the same in them is kept once."""
    writer = PdfWriter()
    for section in sections(read):
        rendered = pdf.render(section.template, {**section.context, "pack": None}, tagged=False)
        writer.append(io.BytesIO(rendered), outline_item=section.title, import_outline=False)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), len(writer.pages)


# Reading ------------------------------------------------------------------------------------------------------


def snapshot(submission: PortfolioSubmission) -> dict[str, Any]:
    """Everything that a panel reads of a portfolio, in plain data."""
    everything = pack.snapshot(submission.placement.apprentice_id)
    observed = {one["observation"] for one in submission.snapshot["observations"]}
    observations = (
        Observation.objects.filter(reference__in=observed)
        .select_related("observer", "signed_by", "placement", "feedback")
        .order_by("began_at", "pk")
    )
    return everything | {
        "submission": {
            "reference": submission.reference,
            "hash": submission.content_hash,
            "number": submission.number,
            "handed_in_at": submission.handed_in_at.isoformat(),
            "placement": submission.placement.name,
            "setting": str(submission.placement.setting),
            "days": submission.snapshot["days"],
        },
        "pieces": [pack.piece(n, evidence) for n, evidence in enumerate(_handed_in(submission), start=1)],
        "observations": [pack.observation(n, one) for n, one in enumerate(observations, start=1)],
        "recommendation": _recommendation(parts.current_recommendation(submission)),
        "report": _report(submission),
        "second_opinions": [_opinion(opinion) for opinion in _opinions(submission)],
    }


def _handed_in(submission: PortfolioSubmission) -> list[Evidence]:
    """The pieces as they were handed in: a piece that was opened again since stands here in its earlier version."""
    wanted = {(one["evidence"], one["version"]) for one in submission.snapshot["evidence"]}
    versions = (
        EvidenceVersion.objects.not_hidden()
        .filter(evidence__reference__in=[reference for reference, _ in wanted])
        .select_related("evidence__apprentice", "sign_off__signed_by", "sign_off__countersigned_by")
        .order_by("happened_on", "evidence_id")
    )
    found = []
    for version in versions:
        if (version.evidence.reference, version.number) in wanted:
            version.evidence.shown = version
            found.append(version.evidence)
    return found


def _recommendation(given: Recommendation) -> dict[str, Any]:
    assert given.signed_at is not None
    review = getattr(given, "tutor_review", None)
    return {
        "outcome": given.get_outcome_display(),
        "because": given.get_because_display() if given.because else "",
        "capabilities": [
            {"title": str(one.statement), "words": one.words}
            for one in given.capabilities.select_related("statement__framework")
        ],
        "holistic": given.holistic,
        "unexplained_until_now": given.unexplained_until_now,
        "by": given.written_by.name,
        "overseen_by": given.overseen_by.name if given.overseen_by else "",
        "at": given.signed_at.isoformat(),
        "hash": given.content_hash,
        "queries": [
            {"question": query.question, "by": query.asked_by.name, "answer": query.answer}
            for query in given.queries.select_related("asked_by")
        ],
        "review": {
            "outcome": review.get_outcome_display(),
            "reasons": review.reasons,
            "by": review.reviewed_by.name,
            "at": review.reviewed_at.isoformat(),
            "hash": review.content_hash,
        }
        if review
        else None,
    }


def _report(submission: PortfolioSubmission) -> dict[str, Any] | None:
    report = getattr(submission, "supervisor_report", None)
    if report is None:
        return None
    return {
        "report": report.report,
        "by": report.signed_by.name,
        "at": report.signed_at.isoformat(),
        "hash": report.content_hash,
    }


def _opinions(submission: PortfolioSubmission) -> list[SecondOpinion]:
    given = submission.second_opinions.filter(state=SecondOpinion.State.GIVEN)
    return list(given.select_related("educator__person").order_by("signed_at", "pk"))


def _opinion(opinion: SecondOpinion) -> dict[str, Any]:
    assert opinion.signed_at is not None
    return {
        "supports": bool(opinion.supports),
        "reasons": opinion.reasons,
        "by": opinion.educator.person.name,
        "at": opinion.signed_at.isoformat(),
        "hash": opinion.content_hash,
    }


# Pages --------------------------------------------------------------------------------------------------------


def sections(read: dict[str, Any]) -> Iterator[Section]:
    """The parts of a paper: first what is recommended and what others said of it, then the portfolio."""
    given = read["recommendation"]
    context = {
        "apprentice": read["apprentice"],
        "submission": read["submission"] | {"handed_in_at": _moment(read["submission"]["handed_in_at"])},
        "recommendation": given | {"at": _moment(given["at"]), "review": _dated(given["review"])},
        "report": _dated(read["report"]),
        "second_opinions": [_dated(opinion) for opinion in read["second_opinions"]],
    }
    yield Section("Recommendation", f"{FOLDER}/recommendation.html", context)
    yield from pack.sections(read)


def _dated(one: dict[str, Any] | None) -> dict[str, Any] | None:
    return one | {"at": _moment(one["at"])} if one else None


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)

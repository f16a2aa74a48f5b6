"""What a sifter reads for one criterion: an answer without a name, and without an employer where that is hidden."""

from __future__ import annotations

from recruitment.codes import without_employers, without_name
from recruitment.models import Application, Endorsement, Sift, SiftCriterion

Reads = SiftCriterion.Reads
Part = tuple[str, str]
"""A heading, empty for a whole answer, and what was said."""


def answer_to(criterion: SiftCriterion, application: Application, sift: Sift) -> list[Part]:
    """The parts of the answer that were given; nothing where the candidate, or the line manager, said nothing.

    Named one by one, so that nothing else can come in: no name, age, address, photograph, equality answer, adjustment,
    certificate, or earlier assurance.
    """
    said = SAID[Reads(criterion.reads)](application)
    hidden = _names_of(application) if sift.hides_employer else []
    return [
        (heading, without_employers(without_name(words, application.candidate.name), hidden))
        for heading, words in said
        if words
    ]


def _why(application: Application) -> list[Part]:
    return [("", application.why)]


def _work(application: Application) -> list[Part]:
    return [
        ("Service", application.get_current_service_display()),
        ("Job", application.job_title),
        ("Time in this work", application.get_service_length_display()),
    ]


def _learning(application: Application) -> list[Part]:
    return [
        ("Degree", application.get_prior_degree_display()),
        ("Subject", application.prior_degree_subject),
        ("Learning that may count already", application.prior_learning_words),
    ]


def _manager(application: Application) -> list[Part]:
    """What a line manager signed; a request that waits says nothing, and never against the candidate."""
    signed = application.endorsements.current().exclude(state=Endorsement.State.ASKED).first()
    if signed is None:
        return []
    parts = [*signed.sources, ("What the employer should know", signed.words)]
    return [(heading, without_name(words, f"{signed.manager_name} {signed.signer_name}")) for heading, words in parts]


SAID = {Reads.WHY: _why, Reads.WORK: _work, Reads.LEARNING: _learning, Reads.MANAGER: _manager}


def _names_of(application: Application) -> list[str]:
    """What the employer that somebody applies to, and the one they work for, are called."""
    employer = application.employer
    found = [application.current_employer]
    while employer is not None:
        found += [employer.name, employer.short_name]
        employer = employer.part_of
    return found

"""What a round's page says for each kind of participant."""

from collections.abc import Iterable
from dataclasses import dataclass

from cohorts.enums import ParticipantKind
from cohorts.facts import Fact, key_facts, price_in_words
from cohorts.models import Commitment, EligibilityCriterion, RequiredFunction, Terms


@dataclass(frozen=True)
class TermsSection:
    """`title` names the kind only where the round takes more than one."""

    terms: Terms
    kind: str
    title: str
    facts: list[Fact]
    criteria: list[EligibilityCriterion]
    commitments: list[Commitment]
    required: list[RequiredFunction]
    recommended: list[RequiredFunction]
    price: list[str]


def terms_sections(all_terms: Iterable[Terms]) -> list[TermsSection]:
    """A section per kind of participant, from terms with their parts at hand."""
    listed = list(all_terms)
    return [_section(terms, several=len(listed) > 1) for terms in listed]


def _section(terms: Terms, *, several: bool) -> TermsSection:
    functions = list(terms.functions.all())
    kind = ParticipantKind(terms.programme.participant_kind)
    return TermsSection(
        terms=terms,
        kind=kind,
        title=str(kind.label) if several else "",
        facts=key_facts(terms),
        criteria=list(terms.criteria.all()),
        commitments=list(terms.commitments.all()),
        required=[f for f in functions if f.is_required],
        recommended=[f for f in functions if not f.is_required],
        price=price_in_words(terms),
    )

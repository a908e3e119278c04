"""What a round asks and gives, in words: counts, money, time, people and headlines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.enums import (
    CriterionRule,
    DecisionMode,
    Function,
    OrganisationKind,
    ParticipantKind,
    Phase,
)
from cohorts.models import Cohort, Terms
from modellkonceptet import civil_dates
from modellkonceptet.enumerating import joined

_WITH_ARTICLE = {
    Function.POLITICIAN: gettext_lazy("a politician"),
    Function.SENIOR_MANAGER: gettext_lazy("a senior manager"),
    Function.KEY_PERSON: gettext_lazy("a key person"),
    Function.FINANCE_MANAGER: gettext_lazy("a finance manager"),
    Function.STRATEGIST: gettext_lazy("a gender-equality strategist"),
}


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


def grouped(number: int) -> str:
    """ "50 000", with a space that does not break."""
    return f"{number:,}".replace(",", "\u00a0")


def kronor(amount: Decimal) -> str:
    """ "50 000 kronor"; öre only where there are any."""
    whole = grouped(int(amount))
    if amount != int(amount):
        whole += f",{int(amount * 100) % 100:02d}"
    return _("%(amount)s kronor") % {"amount": whole}


def counted(kinds: Iterable[str]) -> str:
    """ "25 kommuner, 5 regioner och 1 kommunalförbund", from the kinds of the organisations."""
    count = Counter(kinds)
    words = {
        OrganisationKind.MUNICIPALITY: ngettext(
            "%(n)d municipality", "%(n)d municipalities", count[OrganisationKind.MUNICIPALITY]
        ),
        OrganisationKind.REGION: ngettext(
            "%(n)d region", "%(n)d regions", count[OrganisationKind.REGION]
        ),
        OrganisationKind.ASSOCIATION: ngettext(
            "%(n)d association of municipalities",
            "%(n)d associations of municipalities",
            count[OrganisationKind.ASSOCIATION],
        ),
    }
    return joined(word % {"n": count[kind]} for kind, word in words.items() if count[kind])


def applied(count: int, kinds: Iterable[str]) -> str:
    """How many have applied so far, for the timeline's "today"."""
    if count == 0:
        return _("Open for applications")
    taken = set(kinds)
    if taken == {ParticipantKind.MUNICIPALITY}:
        words = ngettext(
            "%(n)d municipality has applied", "%(n)d municipalities have applied", count
        )
    elif taken == {ParticipantKind.REGION}:
        words = ngettext("%(n)d region has applied", "%(n)d regions have applied", count)
    else:
        words = ngettext(
            "%(n)d organisation has applied", "%(n)d organisations have applied", count
        )
    return words % {"n": count}


def functions_in_words(terms: Terms) -> str:
    """ "En politiker, en hög chef och en nyckelperson": the required ones."""
    required = [f.function for f in terms.functions.all() if f.is_required]
    return capfirst(joined(str(_WITH_ARTICLE[Function(function)]) for function in required))


def fee_in_words(terms: Terms) -> str:
    """The fee, and that the state pays the rest where it does. Empty when no fee is known."""
    if terms.fee is None:
        return ""
    if terms.fee == 0:
        return _("No fee")
    values = {"fee": kronor(terms.fee)}
    if terms.programme.participant_kind == ParticipantKind.REGION:
        sentence = _("%(fee)s per region.") % values
    else:
        sentence = _("%(fee)s per municipality.") % values
    if terms.list_price and terms.list_price > terms.fee:
        sentence += " " + _("The state pays the rest.")
    return sentence


def price_in_words(terms: Terms) -> list[str]:
    """The ordinary price, the state's part and what the participant pays, one sentence each."""
    if terms.fee is None:
        return []
    lines = [fee_in_words(terms).split(". ")[0].rstrip(".") + "."]
    if terms.list_price and terms.list_price > terms.fee:
        lines.append(
            _(
                "The ordinary price is %(price)s. In this round the state pays %(part)s for each"
                " participant."
            )
            % {"price": kronor(terms.list_price), "part": kronor(terms.list_price - terms.fee)}
        )
    return lines


def key_facts(terms: Terms) -> list[Fact]:
    """The four facts that everybody asks for first; what is not known is left out."""
    rules = {criterion.rule for criterion in terms.criteria.all()}
    need = ""
    if CriterionRule.POLITICAL_DECISION in rules:
        need = _("A political decision on gender equality, taken or planned")
    facts = [
        Fact(_("Fee"), fee_in_words(terms)),
        Fact(_("Time"), terms.participant_days),
        Fact(_("Team"), functions_in_words(terms)),
        Fact(_("You need"), need),
    ]
    return [fact for fact in facts if fact.text]


def length_in_words(first: date, last: date) -> str:
    """ "knappt två år", "ett och ett halvt år", "9 månader"."""
    months = round((last - first).days / 30.44)
    if months < 11:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    if 17 <= months <= 19:
        return _("one and a half years")
    years = max(1, round(months / 12))
    words = ngettext("%(number)s year", "%(number)s years", years) % {"number": apnumber(years)}
    if months < 12 * years:
        return _("just under %(length)s") % {"length": words}
    if months > 12 * years + 1:
        return _("just over %(length)s") % {"length": words}
    return words


def start_finding(cohort: Cohort, ends_on: date | None, *, today: date) -> str:
    """When the round starts and how long it goes on; empty while that is not known."""
    if not cohort.starts_on:
        return ""
    near = 0 <= (cohort.starts_on - today).days < 330
    month = date_format(cohort.starts_on, "F" if near else "F Y")
    if not ends_on or ends_on <= cohort.starts_on:
        return _("The round starts in %(month)s") % {"month": month}
    return _("The round starts in %(month)s and goes on for %(length)s") % {
        "month": month,
        "length": length_in_words(cohort.starts_on, ends_on),
    }


def headline(cohort: Cohort, *, today: date, participants: str) -> str:
    """The round's page in one finding; `participants` as `counted` words it."""
    phase = cohort.phase(today)
    if phase == Phase.OPEN and cohort.closes_on:
        day = civil_dates.in_words(cohort.closes_on, weekday=False)
        return _("Apply by %(day)s") % {"day": day}
    if phase == Phase.ANNOUNCED and cohort.opens_on:
        day = civil_dates.in_words(cohort.opens_on, weekday=False)
        return _("The round opens on %(day)s") % {"day": day}
    if phase == Phase.DECIDING:
        if cohort.decision_mode == DecisionMode.FIXED and cohort.decision_on:
            if cohort.decision_on >= today:
                day = civil_dates.in_words(cohort.decision_on, weekday=False)
                return _("Applications are closed. Answers come on %(day)s") % {"day": day}
            return _("The decisions are made, and the round starts soon")
        return _("Applications are closed. Answers come one by one")
    if participants and phase == Phase.RUNNING:
        return _("Taking part: %(participants)s") % {"participants": participants}
    if participants and phase == Phase.COMPLETED:
        return _("%(participants)s took part") % {"participants": participants}
    return cohort.name

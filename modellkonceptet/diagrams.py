"""Documents about the house that are drawn from the house: states, data, permissions. Pure.

Everything comes in as an argument; the command `write_docs` collects it, and a test sees to it
that the files in docs/ are current.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from modellkonceptet.workflow import Transition, diagram

MADE_BY = "<!-- Made by `./dev manage write_docs` from the code; a test keeps it current. -->\n"
STATES_INTRO = (
    "One table for each thing that has states, in its app's `enums.py`; one mover,"
    " `modellkonceptet/workflow.py`.\n"
)
PERMISSIONS_INTRO = (
    "A page is fetched through `visible_to`: what is invisible is 404, what is visible but"
    " forbidden 403. Superusers may everything; services check the state themselves. The matrix of"
    " roles is in `tests/architecture/test_permission_matrix.py`.\n"
)
FIELD_KINDS = {
    "AutoField": "number",
    "BigAutoField": "number",
    "BigIntegerField": "number",
    "BooleanField": "yes or no",
    "CharField": "text",
    "DateField": "day",
    "DateTimeField": "moment",
    "DecimalField": "amount",
    "EmailField": "e-mail address",
    "FileField": "file",
    "FloatField": "number",
    "IntegerField": "number",
    "JSONField": "JSON",
    "PositiveIntegerField": "number",
    "PositiveSmallIntegerField": "number",
    "SlugField": "key",
    "TextField": "long text",
    "UUIDField": "UUID",
}
WHEN_GONE = {
    "CASCADE": "goes with it",
    "PROTECT": "keeps it from being deleted",
    "SET_NULL": "is emptied when it goes",
}


@dataclass(frozen=True)
class StateTable:
    """A transition table with the model it moves and the state that a new row has."""

    model: type[models.Model]
    transitions: Mapping[str, Transition]
    states: Any
    initial: str


@dataclass(frozen=True)
class PageRow:
    """One page: its name, address and methods, the permission it asks and who has that."""

    name: str
    route: str
    methods: str
    permission: str
    who: str


def states_document(tables: Iterable[StateTable]) -> str:
    """Each table as a diagram, and as rows of what may happen."""
    parts = [MADE_BY, "# States\n", STATES_INTRO]
    for each in tables:
        meta = each.model._meta
        parts += [
            f"## {_capital(meta.verbose_name)} (`{meta.label}`)\n",
            f"```mermaid\n{diagram(each.transitions.values(), initial=each.initial)}```\n",
            _table(
                ["action", "from", "to", "permission"],
                [
                    [
                        f"`{row.action}`",
                        ", ".join(sorted(str(each.states(s).label) for s in row.sources)),
                        str(each.states(row.target).label),
                        f"`{row.permission}`",
                    ]
                    for row in each.transitions.values()
                ],
            ),
        ]
    return "\n".join(parts)


def data_model_document(apps: Mapping[str, Iterable[type[models.Model]]]) -> str:
    """By app (its heading → its models): a diagram of relations, then every table."""
    parts = [MADE_BY, "# Data model\n"]
    for heading, found in apps.items():
        tables = list(found)
        parts += [f"## {heading}\n", *_relations(tables)]
        for model in tables:
            parts += _model(model)
    return "\n".join(parts)


def permissions_document(
    pages: Iterable[PageRow], others: Mapping[str, str], admin: Mapping[str, list[str]]
) -> str:
    """Pages with their permission; the permissions that only services ask; the admin's models."""
    return "\n".join(
        [
            MADE_BY,
            "# Who may do what\n",
            PERMISSIONS_INTRO,
            "## Pages\n",
            _table(
                ["page", "address", "methods", "permission", "who"],
                [
                    [f"`{p.name}`", f"`/{p.route}`", p.methods, f"`{p.permission}`", p.who]
                    for p in pages
                ],
            ),
            "## Asked by services and buttons alone\n",
            _table(["permission", "who"], [[f"`{name}`", who] for name, who in others.items()]),
            "## The Django admin\n",
            "For project leads.\n",
            _table(
                ["model", "may"],
                [[f"`{model}`", ", ".join(actions)] for model, actions in admin.items()],
            ),
        ]
    )


def predicate_in_words(name: str) -> str:
    """`(writes_application | is_project_lead)` → "writes application or is project lead"."""
    words = name.strip("()").replace("|", "or").replace("&", "and").replace("~", "not ")
    return re.sub(r"[()]", "", words).replace("_", " ")


def _model(model: type[models.Model]) -> list[str]:
    meta = model._meta
    fields = [f for f in meta.get_fields() if not f.auto_created and not f.one_to_many]
    parts = [f"### {_capital(meta.verbose_name)} (`{meta.label}`)\n"]
    intent = (model.__doc__ or "").strip()
    if intent and not intent.startswith(f"{model.__name__}("):  # Django's own lists the fields
        parts.append(" ".join(intent.split("\n\n")[0].split()) + "\n")
    parts.append(_table(["field", "kind", "meaning"], [_field(f) for f in fields]))
    if meta.constraints:
        parts.append("Always true:\n")
        parts += [f"- {_constraint(each, meta.app_label)}" for each in meta.constraints]
        parts.append("")
    return parts


def _field(field: Any) -> list[str]:
    kind = _relation(field) if field.is_relation else _kind(field)
    is_stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    optional = field.null or (field.blank and not field.many_to_many and not is_stamped)
    meaning = str(getattr(field, "verbose_name", ""))
    if meaning == field.name.replace("_", " "):
        meaning = ""
    if help_text := str(getattr(field, "help_text", "")):
        meaning = f"{meaning}. {help_text}" if meaning else help_text
    return [f"`{field.name}`", f"{kind}, may be empty" if optional else kind, _cell(meaning)]


def _kind(field: Any) -> str:
    kind = FIELD_KINDS.get(type(field).__name__, type(field).__name__)
    if field.choices:
        kind = "one of " + ", ".join(f"`{value}`" for value, _label in field.flatchoices)
    elif type(field).__name__ == "CharField" and field.max_length:
        kind = f"text, at most {field.max_length}"
    return f"{kind}, unique" if field.unique and not field.primary_key else kind


def _relation(field: Any) -> str:
    target = field.related_model._meta.label
    if field.many_to_many:
        return f"any number of `{target}`"
    gone = WHEN_GONE.get(field.remote_field.on_delete.__name__, "")
    one = "one `{}`, once each" if field.one_to_one else "one `{}`"
    return f"{one.format(target)}; {gone}" if gone else one.format(target)


def _constraint(constraint: Any, app_label: str) -> str:
    """The name is the rule (`<app>_<what_holds>`); the message is what a person is told."""
    rule = constraint.name.removeprefix(f"{app_label}_").replace("_", " ")
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        where = ", for some rows" if constraint.condition else ""
        rule += f" (unique: {', '.join(f'`{name}`' for name in constraint.fields)}{where})"
    message = str(constraint.violation_error_message or "")
    is_default = message == str(constraint.default_violation_error_message)
    return rule if is_default or not message else f"{rule}: “{message}”"


def _relations(tables: list[type[models.Model]]) -> list[str]:
    """Relations between the app's own models, as a Mermaid diagram."""
    own = set(tables)
    lines = ["```mermaid", "erDiagram"]
    for model in tables:
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            if field.is_relation and field.related_model in own:
                many = (
                    "}o--o{" if field.many_to_many else "|o--||" if field.one_to_one else "}o--||"
                )
                lines.append(
                    f"    {model.__name__} {many} {field.related_model.__name__} : {field.name}"
                )
    return ["\n".join([*lines, "```\n"])] if len(lines) > 2 else []


def _line(field: Any) -> str:
    if field.many_to_many:
        return "}o--o{"
    return "|o--||" if field.one_to_one else "}o--||"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]

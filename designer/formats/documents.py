"""Documents to records and back: what files, API and database share.

``load_…`` takes the document as plain data (mappings, lists, texts, numbers) and raises ``DocumentError``
with every fault as a finding; ``dump_…`` gives plain data in a stable order without what is default, so that
``load(dump(record)) == record``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError

from designer.domain.data import DataModel, Segment
from designer.domain.errors import DocumentError
from designer.domain.matrix import Matrix
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import Policy
from designer.domain.scenario import Scenario
from designer.domain.source import Source
from designer.formats.data import DataSchema, read_segments, write_segments
from designer.formats.faults import Fault, fault, findings_of, unknown_key, unknown_word
from designer.formats.fields import RecordSchema, collecting, read_record, required_missing, write_record
from designer.formats.matrix import MatrixSchema
from designer.formats.message import TemplateSchema
from designer.formats.plan import PlanSchema
from designer.formats.policy import PolicySchema
from designer.formats.scenario import ScenarioSchema

SCENARIO = "scenario/1"
POLICY = "policy/1"
DATA = "data/1"
SEGMENTS = "segments/1"
PLAN = "plan/1"
MATRIX = "matrix/1"
MESSAGE = "message/1"

#: How deep a document's lists and mappings may stand in one another.
DEEPEST = 32

#: How many values, lists and mappings a document may hold, what an alias repeats included.
LARGEST = 200_000

#: How many bytes a document may have.
HEAVIEST = 2_000_000


def unfit(data: object) -> Fault | None:
    """The fault of a document that is deeper or larger than allowed or cannot be stored, else nothing."""
    count = 0
    todo: list[tuple[object, int]] = [(data, 0)]
    while todo:
        value, depth = todo.pop()
        count += 1
        if count > LARGEST:
            return Fault(
                fr=f"le document compte plus de {LARGEST} valeurs ; partagez-le.",
                en=f"the document holds more than {LARGEST} values; make several of it.",
            )
        if isinstance(value, str):
            if not _storable(value):
                return Fault(
                    fr="un texte contient un caractère nul ou incomplet, qui ne s'écrit pas ; retirez-le.",
                    en="a text holds a null or half a character, which cannot be written; remove it.",
                )
            continue
        below: list[object]
        if isinstance(value, dict | Mapping):
            below = [*value, *value.values()]
        elif isinstance(value, list | tuple):
            below = list(value)
        else:
            continue
        if depth >= DEEPEST:
            return Fault(
                fr=f"le document a plus de {DEEPEST} niveaux imbriqués ; aplatissez-le.",
                en=f"the document is nested more than {DEEPEST} levels deep; flatten it.",
            )
        todo += [(part, depth + 1) for part in below]
    return None


def _storable(text: str) -> bool:
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _load(
    data: object,
    source: Source | None,
    *,
    fr: str,
    en: str,
    form: str,
    read: Callable[[Any], Any],
    form_needed: bool = True,
) -> Any:
    """The record of a document: its format first, then its keys; every fault at once."""
    try:
        # the reading of a text, which alone gives a source, has looked at this already
        found = unfit(data) if source is None else None
        if found is not None:
            raise ValidationError([found])
        if not isinstance(data, Mapping):
            raise fault(
                f"le document n'est pas fait de clés et de valeurs ; commencez par « format: {form} ».",
                f"the document is not a mapping of keys and values; begin with 'format: {form}'.",
            )
        errors: dict[Any, Any] = {}
        given = data.get("format")
        if given is None and form_needed:
            errors["format"] = required_missing().messages
        elif given is not None and given != form:
            errors["format"] = [unknown_word(given, [form])]
        record = None
        try:
            record = read({key: value for key, value in data.items() if key != "format"})
        except ValidationError as error:
            below = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
            errors = {**below, **errors}
        if errors:
            raise ValidationError(errors)
    except ValidationError as error:
        raise DocumentError(findings_of(error, fr=fr, en=en, data=data, source=source)) from None
    return record


def _record_reader(schema: type[RecordSchema]) -> Callable[[Any], Any]:
    return lambda data: read_record(data, schema)


#: Characters of a key that the message of a fault shows.
_SHOWN = 80


def _named(data: object) -> str:
    key = data.get("key") if isinstance(data, Mapping) else None
    if not isinstance(key, str):
        return ""
    return f" {key if len(key) <= _SHOWN else key[:_SHOWN] + '…'}"


def load_scenario(data: object, source: Source | None = None) -> Scenario:
    """The scenario of a ``scenario/1`` document. Raises ``DocumentError``."""
    named = _named(data)
    scenario: Scenario = _load(
        data,
        source,
        fr=f"Scénario{named}",
        en=f"Scenario{named}",
        form=SCENARIO,
        read=_record_reader(ScenarioSchema),
    )
    return scenario


def dump_scenario(scenario: Scenario) -> dict[str, Any]:
    """The ``scenario/1`` document of a scenario."""
    return {"format": SCENARIO, **write_record(scenario, ScenarioSchema)}


def load_policy(data: object, source: Source | None = None) -> Policy:
    """The policy of a ``policy/1`` document. Raises ``DocumentError``."""
    policy: Policy = _load(
        data,
        source,
        fr="Règles de pression",
        en="Policy",
        form=POLICY,
        read=_record_reader(PolicySchema),
    )
    return policy


def dump_policy(policy: Policy) -> dict[str, Any]:
    """The ``policy/1`` document of a policy."""
    return {"format": POLICY, **write_record(policy, PolicySchema)}


def load_data(data: object, source: Source | None = None) -> DataModel:
    """The data model of a ``data/1`` document. Raises ``DocumentError``."""
    model: DataModel = _load(
        data, source, fr="Données", en="Data", form=DATA, read=_record_reader(DataSchema)
    )
    return model


def dump_data(model: DataModel) -> dict[str, Any]:
    """The ``data/1`` document of a data model."""
    return {"format": DATA, **write_record(model, DataSchema)}


def load_segments(data: object, source: Source | None = None) -> dict[str, Segment]:
    """The segments of a document ``segments: {key: {name, condition}}``, by key. Raises ``DocumentError``."""

    def read(given: Mapping[str, Any]) -> dict[str, Segment]:
        errors: dict[Any, Any] = {
            key: [unknown_key(key, ("format", "segments"))] for key in given if key != "segments"
        }
        found: dict[str, Segment] = {}
        with collecting(errors, "segments"):
            found = read_segments(given.get("segments") or {})
        if errors:
            raise ValidationError(errors)
        return found

    segments: dict[str, Segment] = _load(
        data, source, fr="Segments", en="Segments", form=SEGMENTS, read=read, form_needed=False
    )
    return segments


def dump_segments(segments: Mapping[str, Segment]) -> dict[str, Any]:
    """The document of the segments."""
    return {"format": SEGMENTS, "segments": write_segments(segments)}


def load_plan(data: object, source: Source | None = None) -> Plan:
    """The commercial plan of a ``plan/1`` document. Raises ``DocumentError``."""
    plan: Plan = _load(
        data,
        source,
        fr="Plan d'actions commerciales",
        en="Commercial plan",
        form=PLAN,
        read=_record_reader(PlanSchema),
    )
    return plan


def dump_plan(plan: Plan) -> dict[str, Any]:
    """The ``plan/1`` document of a plan."""
    return {"format": PLAN, **write_record(plan, PlanSchema)}


def load_template(data: object, source: Source | None = None) -> Template:
    """The message template of a ``message/1`` document. Raises ``DocumentError``."""
    named = _named(data)
    template: Template = _load(
        data,
        source,
        fr=f"Gabarit{named}",
        en=f"Template{named}",
        form=MESSAGE,
        read=_record_reader(TemplateSchema),
    )
    return template


def dump_template(template: Template) -> dict[str, Any]:
    """The ``message/1`` document of a template."""
    return {"format": MESSAGE, **write_record(template, TemplateSchema)}


def load_matrix(data: object, source: Source | None = None) -> Matrix:
    """The committee's matrix of a ``matrix/1`` document. Raises ``DocumentError``."""
    matrix: Matrix = _load(
        data,
        source,
        fr="Matrice",
        en="Matrix",
        form=MATRIX,
        read=_record_reader(MatrixSchema),
        form_needed=False,
    )
    return matrix


def dump_matrix(matrix: Matrix) -> dict[str, Any]:
    """The ``matrix/1`` document of a matrix."""
    return {"format": MATRIX, **write_record(matrix, MatrixSchema)}

"""The kinds of values that documents are made of, as marshmallow fields.

Every field reads one value of a document, strictly, and writes it back so that it reads equal. ``null``
is the same as an absent key.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, ClassVar, TypeVar

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    missing,
    post_dump,
    post_load,
    validates_schema,
)

from designer.domain.channel import SENDING, Category, Channel
from designer.domain.text import LANGUAGES
from designer.domain.time import Duration, from_iso
from designer.formats.faults import Fault, fault, unknown_key, unknown_word

T = TypeVar("T")

_NAME = re.compile(r"\w[\w.\-]{0,99}")
#: How many unknown keys of one mapping are named.
_STRANGE = 50
_TIME = re.compile(r"(\d{1,2}):(\d{2})")

_REQUIRED = Fault(
    fr="cette valeur est obligatoire et manque ; renseignez-la.",
    en="this value is needed and missing; fill it in.",
)
_MAPPING = Fault(
    fr="on attend ici un ensemble de clés et de valeurs (clé: valeur).",
    en="a mapping (key: value) is expected here.",
)
_LIST = Fault(fr="on attend ici une liste.", en="a list is expected here.")


class Part(fields.Field[T]):
    """A value of a document: an absent key or ``null`` leaves the record's own default."""

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> T:
        """Read the value; ``null`` counts as absent."""
        result: T = super().deserialize(missing if value is None else value, attr, data, **kwargs)
        return result

    def make_error(self, key: str, **kwargs: object) -> ValidationError:
        """Marshmallow's own complaint, in both languages: the only one it has left is a missing key."""
        return ValidationError([_REQUIRED])


def required_missing() -> ValidationError:
    """The error of a needed value that is absent."""
    return ValidationError([_REQUIRED])


@contextmanager
def collecting(errors: dict[Any, Any], key: object) -> Iterator[None]:
    """Keep the faults raised inside under a key, and go on."""
    try:
        yield
    except ValidationError as error:
        errors[key] = error.messages


def read_list(value: object, read: Callable[[Any], T]) -> tuple[T, ...]:
    """Read each item of a list; all faults are raised together, by index."""
    if not isinstance(value, list | tuple):
        raise ValidationError([_LIST])
    errors: dict[Any, Any] = {}
    items: list[T] = []
    for index, item in enumerate(value):
        with collecting(errors, index):
            items.append(read(item))
    if errors:
        raise ValidationError(errors)
    return tuple(items)


def read_mapping(value: object, read_key: Callable[[Any], Any], read: Callable[[Any], T]) -> dict[Any, T]:
    """Read each key and value of a mapping; all faults are raised together, by key."""
    if not isinstance(value, Mapping):
        raise ValidationError([_MAPPING])
    errors: dict[Any, Any] = {}
    items: dict[Any, T] = {}
    for key, item in value.items():
        with collecting(errors, key):
            items[read_key(key)] = read(item)
    if errors:
        raise ValidationError(errors)
    return items


def read_text(value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise fault(
            f"on attend ici un texte, et non {_shown(value, 'fr')}.",
            f"a text is expected here, not {_shown(value, 'en')}.",
        )
    return value


def read_name(value: object) -> str:
    """A name by which other parts refer to this one: letters, digits, ``-``, ``_`` and ``.``."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise fault(
            f"{_shown(value, 'fr')} n'est pas un nom : écrivez lettres, chiffres, « - », « _ » ou « . »,"
            " sans espace, 100 caractères au plus (entre guillemets si ce sont des chiffres).",
            f"{_shown(value, 'en')} is not a name: write letters, digits, '-', '_' or '.',"
            " without spaces, 100 characters at most (quoted where they are digits only).",
        )
    return value


def read_scalar(value: object) -> str | int | float | bool:
    """A literal: text, finite number or boolean. Dates that a YAML reader made become texts again."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise fault(
        f"on attend ici un texte, un nombre, true ou false, et non {_shown(value, 'fr')}.",
        f"a text, a number, true or false is expected here, not {_shown(value, 'en')}.",
    )


def read_number(value: object, *, low: float | None = None, high: float | None = None) -> float:
    """A finite number within bounds, both included."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise fault(
            f"on attend ici un nombre, et non {_shown(value, 'fr')}.",
            f"a number is expected here, not {_shown(value, 'en')}.",
        )
    if (low is not None and value < low) or (high is not None and value > high):
        raise fault(
            f"{value} est hors des bornes : écrivez un nombre {_bounds(low, high, 'fr')}.",
            f"{value} is out of bounds: write a number {_bounds(low, high, 'en')}.",
        )
    return value


def read_integer(value: object, *, low: int | None = None, high: int | None = None) -> int:
    """A whole number within bounds, both included."""
    number = read_number(value, low=low, high=high)
    if number != int(number):
        raise fault(f"{value} n'est pas un nombre entier.", f"{value} is not a whole number.")
    return int(number)


def read_boolean(value: object) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise fault(
            f"on attend ici true ou false, et non {_shown(value, 'fr')}.",
            f"true or false is expected here, not {_shown(value, 'en')}.",
        )
    return value


def read_duration(value: object, *, sign: str = ">=0", calendar: bool = False) -> Duration:
    """An ISO 8601 duration.

    ``sign`` is ``>0``, ``>=0`` or ``any``; ``calendar`` says whether months and years may stand here, which
    takes a date to anchor them.
    """
    if not isinstance(value, str):
        raise fault(
            f"on attend ici une durée ISO 8601 telle que PT30M, PT48H ou P2D, et non {_shown(value, 'fr')}.",
            f"an ISO 8601 duration such as PT30M, PT48H or P2D is expected here, not {_shown(value, 'en')}.",
        )
    try:
        duration = Duration.parse(value)
    except ValueError as error:
        raise fault(
            f"« {value} » n'est pas une durée ISO 8601 en minutes entières,"
            " telle que PT30M, PT48H, P2D ou -P3D.",
            f"{error}.",
        ) from None
    if max(abs(duration.minutes), abs(duration.months)) > 10**9:
        raise fault(f"« {value} » est trop long.", f"'{value}' is too long.")
    if duration.months and not calendar:
        raise fault(
            f"« {value} » compte en mois ou en années, qui n'ont pas de longueur ici,"
            " faute de date où les ancrer ; écrivez des jours, tels que P30D.",
            f"'{value}' counts months or years, which have no length here as no date anchors them;"
            " write days, such as P30D.",
        )
    size = (duration.minutes, duration.months)
    if (sign == ">0" and (min(size) < 0 or max(size) == 0)) or (sign == ">=0" and min(size) < 0):
        raise fault(
            f"« {value} » doit être une durée {'positive' if sign == '>0' else 'positive ou nulle'}.",
            f"'{value}' must be {'more than zero' if sign == '>0' else 'zero or more'}.",
        )
    return duration


def read_time(value: object) -> time:
    """A time of day, ``09:00``."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise fault(
            f'on attend ici une heure telle que "09:00", et non {_shown(value, "fr")}.',
            f'a time of day such as "09:00" is expected here, not {_shown(value, "en")}.',
        )
    return time(int(match[1]), int(match[2]))


def write_time(value: time) -> str:
    """``09:00``."""
    return value.strftime("%H:%M")


def read_date(value: object) -> date:
    """An ISO 8601 date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise fault(
            f"on attend ici une date telle que 2026-12-01, et non {_shown(value, 'fr')}.",
            f"a date such as 2026-12-01 is expected here, not {_shown(value, 'en')}.",
        ) from None


def read_instant(value: object) -> datetime:
    """An ISO 8601 instant; a date alone is its midnight, a missing zone is UTC."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    try:
        return from_iso(value if isinstance(value, str) else "")
    except ValueError:
        raise fault(
            f"on attend ici un instant tel que 2026-12-01T09:00:00Z, et non {_shown(value, 'fr')}.",
            f"an instant such as 2026-12-01T09:00:00Z is expected here, not {_shown(value, 'en')}.",
        ) from None


def write_instant(value: datetime) -> str:
    """``2026-12-01T09:00:00Z``."""
    return value.isoformat().replace("+00:00", "Z")


def read_words(value: object) -> str | dict[str, str]:
    """A name or text: a string, or one a language. A number is taken as it is written."""
    if isinstance(value, Mapping):
        unknown = {key: [unknown_key(key, LANGUAGES)] for key in value if key not in LANGUAGES}
        if unknown:
            raise ValidationError(unknown)
        if not any(text is not None for text in value.values()):
            raise ValidationError([_REQUIRED])
        present = {language: value[language] for language in LANGUAGES if value.get(language) is not None}
        return read_mapping(present, str, _one_text)
    return _one_text(value)


def write_words(text: str | Mapping[str, str]) -> str | dict[str, str]:
    """The text as it was read."""
    return text if isinstance(text, str) else dict(text)


def _one_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise fault(
        f"on attend ici un texte, ou un texte par langue ({{fr: …, en: …}}), et non {_shown(value, 'fr')}.",
        f"a text, or one a language ({{fr: …, en: …}}), is expected here, not {_shown(value, 'en')}.",
    )


def read_word(value: object, words: Mapping[str, T]) -> T:
    """One of a closed set of words."""
    if isinstance(value, str) and value in words:
        return words[value]
    raise ValidationError([unknown_word(_plain(value), words)])


@cache
def words_of(enum: type[Enum]) -> dict[str, Any]:
    """The wire words of an enum."""
    return {member.value: member for member in enum}


def _plain(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _shown(value: object, language: str) -> str:
    if value is None:
        return {"fr": "rien", "en": "nothing"}[language]
    if isinstance(value, Mapping):
        return {"fr": "un ensemble de clés", "en": "a mapping"}[language]
    if isinstance(value, list | tuple):
        return {"fr": "une liste", "en": "a list"}[language]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"« {_plain(value)} »" if language == "fr" else f"'{_plain(value)}'"
    return _plain(value)


def _bounds(low: float | None, high: float | None, language: str) -> str:
    if low is not None and high is not None:
        return f"de {low:g} à {high:g}" if language == "fr" else f"from {low:g} to {high:g}"
    if low is not None:
        return f"d'au moins {low:g}" if language == "fr" else f"of at least {low:g}"
    return f"d'au plus {high:g}" if language == "fr" else f"of at most {high:g}"


# ── Fields ──────────────────────────────────────────────────────────────────────────────────────────────


class Read(Part[Any]):
    """A value read by one function and written by another (absent: as it is)."""

    def __init__(
        self, read: Callable[[Any], Any], write: Callable[[Any], Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.read, self.write = read, write

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return self.read(value)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if value is None or self.write is None:
            return value
        return self.write(value)


def words(**kwargs: Any) -> Read:
    """A name or text in one or more languages."""
    return Read(read_words, write_words, **kwargs)


def text(**kwargs: Any) -> Read:
    """A plain text that is not empty."""
    return Read(read_text, **kwargs)


def free(**kwargs: Any) -> Read:
    """A plain text; a number is taken as it is written."""
    return Read(_one_text, **kwargs)


def name(**kwargs: Any) -> Read:
    """A name by which other parts refer to this one."""
    return Read(read_name, **kwargs)


def number(*, low: float | None = None, high: float | None = None, **kwargs: Any) -> Read:
    """A number within bounds."""
    return Read(lambda value: read_number(value, low=low, high=high), **kwargs)


def integer(*, low: int | None = None, high: int | None = None, **kwargs: Any) -> Read:
    """A whole number within bounds."""
    return Read(lambda value: read_integer(value, low=low, high=high), **kwargs)


def boolean(**kwargs: Any) -> Read:
    """``true`` or ``false``."""
    return Read(read_boolean, **kwargs)


def duration(*, sign: str = ">=0", calendar: bool = False, **kwargs: Any) -> Read:
    """An ISO 8601 duration."""
    return Read(lambda value: read_duration(value, sign=sign, calendar=calendar), str, **kwargs)


def time_of_day(**kwargs: Any) -> Read:
    """A time of day."""
    return Read(read_time, write_time, **kwargs)


def day(**kwargs: Any) -> Read:
    """A date."""
    return Read(read_date, date.isoformat, **kwargs)


def word(enum: type[Enum], **kwargs: Any) -> Read:
    """One word of an enum."""
    known = words_of(enum)
    return Read(lambda value: read_word(value, known), lambda member: member.value, **kwargs)


def word_set(enum: type[Enum], **kwargs: Any) -> Read:
    """A set of words of an enum, written in the enum's order."""
    known = words_of(enum)
    return Read(
        lambda value: frozenset(read_list(value, lambda item: read_word(item, known))),
        lambda members: [member.value for member in enum if member in members],
        **kwargs,
    )


def texts(**kwargs: Any) -> Read:
    """A list of texts."""
    return Read(lambda value: read_list(value, read_text), list, **kwargs)


def names(**kwargs: Any) -> Read:
    """A list of names."""
    return Read(lambda value: read_list(value, read_name), list, **kwargs)


def name_set(**kwargs: Any) -> Read:
    """A set of names, written in alphabetical order."""
    return Read(lambda value: frozenset(read_list(value, read_name)), sorted, **kwargs)


_SENDING = {channel.value: channel for channel in SENDING}


def sending_channel(**kwargs: Any) -> Read:
    """A channel that a message may use."""
    return Read(lambda value: read_word(value, _SENDING), lambda channel: channel.value, **kwargs)


def sending_channels(**kwargs: Any) -> Read:
    """Channels that a message may use, in order."""
    return Read(
        lambda value: read_list(value, lambda item: read_word(item, _SENDING)),
        lambda channels: [channel.value for channel in channels],
        **kwargs,
    )


def channels(**kwargs: Any) -> Read:
    """A set of channels."""
    return word_set(Channel, **kwargs)


def categories(**kwargs: Any) -> Read:
    """A set of categories."""
    return word_set(Category, **kwargs)


# ── Records ─────────────────────────────────────────────────────────────────────────────────────────────


class RecordSchema(Schema):
    """A mapping of a document and the frozen record it becomes.

    Keys the record has no field for are faults; what equals the record's default is not written.
    """

    #: The record made of the loaded values.
    of: ClassVar[type[Any]]

    class Meta:
        unknown = EXCLUDE

    error_messages: ClassVar[dict[str, Any]] = {"type": _MAPPING}  # type: ignore[misc]

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def refuse_unknown_keys(self, data: Any, original: Any, **kwargs: Any) -> None:
        """Name every key that this mapping does not have, and the nearest one that it has."""
        if not isinstance(original, Mapping):
            return
        known = [field.data_key or key for key, field in self.fields.items()]
        strange = [key for key in original if key not in known][:_STRANGE]
        unknown = {key: [unknown_key(key, known)] for key in strange}
        if unknown:
            raise ValidationError(unknown)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Check what concerns several keys, and give the record's values; overridden where there is some."""
        return values

    @post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> Any:
        """The record."""
        return self.of(**self.complete(data))

    @post_dump(pass_original=True)
    def leave_out_defaults(self, data: dict[str, Any], original: Any, **kwargs: Any) -> dict[str, Any]:
        """What equals the record's default reads back equal without being written."""
        defaults = defaults_of(type(self))
        written: dict[str, Any] = {}
        for attribute, field in self.fields.items():
            key, source = field.data_key or attribute, field.attribute or attribute
            value = data.get(key)
            if value is None or (source in defaults and getattr(original, source) == defaults[source]):
                continue
            written[key] = value
        return written


@cache
def defaults_of(schema: type[RecordSchema]) -> dict[str, Any]:
    """The default of each field of a schema's record that has one."""
    found: dict[str, Any] = {}
    for part in dataclasses.fields(schema.of):
        if part.default is not dataclasses.MISSING:
            found[part.name] = part.default
        elif part.default_factory is not dataclasses.MISSING:
            found[part.name] = part.default_factory()
    return found


@cache
def schema_of(schema: type[RecordSchema]) -> RecordSchema:
    """The one instance of a schema: making one copies every field."""
    return schema()


@cache
def _parts_of(schema: type[RecordSchema]) -> dict[str, tuple[str, Read]]:
    """Each key of a schema's mapping, with the record's value that it gives and the field that reads it."""
    found: dict[str, tuple[str, Read]] = {}
    for name, field in schema_of(schema).load_fields.items():
        assert isinstance(field, Read)
        found[field.data_key or name] = (field.attribute or name, field)
    return found


def read_record(value: object, schema: type[RecordSchema]) -> Any:
    """The record of a mapping.

    This is ``schema_of(schema).load(value)`` for schemas that have nothing but ``Read`` fields, without the
    hooks, of which documents use none: a portfolio has thousands of small mappings.
    """
    if not isinstance(value, Mapping):
        raise ValidationError([_MAPPING])
    parts = _parts_of(schema)
    errors: dict[Any, Any] = {}
    values: dict[str, Any] = {}
    for key, (name, field) in parts.items():
        given = value.get(key)
        if given is None:
            if field.required:
                errors[key] = [_REQUIRED]
            continue
        try:
            values[name] = field.read(given)
        except ValidationError as error:
            errors[key] = error.messages
    if not value.keys() <= parts.keys():
        strange = [key for key in value if key not in parts][:_STRANGE]
        errors.update({key: [unknown_key(key, parts)] for key in strange})
    if errors:
        raise ValidationError(errors)
    return schema_of(schema).make(values)


def write_record(value: object, schema: type[RecordSchema]) -> dict[str, Any]:
    """The mapping of a record."""
    written: dict[str, Any] = schema_of(schema).dump(value)
    return written


def record(schema: type[RecordSchema], **kwargs: Any) -> Read:
    """One record."""
    return Read(lambda value: read_record(value, schema), lambda item: write_record(item, schema), **kwargs)


def records(schema: type[RecordSchema], **kwargs: Any) -> Read:
    """A list of records."""
    return Read(
        lambda value: read_list(value, lambda item: read_record(item, schema)),
        lambda items: [write_record(item, schema) for item in items],
        **kwargs,
    )


class OneOf:
    """Records told apart by the word under ``kind``."""

    def __init__(self, schemas: Mapping[str, type[RecordSchema]]) -> None:
        self.schemas = schemas
        self.kinds = {schema.of: kind for kind, schema in schemas.items()}

    def read(self, value: object) -> Any:
        """The record of a mapping that names its kind."""
        if not isinstance(value, Mapping):
            raise ValidationError([_MAPPING])
        if value.get("kind") is None:
            raise ValidationError({"kind": [_REQUIRED]})
        errors: dict[Any, Any] = {}
        with collecting(errors, "kind"):
            schema = read_word(value["kind"], self.schemas)
        if errors:
            raise ValidationError(errors)
        return read_record({key: item for key, item in value.items() if key != "kind"}, schema)

    def write(self, value: Any) -> dict[str, Any]:
        """The mapping of a record, its kind after its id."""
        kind = self.kinds[type(value)]
        written = write_record(value, self.schemas[kind])
        head = {"id": written.pop("id")} if "id" in written else {}
        return {**head, "kind": kind, **written}

    def read_all(self, values: object) -> tuple[Any, ...]:
        """The records of a list."""
        return read_list(values, self.read)

    def write_all(self, values: Sequence[Any]) -> list[dict[str, Any]]:
        """The list of the records."""
        return [self.write(value) for value in values]

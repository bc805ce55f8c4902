"""What the texts of a template hold: whether their Liquid can be read, and the merge fields they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from designer.domain.message import Template, Variant
from designer.domain.text import LANGUAGES, Text

if TYPE_CHECKING:
    from liquid import Environment
    from liquid.exceptions import LiquidError
    from liquid.static_analysis import TemplateAnalysis

#: How much of a faulty passage a finding quotes, in characters.
_QUOTED = 40

#: What opens, and what closes it. For each that nothing closes a parser reads on to the end of the text, so
#: that it is given few of them.
_PAIRS = tuple(
    (re.compile(opening), re.compile(closing))
    for opening, closing in (
        (r"\{\{", r"\}\}"),
        (r"\{%", r"%\}"),
        (r"\{%-?\s*raw\b", r"\{%-?\s*endraw\s*-?%\}"),
        (r"\{%-?\s*doc\b", r"\{%-?\s*enddoc\s*-?%\}"),
    )
)
_MOST_OPEN = 5
#: A field or a tag with a gap, through which a parser goes again and again.
_STRETCHED = re.compile(r"\{[{%][^{}%]*?\s{300}")

#: Tags that read other templates, which a message has none of.
_READS_OTHERS = frozenset({"include", "render"})

_UNCLOSED_TAG = re.compile(r"expected tag end(\w+), found end of expression")
_STRANGE_TAG = re.compile(r"unexpected tag '(\w+)'")

#: The parts of a template that hold words, as the pages name them, in their order there.
PARTS = {
    "sender": {"fr": "expéditeur", "en": "sender"},
    "subject": {"fr": "objet", "en": "subject"},
    "preheader": {"fr": "texte d'aperçu", "en": "preheader"},
    "body": {"fr": "corps", "en": "body"},
    "cta.label": {"fr": "libellé du bouton", "en": "button's label"},
    "cta.url": {"fr": "adresse du bouton", "en": "button's address"},
    "text": {"fr": "texte", "en": "text"},
}

SPOKEN = {
    "fr": {"fr": "en français", "en": "in French"},
    "en": {"fr": "en anglais", "en": "in English"},
}


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a text cannot be rendered, in words that need no Liquid."""

    fr: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """One text: its fault, else the names it takes from outside."""

    fault: Cause | None = None
    #: Merge fields as they are written, ``event.amount`` or ``first_name``, without the text's own variables.
    fields: tuple[str, ...] = ()
    #: Each use of such a field with the code point at which it begins, in the order of the text.
    uses: tuple[tuple[str, int], ...] = ()
    #: The passage of the fault as code points, where the parser knows it.
    at: tuple[int, int] | None = None
    #: The filter that does not exist, where that is the fault.
    unknown_filter: str | None = None


def texts_of(template: Template) -> Iterator[tuple[str, str | None, str]]:
    """Part, language and text of all that holds words; no language where one text serves all.

    The parts of a variant are ``variants.<key>.<part>``.
    """
    yield from _texts_in(template, "")
    for variant in template.variants:
        yield from _texts_in(variant, f"variants.{variant.key}.")


def _texts_in(words: Template | Variant, prefix: str) -> Iterator[tuple[str, str | None, str]]:
    cta = words.cta
    parts: dict[str, Text | None] = {
        "sender": words.sender,
        "subject": words.subject,
        "preheader": words.preheader,
        "body": words.body,
        "cta.label": cta.label if cta else None,
        "cta.url": cta.url if cta else None,
        "text": words.text,
    }
    for name, text in parts.items():
        part = prefix + name
        if isinstance(text, str):
            if text.strip():
                yield part, None, text
        elif text is not None:
            for language in LANGUAGES:
                if text.get(language, "").strip():
                    yield part, language, text[language]


def part_in_words(part: str, language: str | None) -> tuple[str, str]:
    """``objet en français`` and ``subject in French``, of a variant ``variante « vip », objet``."""
    variant, own = variant_of(part)
    fr, en = PARTS[own]["fr"], PARTS[own]["en"]
    if variant is not None:
        fr, en = f"variante « {variant} », {fr}", f"variant '{variant}', {en}"
    if language is None:
        return fr, en
    spoken = SPOKEN[language]
    return f"{fr} {spoken['fr']}", f"{en} {spoken['en']}"


def variant_of(part: str) -> tuple[str | None, str]:
    """The variant that a part is of, if of one, and the part itself."""
    if not part.startswith("variants."):
        return None, part
    rest = part.removeprefix("variants.")
    own = next(name for name in PARTS if rest.endswith(f".{name}"))
    return rest.removesuffix(f".{own}"), own


@lru_cache(maxsize=2048)
def parsed(text: str) -> Parsed:
    """Read the Liquid of a text. Nothing is rendered, so no contact is needed; it never raises."""
    if "{{" not in text and "{%" not in text:
        return Parsed()
    open_ = unreadable(text)
    if open_ is not None:
        return Parsed(
            fault=Cause(
                fr="des champs ou des balises ne sont jamais fermés, ou sont trop longs",
                en="fields or tags are never closed, or are too long",
            ),
            at=(open_, open_ + 2),
        )
    from liquid.exceptions import LiquidError

    environment = _environment()
    try:
        found = environment.from_string(text).analyze(include_partials=False)
    except LiquidError as error:
        return Parsed(fault=_cause(error, text, environment), at=_place(error, text))
    except RecursionError:
        return Parsed(
            fault=Cause(
                fr="trop de balises sont les unes dans les autres",
                en="too many tags stand inside one another",
            )
        )
    for tag in found.tags:
        if tag in _READS_OTHERS:
            return Parsed(
                fault=Cause(
                    fr=f"« {{% {tag} %}} » appelle un autre gabarit, ce qu'un message ne peut pas faire",
                    en=f"'{{% {tag} %}}' calls another template, which a message cannot do",
                )
            )
    for name, spans in found.filters.items():
        if name not in environment.filters:
            start = spans[0].index
            return Parsed(
                fault=Cause(fr=f"le filtre « {name} » n'existe pas", en=f"there is no filter '{name}'"),
                uses=_in_order(found),
                at=(start, start + len(name)),
                unknown_filter=name,
            )
    return Parsed(
        fields=tuple(dict.fromkeys(str(use) for uses in found.globals.values() for use in uses)),
        uses=_in_order(found),
    )


def unreadable(text: str) -> int | None:
    """Where fields or tags begin that nothing closes, or that have gaps: a parser is kept long by them."""
    stretched = _STRETCHED.search(text)
    if stretched is not None:
        return stretched.start()
    for opening, closing in _PAIRS:
        after = max((match.end() for match in closing.finditer(text)), default=0)
        found = list(islice(opening.finditer(text, after), _MOST_OPEN + 1))
        if len(found) > _MOST_OPEN:
            return found[0].start()
    return None


def _in_order(found: TemplateAnalysis) -> tuple[tuple[str, int], ...]:
    places = sorted((use.span.index, str(use)) for uses in found.globals.values() for use in uses)
    return tuple((name, start) for start, name in places)


def filter_names() -> tuple[str, ...]:
    """The filters that a message may use, in alphabetical order."""
    return tuple(sorted(_environment().filters))


@cache
def _environment() -> Environment:
    # Loaded by the first text with merge fields: it takes a while, and many portfolios have none.
    from liquid import Environment

    return Environment()


def _cause(error: LiquidError, text: str, environment: Environment) -> Cause:
    """The parser's complaint in plain words, with the passage where it is known."""
    said = str(error.args[0]) if error.args else ""
    at_fr, at_en = _passage(error, text)
    unclosed, strange = _UNCLOSED_TAG.match(said), _STRANGE_TAG.match(said)
    if said.startswith("expected '}}'"):
        return Cause(
            fr=f"un champ ouvert par « {{{{ » n'est pas fermé par « }}}} »{at_fr}",
            en=f"a field opened by '{{{{' is not closed by '}}}}'{at_en}",
        )
    if "closing delimiter" in said or said.startswith("expected '%}'"):
        return Cause(
            fr=f"une balise ouverte par « {{% » n'est pas fermée par « %}} »{at_fr}",
            en=f"a tag opened by '{{%' is not closed by '%}}'{at_en}",
        )
    if unclosed:
        tag = unclosed[1]
        return Cause(
            fr=f"« {{% {tag} %}} » n'a pas son « {{% end{tag} %}} »",
            en=f"'{{% {tag} %}}' lacks its '{{% end{tag} %}}'",
        )
    if strange and (strange[1].startswith("end") or strange[1] in ("else", "elsif", "when")):
        return Cause(
            fr=f"« {{% {strange[1]} %}} » ne répond à aucune balise ouverte",
            en=f"'{{% {strange[1]} %}}' belongs to no tag that is open",
        )
    if strange:
        return Cause(
            fr=f"la balise « {{% {strange[1]} %}} » n'existe pas",
            en=f"there is no tag '{{% {strange[1]} %}}'",
        )
    if "primitive expression" in said or said == "missing expression":
        return Cause(
            fr=f"un champ ou une condition est vide ou inachevé{at_fr}",
            en=f"a field or a condition is empty or unfinished{at_en}",
        )
    return Cause(
        fr=f"un champ ou une balise est mal écrit{at_fr}", en=f"a field or a tag is not well written{at_en}"
    )


def _passage(error: Any, text: str) -> tuple[str, str]:
    """The faulty passage from the brace that opens it, where the parser knows it."""
    place = _place(error, text)
    if place is None:
        return "", ""
    whole = " ".join(text[slice(*place)].split())
    quoted = whole if len(whole) <= _QUOTED else whole[:_QUOTED] + "…"
    return f" : « {quoted} »", f": '{quoted}'"


def _place(error: Any, text: str) -> tuple[int, int] | None:
    """Where the faulty passage begins and ends: a field or a tag from the brace that opens it."""
    start = getattr(getattr(error, "token", None), "start_index", -1)
    if not isinstance(start, int) or not 0 <= start < len(text):
        return None
    opened = max(text.rfind("{{", 0, start + 2), text.rfind("{%", 0, start + 2))
    if opened < 0:
        return None
    mark = "}}" if text.startswith("{{", opened) else "%}"
    ends = [end for end in (text.find(other, opened + 2) for other in ("{{", "{%")) if end >= 0]
    closed = text.find(mark, opened)
    ends += [closed + 2] if closed >= 0 else []
    return opened, min(ends, default=len(text))

"""Documents and dates in the reader's words."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

import designer.web
from designer.domain.errors import BadInput, Conflict, NotFound, Refused
from designer.engine import tables
from designer.web import errors, i18n, words


@pytest.fixture(scope="module")
def app():
    made = Flask("words")
    i18n.init_app(made)
    return made


@pytest.fixture
def french(app):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


@pytest.fixture
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("P2D", "2 jours"),
        # Whoever wrote hours meant hours.
        ("PT48H", "48 heures"),
        ("P1W", "1 semaine"),
        ("P6M", "6 mois"),
        ("PT1H30M", "1 heure 30 minutes"),
        ("-P3D", "3 jours"),
        (90, "1 heure 30 minutes"),
        ("nonsense", "nonsense"),
        (None, "–"),
    ],
)
def test_durations_are_said(french, written, said):
    assert plain(words.duration(written)) == said


def test_a_date_is_short_and_has_its_year_only_when_needed(french):
    at = datetime(1998, 2, 3, 8, 0, tzinfo=UTC)
    assert plain(words.moment(at, "Europe/Paris", at)) == "mar. 3 févr. 09:00"
    assert plain(words.moment(at, "Europe/Paris")) == "mar. 3 févr. 1998, 09:00"
    assert " " not in words.moment(at, "Europe/Paris")


def test_the_first_of_a_month_is_an_ordinal_in_french(french):
    first = datetime(1998, 6, 1, 8, 0, tzinfo=UTC)
    assert plain(words.day(first)) == "1er juin 1998"
    assert plain(words.day(first, long=True)) == "lundi 1er juin 1998"
    assert plain(words.moment(first, "UTC")) == "lun. 1er juin 1998, 08:00"
    assert plain(words.day(datetime(1998, 6, 11, 8, 0, tzinfo=UTC))) == "11 juin 1998"


def test_the_same_date_in_english(english):
    assert plain(words.moment(datetime(1998, 2, 3, 8, 0, tzinfo=UTC), "UTC")) == "Tue 3 Feb 1998, 08:00"


def test_conditions_are_said_with_the_names_of_the_workspace(french):
    names = words.Names(attributes={"city": {"fr": "Ville"}}, segments={"vip": {"fr": "Très bons clients"}})
    tree = {"all": [{"eq": ["city", "Lyon"]}, {"in_segment": "vip"}]}
    assert plain(words.condition(tree, names)) == "ville est Lyon et fait partie de « Très bons clients »"


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_condition_is_everyone(french, nothing):
    assert words.condition(nothing) == "tout le monde"


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ({"kind": "event", "event": "quote.created"}, "quote.created"),
        ({"kind": "date", "attribute": "birth_date", "offset": "-P3D"}, "3 jours avant : date de naissance"),
        ({"kind": "date", "attribute": "birth_date"}, "Le jour : date de naissance"),
        (
            {"kind": "inactivity", "event": "order.placed", "after": "P180D"},
            "Pas de « order.placed » depuis 180 jours",
        ),
        ({"kind": "manual"}, "À la main"),
        ({}, "Pas encore choisi"),
        (None, "Pas encore choisi"),
    ],
)
def test_triggers_are_said(french, trigger, said):
    assert plain(words.trigger(trigger)) == said


def test_figures_follow_the_language(app):
    for language, figure, rate in (("fr", "23 570", "12,5 %"), ("en", "23,570", "12.5%")):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert plain(words.number(23570)) == figure
            assert plain(words.percent(0.125)) == rate


def test_every_page_icon_is_there(app):
    import re
    from pathlib import Path

    from designer.web import icons

    templates = Path(i18n.__file__).parent / "templates"
    used = {
        name
        for file in templates.rglob("*.html")
        for name in re.findall(r"icon\('([a-z0-9-]+)'", file.read_text())
    }
    assert used <= set(icons.shapes())
    assert {*icons.CHANNEL_ICONS.values(), *icons.TRIGGER_ICONS.values()} <= set(icons.shapes())


PACKAGE = Path(designer.web.__file__).parent.parent


def _tree(module):
    return ast.walk(ast.parse((PACKAGE / module).read_text()))


def _texts(node):
    """The texts that an expression may be: of ``a if b else "c"``, the last; of a pair, the first."""
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp():
            return _texts(node.body) | _texts(node.orelse)
        case ast.Tuple(elts=[first, *_rest]):
            return _texts(first)
    return set()


def _returned(module, *functions):
    found = set()
    for node in _tree(module):
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            for part in ast.walk(node):
                if isinstance(part, ast.Return):
                    found |= _texts(part.value)
    return found


def _exits():
    """Every reason that the engine gives for leaving, an example of those that name something."""
    plain_words = set(tables.LEAVINGS) - {"prevailed", "blocked"}
    return {"stopped", "blocked:consent", "blocked:exclusion:dispute", "prevailed:relance", *plain_words}


def _rules():
    """Every rule that a decision may name beside the policy's own keys."""
    found = {"exclusion:dispute", *(f"exited:{reason}" for reason in _exits()), "exited:None"}
    found |= {*tables.RESERVED, "quiet-hours", "score", "pooling"}
    found |= _returned("runtime/dispatch.py", "_withdrawn")
    found |= _returned("runtime/recheck.py", "misfired")
    return found - {""}


def test_every_rule_and_reason_has_words(french):
    rules, exits = _rules(), _exits()
    assert {"misfire", "if-past", "suppressed", "quiet-hours", "pooling", "stopped", "exited:goal"} <= rules
    assert {"goal", "exit-when", "end", "loop", "if-past"} <= exits
    refusals = set(tables.REFUSALS)
    assert {"audience", "paused", "reentry", "group", "prevailed", "cap", "gap"} <= refusals
    for said, code in (
        *((words.rule(code), code) for code in rules),
        *((words.exit_reason(code), code) for code in exits),
        *((words.refusal(code, "x"), code) for code in refusals),
    ):
        assert said and said != code and not re.search(r"exited|exit-when|if-past|blocked:|prevailed:", said)
        assert "n’existe plus" not in said and said not in (
            "est sorti",
            "une règle du scénario l’interdit",
        ), code


def test_errors_of_use_cases_are_said_in_the_language_of_the_page(french):
    taken = Refused("There is a scenario 'relance' already; choose another key, or open that one.")
    assert plain(errors.said(taken)) == "La clé « relance » est déjà prise ; choisissez-en une autre."
    archived = Refused("The scenario 'relance' is archived; restore it before changing it.")
    assert plain(errors.said(archived)) == "Le scénario « relance » est archivé ; restaurez-le d’abord."
    assert "changé entre-temps" in errors.said(Conflict("The document 'policy' has changed: it is at 3."))
    assert "n’existe pas" in errors.said(NotFound("There is no task 4; look for it in the list of tasks."))
    other = errors.said(BadInput("Nobody <b> foresaw this."))
    assert other.startswith("Cela n’a pas pu se faire.")
    assert '<span lang="en">Nobody &lt;b&gt; foresaw this.</span>' in other


def test_errors_stay_as_they_are_in_english(english):
    assert errors.said(BadInput("Nobody foresaw this.")) == "Nobody foresaw this."

"""The summary in plain words: everything once, in both languages, whatever stands in the document."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from designer.analysis.outline import Graph
from designer.analysis.speech import Names
from designer.analysis.summary import summary
from designer.analysis.voice import Voice
from tests.support.drawn import documents, spoilt

relaxed = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])

RELAUNCH = {
    "format": "scenario/1",
    "key": "relance",
    "name": {"fr": "Relance de devis", "en": "Quote follow-up"},
    "sheet": {"kpis": [{"metric": "conversion_rate", "target": 0.12, "within": "P14D"}]},
    "trigger": {"kind": "event", "event": "quote.created", "where": {"gt": ["amount", 1000]}},
    "audience": {"eq": ["city", "Lyon"]},
    "entry": {"reentry": "after_exit", "gap": "P30D"},
    "priority": {"class": "commercial", "value": 80, "prevails_over": ["visite"]},
    "exit_when": {"did": {"event": "order.placed"}},
    "goal": {"event": "order.placed", "within": "P14D"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email", "template": "relance-1"},
        {"id": "e1", "kind": "wait_event", "event": "form.sent", "timeout": "P2D"},
        {"id": "t2", "kind": "message", "channel": "sms", "if_blocked": "fallback", "fallback": ["email"]},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "t1"},
        {"from": "t1", "to": "e1"},
        {"from": "e1", "path": "event", "to": "end"},
        {"from": "e1", "path": "timeout", "to": "t2"},
        {"from": "t2", "to": "e1"},
    ],
}
NAMES = Names(
    events={"quote.created": {"fr": "Devis créé", "en": "Quote created"}},
    attributes={"city": {"fr": "Ville", "en": "City"}},
    templates={"relance-1": {"fr": "Première relance", "en": "First reminder"}},
)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_scenario_is_told_in_french():
    assert plain(summary(RELAUNCH, NAMES).text("fr")) == (
        "Relance de devis\n\n"
        "Qui entre, et quand\n"
        "Le contact entre quand « Devis créé » avec montant > 1 000 arrive.\n"
        "Public : ville est Lyon.\n"
        "Il peut entrer de nouveau après être sorti, 30 jours plus tard au plus tôt.\n\n"
        "Priorité, sortie et objectif\n"
        "Priorité : commercial, 80 sur 100.\n"
        "Qui s’y trouve n’entre pas dans « visite ».\n"
        "Le contact sort aussitôt, où qu’il en soit, si : a passé commande.\n"
        "Objectif : « order.placed » dans les 14 jours après l’entrée ; le contact sort alors.\n\n"
        "Le parcours\n"
        "1. Le contact entre.\n"
        "2. T1, E-mail « Première relance ».\n"
        "3. Attente de « form.sent », 2 jours au plus.\n"
        "  Si cela arrive :\n"
        "    4. Le contact sort.\n"
        "  Si rien n’arrive en 2 jours : suite à l’étape 5.\n"
        "5. T2, SMS sans gabarit. Si une règle le bloque, il part par e-mail.\n"
        "Le contact revient à l’étape 3 (attente).\n\n"
        "Canaux\n"
        "E-mail : T1, en repli de T2.\n"
        "SMS : T2.\n\n"
        "Indicateurs\n"
        "Taux de conversion : 12 %, en 14 jours.\n"
    )


def test_a_scenario_is_told_in_english():
    said = summary(RELAUNCH, NAMES).text("en")
    assert "The contact enters when “Quote created” with amount >\u00a01,000 happens.\n" in said
    assert (
        "3. Wait for “form.sent”, 2\u00a0days at most.\n  If it happens:\n    4. The contact leaves.\n"
        in said
    )
    assert said.endswith("Conversion rate: 12%, within 14\u00a0days.\n")


def test_groups_are_said_where_they_begin_and_notes_at_the_end():
    document = {
        **RELAUNCH,
        "groups": [
            {"id": "g1", "title": {"fr": "Relances", "en": "Reminders"}, "nodes": ["t2", "gone", "e1"]},
            {"id": "g2", "nodes": ["t1"]},
        ],
        "notes": [
            {"id": "a", "at": [0, 0], "text": "Demander à\nPaul", "tone": "todo"},
            {"id": "b", "at": [0, 0]},
        ],
    }
    said = plain(summary(document, NAMES).text("fr"))
    assert "Groupe : étape 2.\n2. T1" in said
    assert "Groupe « Relances » : étapes 3 et 5.\n3. Attente" in said
    assert said.endswith("\n\nNotes\nÀ faire : Demander à Paul\nNote : sans texte.\n")
    english = summary(document, NAMES).text("en")
    assert "Group “Reminders”: steps 3 and 5.\n3. Wait" in english
    assert english.endswith("\n\nNotes\nTo do: Demander à Paul\nNote: without a text.\n")


@relaxed
@given(documents())
def test_every_group_with_steps_is_said_once(document):
    told = [line for section in summary(document).sections for line in section.lines]
    said = sum(line.text["en"].startswith("Group “Reminders”") for line in told)
    nodes = {node["id"] for node in document["nodes"]}
    begun: set[str] = set()
    groups = 0
    for group in document["groups"]:
        # a step stands in the first group that names it
        groups += bool(own := set(group["nodes"]) & nodes - begun)
        begun |= own
    assert said == groups


@relaxed
@given(documents())
def test_every_step_is_told_once_and_every_way_that_is_chosen(document):
    graph = Graph.of(document)
    lines = [line for section in summary(document).sections for line in section.lines]
    assert Counter(line.node for line in lines if line.number) == Counter(dict.fromkeys(graph.nodes, 1))
    chosen = {(node, way) for node, ways in graph.ways.items() if len(ways) > 1 for way in ways}
    told = Counter((line.node, line.path) for line in lines if line.path is not None)
    assert chosen <= set(told)
    assert set(told.values()) <= {1}


@relaxed
@given(documents())
def test_what_a_line_names_by_its_number_is_told_under_it(document):
    lines = [line for section in summary(document).sections for line in section.lines]
    numbers = {line.node: line.number for line in lines if line.number}
    for line in lines:
        if line.to is not None:
            assert f"étape {numbers[line.to]}" in line.text["fr"]
            assert f"step {numbers[line.to]}" in line.text["en"]


@relaxed
@given(spoilt())
def test_anything_can_be_told(document):
    told = summary(document)
    for language in ("fr", "en"):
        assert told.text(language) == summary(document).text(language)
        for section in told.sections:
            assert section.title[language]
            assert all(line.text[language] for line in section.lines)


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 * * *", "chaque jour à 09:00"),
        ("30 8 * * MON", "chaque lundi à 08:30"),
        ("0 9 * * 1-7", "chaque jour à 09:00"),
        ("0 9 * * 1-5", "du lundi au vendredi à 09:00"),
        ("0 9 * * sat,sun", "le samedi et le dimanche à 09:00"),
        ("0 9 * * 0", "chaque dimanche à 09:00"),
        ("0 9 5 * *", "le 5 du mois à 09:00"),
        ("*/5 * * * *", "selon le calendrier « */5 * * * * »"),
        ("0 9 * * 6-2", "selon le calendrier « 0 9 * * 6-2 »"),
    ],
)
def test_everyday_schedules_are_said_in_words(cron, words):
    assert Voice(language="fr").cron(cron) == words

"""The words of hand-outs that no screen has, in French and in English; plain spaces become French ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from designer.analysis.speech import Language, french_signs

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "label.sheet": ("Fiche scénario", "Scenario sheet"),
    "label.kit": ("Kit relationnel", "Relational kit"),
    "contents": ("Contenu", "Contents"),
    "page": ("page", "page"),
    "continued": ("suite", "continued"),
    "picture.part": ("Logigramme, partie {number} sur {count}", "Flowchart, part {number} of {count}"),
    "picture.alternative": ("Logigramme du scénario. {steps}", "Flowchart of the scenario. {steps}"),
    # sections
    "essentials": ("L'essentiel", "Essentials"),
    "picture": ("Le logigramme", "The flowchart"),
    "told": ("Le scénario en clair", "The scenario in plain words"),
    "messages": ("Les messages", "The messages"),
    "measures": ("Les indicateurs", "The measures"),
    "measures.kit": ("Les indicateurs à suivre", "The measures to follow"),
    "benchmark": ("Ce que d'autres font", "What others do"),
    "data": ("Les données", "The data"),
    "production": ("La production", "Production"),
    "production.kit": ("Les livrables", "The deliverables"),
    "frame": ("Le cadre", "The frame"),
    # essentials
    "objective": ("Objectif", "Objective"),
    "moment": ("Moment clé", "Key moment"),
    "lever": ("Levier", "Lever"),
    "segments": ("Segments", "Segments"),
    "audience": ("Cible", "Audience"),
    "trigger": ("Déclencheur", "Trigger"),
    "channels": ("Canaux", "Channels"),
    "theme": ("Thématique", "Theme"),
    "offer": ("Offre", "Offer"),
    "times": ("Temps de contact", "Messages"),
    "effort": ("Charge", "Effort"),
    "effort.days": ("{count} j", "{count} d"),
    "gaps": ("Reste à renseigner : {fields}.", "Still to be filled in: {fields}."),
    "to.fill": ("À renseigner", "To be filled in"),
    "everyone": ("Tous ceux que le déclencheur fait entrer", "Everyone whom the trigger enters"),
    "none": ("–", "–"),
    # told
    "late.skip": (
        "Après un arrêt du service, un message en retard de plus de {length} n'est pas envoyé.",
        "After a break of the service, a message more than {length} late is not sent.",
    ),
    "late.send": (
        "Après un arrêt du service, un message en retard est envoyé quand même.",
        "After a break of the service, a late message is sent all the same.",
    ),
    # messages
    "message.time": ("Temps", "Step"),
    "message.when": ("Quand", "When"),
    "message.channel": ("Canal", "Channel"),
    "message.name": ("Message", "Message"),
    "message.subject": ("Objet ou accroche", "Subject or opening"),
    "message.none": ("Le logigramme n'a pas encore de message.", "The flowchart has no message yet."),
    "message.path": ("selon le parcours", "as the journey goes"),
    "brief.common": ("Pour tous les messages", "For all the messages"),
    "brief": ("Brief", "Brief"),
    "content": ("Contenu", "Content"),
    "brief.place": ("Dans le parcours", "In the journey"),
    "brief.step": ("étape {number}", "step {number}"),
    "brief.role": ("Rôle", "Role"),
    "brief.nature": ("Nature", "Kind"),
    "brief.whom": ("À qui", "To whom"),
    "brief.blocked": ("En cas de blocage", "If blocked"),
    "brief.fields": ("Personnalisation", "Personalisation"),
    "brief.action": ("Appel à l'action", "Call to action"),
    "brief.length": ("Longueur", "Length"),
    "brief.versions": ("Variantes", "Variants"),
    "brief.state": ("Rédaction", "Writing"),
    "sms.units": ("{count} signes", "{count} characters"),
    "sms.parts.one": ("{count} SMS", "{count} SMS"),
    "sms.parts.other": ("{count} SMS", "{count} SMS"),
    "state.blank": ("Gabarit à choisir", "Template to be chosen"),
    "state.unknown": (
        "Gabarit « {key} » : pas encore dans l'espace de travail",
        "Template “{key}”: not in the workspace yet",
    ),
    "state.empty": ("À rédiger", "To be written"),
    "state.written": ("Rédigé", "Written"),
    "state.languages": ("Rédigé en {languages}", "Written in {languages}"),
    "language.fr": ("français", "French"),
    "language.en": ("anglais", "English"),
    "content.sender": ("Expéditeur", "Sender"),
    "content.subject": ("Objet", "Subject"),
    "content.preheader": ("Texte d'aperçu", "Preview text"),
    "content.action": ("Bouton", "Button"),
    "content.missing": (
        "Le contenu de ce message reste à rédiger.",
        "The content of this message is still to be written.",
    ),
    "content.variant": ("Variante {name}, si {condition}", "Variant {name}, if {condition}"),
    "content.fields": (
        "En couleur, entre accolades : ce qui est rempli ou choisi pour chaque contact.",
        "In colour, between braces: what is filled in or chosen for each contact.",
    ),
    # measures
    "kpi.metric": ("Indicateur", "Measure"),
    "kpi.target": ("Cible", "Target"),
    "kpi.within": ("Délai", "Within"),
    "kpi.benchmark": ("Repère", "Benchmark"),
    "kpi.source": ("Source", "Source"),
    "kpi.none": ("Aucun indicateur n'est encore choisi.", "No measure is chosen yet."),
    "expected": ("Taux attendus d'un message", "Rates expected of a message"),
    "expected.none": (
        "Les taux attendus d'un message ne sont pas encore estimés.",
        "The rates expected of a message are not estimated yet.",
    ),
    "expected.delivered": ("Délivrés", "Delivered"),
    "expected.opened": ("Ouverts", "Opened"),
    "expected.clicked": ("Cliqués", "Clicked"),
    "expected.replied": ("Réponses", "Replies"),
    "expected.converted": ("Convertis", "Converted"),
    "expected.unsubscribed": ("Désabonnés", "Unsubscribed"),
    "expected.reaction": ("Réaction", "Reaction"),
    # benchmark
    "benchmark.figures": ("Repères chiffrés", "Figures"),
    "benchmark.alike": ("Scénarios du même moment", "Scenarios of the same moment"),
    "benchmark.none": (
        "Ni la fiche ni la bibliothèque n'ont de point de comparaison pour ce moment.",
        "Neither the sheet nor the library has anything to compare with for this moment.",
    ),
    "benchmark.scenario": ("Scénario", "Scenario"),
    "benchmark.does": ("Ce qu'il fait", "What it does"),
    "benchmark.how": ("Canaux", "Channels"),
    "benchmark.targets": ("Cibles et repères", "Targets and benchmarks"),
    "benchmark.of": ("repère {figure}", "benchmark {figure}"),
    # data
    "data.name": ("Donnée", "Datum"),
    "data.source": ("Source", "Source"),
    "data.latency": ("Mise à disposition", "Latency"),
    "data.available": ("Disponible", "Available"),
    "data.none": ("Aucune donnée n'est encore recensée.", "No datum is listed yet."),
    "latency.realtime": ("temps réel", "real time"),
    "latency.within": ("en {length}", "within {length}"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "degraded": ("Mode dégradé", "Degraded mode"),
    "degraded.missing": ("Ce qui manque", "What is missing"),
    "degraded.fallback": ("Ce que l'on fait", "What is done instead"),
    # production
    "deliverable.name": ("Support", "Item"),
    "deliverable.channel": ("Canal", "Channel"),
    "deliverable.owner": ("Responsable", "Owner"),
    "deliverable.due": ("Échéance", "Due"),
    "deliverable.status": ("Avancement", "State"),
    "deliverable.none": ("Aucun support n'est encore demandé.", "Nothing to produce is asked for yet."),
    "deliverable.messages": ("Messages du logigramme", "Messages of the flowchart"),
    "status.todo": ("à faire", "to do"),
    "status.doing": ("en cours", "under way"),
    "status.done": ("prêt", "ready"),
    "follow": ("Suivi", "Follow-up"),
    "follow.deliverables": ("supports prêts {done} sur {count}", "items ready {done} of {count}"),
    "follow.data": ("données disponibles {done} sur {count}", "data available {done} of {count}"),
    "follow.owner": ("{owner} {done} sur {count}", "{owner} {done} of {count}"),
    "follow.days": ("charge {count} j", "effort {count} d"),
    # frame
    "legal.basis": ("Base légale", "Legal ground"),
    "legal.notes": ("Note juridique", "Legal note"),
    "legal.none": ("La base légale reste à préciser.", "The legal ground is still to be stated."),
    "origin": ("Origine", "Origin"),
    "arbitration": ("Arbitrage", "Decision"),
    "notes": ("Notes du logigramme", "Notes on the flowchart"),
}


class Labels:
    """The words in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        """The words of that key, with values in their places."""
        fr, en = _WORDS[key]
        words = french_signs(fr) if self.language == "fr" else en
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        return words

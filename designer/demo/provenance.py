"""What the demo's screens say about where its data come from."""

from __future__ import annotations

from typing import Final

#: One short paragraph per language, for the demo's banner and its settings page.
PROVENANCE: Final = {
    "fr": (
        "Données de démonstration. Les 69 659 achats de 23 570 clients sont réels (journal CDNOW, boutique "
        "de musique en ligne, de janvier 1997 à juin 1998). Tout le reste est inventé à partir d'une graine "
        "fixe : noms, adresses e-mail et téléphones (plages réservées, injoignables), dates de naissance, "
        "consentements (environ 70 % pour l'e-mail, 30 % pour le SMS), villes et fuseaux, heures des "
        "achats, visites, téléchargements, rendez-vous et devis. Aucun message n'atteint personne : la "
        "boîte d'envoi les garde ici."
    ),
    "en": (
        "Demonstration data. The 69,659 purchases of 23,570 customers are real (the CDNOW log, an on-line "
        "music shop, January 1997 to June 1998). Everything else is made up from a fixed seed: names, "
        "e-mail addresses and telephone numbers (reserved ranges, unreachable), birthdays, consents (about "
        "70% for e-mail, 30% for text messages), cities and time zones, times of day, visits, downloads, "
        "appointments and quotes. No message reaches anybody: the outbox keeps them here."
    ),
}

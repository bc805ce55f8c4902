"""What a key moment is called: the event or the attribute that shows it, else the words of the trade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from designer.analysis.speech import Speech, capital
from designer.domain.words import Label

#: Moments that no event and no attribute shows by its own name.
_TRADE: Final[Mapping[str, Label]] = {
    "birthday": {"fr": "Anniversaire", "en": "Birthday"},
    "champion": {"fr": "Devenu l’un des meilleurs clients", "en": "Has become one of the best customers"},
    "complaint": {"fr": "Réclamation", "en": "Complaint"},
    "digital_silence": {"fr": "Silence sur les canaux numériques", "en": "Silence on digital channels"},
    "first_gift_anniversary": {"fr": "Anniversaire du premier don", "en": "Anniversary of the first gift"},
    "habit_broken": {"fr": "Habitude interrompue", "en": "Habit broken"},
    "loan.repaid": {"fr": "Crédit remboursé", "en": "Loan repaid"},
    "long_silence": {"fr": "Silence prolongé", "en": "Long silence"},
    "membership.renewal": {"fr": "Renouvellement d’adhésion", "en": "Membership renewal"},
    "points_silence": {"fr": "Arrêt du cumul de points", "en": "No more points earned"},
    "profile.incomplete": {"fr": "Profil incomplet", "en": "Profile incomplete"},
    "recommendation": {"fr": "Recommandation", "en": "Recommendation"},
    "renewal": {"fr": "Renouvellement", "en": "Renewal"},
    "retirement": {"fr": "Retraite", "en": "Retirement"},
    "silence": {"fr": "Silence", "en": "Silence"},
    "silence_without_email": {"fr": "Silence, sans e-mail joignable", "en": "Silence, with no e-mail to use"},
    "storage_limit": {"fr": "Fin de la durée de conservation", "en": "End of the storage period"},
    "usual_date": {"fr": "Date habituelle d’achat", "en": "Usual date of purchase"},
    "weak_signals": {"fr": "Signaux faibles", "en": "Weak signals"},
    "wedding": {"fr": "Mariage", "en": "Wedding"},
}


def moment(named: str, say: Speech) -> str:
    """The name of a key moment; one that nothing names, as it is written, in plain words."""
    if named not in say.names.events and named in say.names.attributes:
        return capital(say.attribute(named))
    words = say.event(named)
    if words != named:
        return capital(words)
    if named in _TRADE:
        return _TRADE[named][say.language]
    return capital(named.replace("_", " ").replace(".", " ").strip() or named)

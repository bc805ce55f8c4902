"""What names speak of: people name attributes, events, segments and templates, in French or in English.

A rule that must know what a name stands for asks here. A topic is a list of stems: ``factur*`` is how a word
begins, ``due`` a whole word, ``direct_debit`` two in a row. Topics are kept narrow: of a name that they do
not know nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_APART = re.compile(r"[^0-9a-z]+")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something that names speak of, by stems of words."""

    stems: tuple[str, ...]
    #: Stems that make a name speak of something else.
    but: tuple[str, ...] = ()

    @classmethod
    def of(cls, stems: str, *, but: str = "") -> Topic:
        """The topic of stems written one after the other."""
        return cls(stems=tuple(stems.split()), but=tuple(but.split()))

    def named(self, name: object) -> bool:
        """Whether a name speaks of it; what is no text does not."""
        if not isinstance(name, str):
            return False
        said = _words(name)
        return _any_in(self.stems, said) and not _any_in(self.but, said)


@lru_cache(maxsize=4096)
def _words(name: str) -> str:
    """``_last_order_at_``: the words of a name, small, without accents, each between two marks."""
    plain = unicodedata.normalize("NFKD", _CAPITAL.sub("_", name)).encode("ascii", "ignore").decode().lower()
    return f"_{'_'.join(word for word in _APART.split(plain) if word)}_"


def _any_in(stems: tuple[str, ...], said: str) -> bool:
    return any(f"_{stem[:-1]}" in said if stem.endswith("*") else f"_{stem}_" in said for stem in stems)


_UNDONE = "cancel* annul* return* retour* refund* rembours* abandon* claim* reclam*"
_TOUCH = (
    "visit* click* clic clics open* ouvert* session* login* page* download* telecharg* form call* appel*"
    " email* mail* sms newsletter* contact* nps satisf* engag* web site app chat*"
    " ticket* dispute* litige* prefer*"
)
_BOUGHT = (
    "order orders commande commandes purchase* achat achats acheteur* bought payment* paiement* sale sales"
    " vente ventes transaction* invoice* factur*"
)

#: A purchase, as an event.
PURCHASE = Topic.of(_BOUGHT, but=f"{_UNDONE} after_sale* sav quote* devis")

#: Recency, frequency and amount of purchases, as attributes.
RFM = Topic.of(
    "recency recence frequency frequence monetary rfm amount* montant* spend* spent depense* revenue*"
    f" turnover ca chiffre_affaires ltv clv lifetime_value basket* panier* {_BOUGHT}",
    but=f"{_UNDONE} {_TOUCH}",
)

#: An invoice, but not that it is due.
INVOICE = Topic.of(
    "invoice* factur* billing* billed", but="due overdue unpaid echeance* impaye* address* adresse*"
)

#: Customers who are companies, and goods made to order.
BUSINESS = Topic.of(
    "b2b btob business* entreprise* company companies societe* corporate pro pros professionnel* siret siren"
    " sur_mesure made_to_order bespoke custom_made",
    but="b2c particulier*",
)

#: The use of a service: software, credits, a subscription.
USAGE = Topic.of(
    "usage* use used utilis* login* log_in signin sign_in connexion* session* consum* consomm*",
    but="utilisateur* consumer* consommateur*",
)

#: That a measure has gone down.
DROP = Topic.of("drop* baisse* decline* declin* decrease* fall* chute*")

#: A contract that goes on and is paid by itself.
AUTOMATIC = Topic.of(
    "auto_renew* autorenew* automatic_renewal* renouvellement_auto* reconduction* tacit* direct_debit*"
    " prelevement* preleve* sepa* recurring* paiement_recurrent*"
)

#: How somebody pays.
PAYING = Topic.of("payment* paiement* paying paye reglement* billing*")

#: A question about how it went.
FEEDBACK = Topic.of(
    "survey* enquete* satisf* nps csat feedback* questionnaire* sondage* avis", but="echeance* passage*"
)

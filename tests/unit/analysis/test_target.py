"""What names speak of, and what conditions make certain, against every contact of a small world."""

from itertools import product
from random import Random

import pytest

from designer.analysis import naming
from designer.analysis.target import implies, is_formal, leaves
from designer.domain.condition import All, Any, Compare, Comparison, Consents, Did, InSegment, Not, NotDid
from designer.domain.data import Segment
from designer.domain.portfolio import Portfolio

FIELDS = ("a", "b", "c")
SEGMENTS = {
    "as": Segment(key="as", condition=Compare(how=Comparison.EQ, field="a", value=True)),
    "nobody": Segment(key="nobody", condition=Any(parts=())),
    "itself": Segment(key="itself", condition=InSegment(segment="itself")),
}
WORLD = Portfolio(segments=SEGMENTS)


def holds(condition, contact):
    match condition:
        case All(parts=parts):
            return all(holds(part, contact) for part in parts)
        case Any(parts=parts):
            return any(holds(part, contact) for part in parts)
        case Not(part=part):
            return not holds(part, contact)
        case InSegment(segment="itself"):
            return contact["c"]
        case InSegment(segment=key):
            return holds(SEGMENTS[key].condition, contact)
        case Compare(field=field, value=value):
            return contact[field] is value


def drawn(random, depth=3):
    kind = random.randrange(6 if depth else 2)
    match kind:
        case 0:
            return Compare(how=Comparison.EQ, field=random.choice(FIELDS), value=random.random() < 0.5)
        case 1:
            return InSegment(segment=random.choice(["as", "nobody", "itself"]))
        case 2:
            return Not(part=drawn(random, depth - 1))
        case _:
            parts = tuple(drawn(random, depth - 1) for _ in range(random.randrange(4)))
            return (All if kind < 5 else Any)(parts=parts)


def says(truth):
    """The single conditions that make sure of ``a``, being true or being false."""

    def of(leaf):
        return isinstance(leaf, Compare) and leaf.field == "a" and leaf.value is truth

    return of


def test_what_is_certain_is_true_of_everybody():
    random = Random(19)
    certain = 0
    for _ in range(3000):
        condition = drawn(random)
        if implies(condition, WORLD, says(True), says(False)):
            certain += 1
            for values in product((False, True), repeat=len(FIELDS)):
                contact = dict(zip(FIELDS, values, strict=True))
                assert not holds(condition, contact) or contact["a"], condition
    assert certain > 300


def test_segments_are_opened_once_and_named_on_request():
    asked = All(parts=(InSegment(segment="as"), InSegment(segment="as"), InSegment(segment="else")))
    assert list(leaves(asked, WORLD)) == [SEGMENTS["as"].condition, InSegment(segment="else")]
    assert InSegment(segment="as") in list(leaves(asked, WORLD, named=True))


def test_a_consent_or_an_address_says_nothing_about_somebody():
    assert is_formal(Consents(channel="email"))
    assert is_formal(Compare(how=Comparison.EQ, field="consent_sms", value=True))
    assert not is_formal(Compare(how=Comparison.EQ, field="city", value="Lyon"))
    assert not is_formal(NotDid(did=Did(event="order.placed")))


@pytest.mark.parametrize(
    ("topic", "names", "others"),
    [
        (
            naming.PURCHASE,
            ["order.placed", "commande.validée", "achat", "payment.received"],
            ["order.cancelled", "commande.annulée", "quote.created", "visit.site", "border.crossed"],
        ),
        (
            naming.RFM,
            ["recency", "montant_12_mois", "nb_commandes", "lastOrderAt", "CA", "Récence"],
            ["visit_frequency", "city", "newsletter_frequency", "cancelled_orders", "category"],
        ),
        (naming.INVOICE, ["invoice.issued", "date_facturation"], ["invoice_due_date", "adresse_facturation"]),
        (naming.BUSINESS, ["clients-b2b", "entreprises", "sur-mesure"], ["prospects-hifi", "product"]),
        (naming.USAGE, ["service.used", "utilisation_30j", "app.login"], ["id_utilisateur", "because"]),
        (naming.AUTOMATIC, ["auto_renew", "tacite_reconduction", "prélèvement"], ["renewal_date", "card"]),
        (naming.FEEDBACK, ["enquete-satisfaction", "nps_1", "avis"], ["avis-echeance", "merci"]),
    ],
)
def test_names_speak_of_what_their_words_say(topic, names, others):
    assert [name for name in names if not topic.named(name)] == []
    assert [name for name in others if topic.named(name)] == []


def test_what_is_no_text_speaks_of_nothing():
    assert not naming.RFM.named(12)

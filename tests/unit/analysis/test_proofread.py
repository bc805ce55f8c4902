"""What is said of the texts of a template, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.analysis.proofread import has_stop, proofread
from designer.analysis.wording import filter_names, texts_of
from designer.domain.channel import Channel
from designer.domain.condition import IsSet
from designer.domain.data import Attribute, DataModel, EventType, Type
from designer.domain.message import Template, Variant

DATA = DataModel(
    attributes={name: Attribute(name=name) for name in ("first_name", "city", "vip")},
    events={"quote.created": EventType(name="quote.created", properties={"amount": Type.NUMBER})},
    declared=True,
)


def faults(text, *, channel=Channel.EMAIL, asked=False, event="quote.created", data=DATA, **parts):
    template = Template(key="t", channel=channel, name="T", text=text, **parts)
    return [
        (one.kind, text[one.start : one.end] if isinstance(text, str) else one.part, one.instead)
        for one in proofread(template, data, event=event, asked=asked)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bonjour {{ first_name }}", []),
        ("Bonjour {{ frist_name }}", [("field", "frist_name", "first_name")]),
        # the second use has a place of its own
        ("{{ city }} {{ ctiy }} {{ ctiy }}", [("field", "ctiy", "city"), ("field", "ctiy", "city")]),
        ("{{ event.amount }}", []),
        ("{{ event.amuont | round }}", [("property", "amuont", "amount")]),
        ("{{ first_name | upcas }}", [("filter", "upcas", "upcase")]),
        ("Bonjour {{ first_name", [("syntax", "{{ first_name", None)]),
        ("{% if vip %}a{% endfi %}b", [("syntax", "{% endfi %}", None)]),
        # where the parser does not know the place, the whole text is it
        ("a {% if vip %} b", [("syntax", "a {% if vip %} b", None)]),
        ("{% assign x = city %}{{ x }}", []),
        ("{{ brand }} {{ unsubscribe_url }} {{ email }} {{ consent_sms }}", []),
    ],
)
def test_a_fault_has_its_place_and_the_nearest_name(text, found):
    assert faults(text) == found


def test_names_are_not_checked_where_none_are_declared():
    assert faults("{{ anything }} {{ event.anything }}", data=DataModel(), event=None) == []


def test_properties_are_not_checked_where_no_event_is_known():
    assert faults("{{ event.anything }}", event=None) == []


def test_a_fault_of_a_variant_names_it():
    variant = Variant(key="vip.1", when=IsSet(field="vip"), text={"fr": "{{ ctiy }}", "en": "{{ city }}"})
    template = Template(key="t", channel=Channel.EMAIL, name="T", variants=(variant,))
    (fault,) = proofread(template, DATA, event=None, asked=False)
    assert (fault.part, fault.language) == ("variants.vip.1.text", "fr")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Soldes ! STOP au 36111", True),
        ("Soldes ! Répondez stop.", True),
        ("Soldes ! {{ unsubscribe_url }}", True),
        ("Stopover in Lyon", False),
        ("Soldes !", False),
    ],
)
def test_an_sms_that_takes_consent_says_how_to_refuse_it(text, said):
    template = Template(key="t", channel=Channel.SMS, name="T", text=text)
    assert has_stop(template) is said
    told = [one.kind for one in proofread(template, DATA, event=None, asked=True)]
    assert told == ([] if said else ["stop"])


def test_an_sms_that_takes_no_consent_need_not_say_it():
    assert faults("Votre code : 1234", channel=Channel.SMS) == []


pieces = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        " first_name ",
        " ctiy",
        "|",
        "upcas",
        "if vip",
        "endif",
        "é",
        "👋",
        '"',
        "event.x",
        "\n",
    ]
)


@given(st.lists(pieces, max_size=12).map("".join), st.booleans())
def test_whatever_is_written_is_read_and_every_place_is_in_its_text(text, asked):
    template = Template(key="t", channel=Channel.SMS, name="T", text={"fr": text, "en": "x"})
    texts = {(part, language): words for part, language, words in texts_of(template)}
    for fault in proofread(template, DATA, event="quote.created", asked=asked):
        words = texts[fault.part, fault.language]
        assert 0 <= fault.start <= fault.end <= len(words)
        assert fault.fr.endswith((".", "?"))


@given(st.sampled_from(filter_names()), st.sampled_from(["first_name", "city"]))
def test_every_filter_that_is_offered_may_be_used(name, field):
    assert faults(f"{{{{ {field} | {name} }}}}") == []


@pytest.mark.parametrize("text", ["{{" * 400_000, "{% raw %}" * 20_000, "{% raw" + " " * 40_000])
def test_what_would_keep_a_parser_for_minutes_is_a_fault_at_once(text):
    assert [kind for kind, _, _ in faults(text)] == ["syntax"]

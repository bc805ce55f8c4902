"""What a template becomes for one contact, and what it can never do."""

import pytest

from designer.domain.channel import Channel
from designer.domain.errors import BadInput
from designer.domain.message import CallToAction, Template
from designer.runtime.render import compile_template

LINK = "https://designer.test/u/abc"


def email(**parts):
    return Template(
        key="hello", channel=Channel.EMAIL, name="Hello", **{"subject": "Bonjour", "body": "Bonjour", **parts}
    )


def rendered(template, language="fr", **values):
    return compile_template(template, language).render(values, brand="Maison", unsubscribe_url=LINK)


def test_merge_fields_take_the_contact_s_values():
    assert rendered(email(subject="Bonjour {{ first_name }}"), first_name="Zoé").subject == "Bonjour Zoé"


def test_a_missing_value_falls_back_to_the_default_of_the_text():
    assert rendered(email(subject="Bonjour {{ first_name | default: 'à vous' }}")).subject == "Bonjour à vous"


def test_a_value_cannot_bring_markup_into_the_body():
    html = rendered(email(body="Bonjour {{ first_name }}"), first_name="<script>alert(1)</script>").html
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_value_cannot_break_a_header():
    assert (
        rendered(email(subject="Bonjour {{ x }}"), x="a\r\nBcc: all@example.com").subject
        == "Bonjour a Bcc: all@example.com"
    )


def test_a_link_to_a_script_leads_nowhere():
    template = email(body="[ici]({{ url }})", cta=CallToAction(label="Voir", url="{{ url }}"))
    assert "javascript" not in rendered(template, url="javascript:alert(1)").html


def test_the_text_part_has_the_words_the_address_and_no_marks():
    text = rendered(
        email(body="# Titre\n\nUn **mot** et [un lien](https://example.com).\n\n- un\n- deux")
    ).text
    assert text.startswith("Titre\n\nUn mot et un lien (https://example.com).\n\n- un\n- deux")


def test_the_text_part_keeps_the_numbers_of_a_list():
    text = rendered(email(body="Dans l'ordre :\n\n1. un\n2. deux\n\n- trois")).text
    assert "1. un\n2. deux" in text
    assert "- trois" in text


def test_both_parts_carry_the_unsubscribe_link():
    message = rendered(email())
    assert LINK in message.html
    assert LINK in message.text


def test_a_tag_in_the_middle_of_a_list_keeps_its_quotes():
    assert (
        "- oui" in rendered(email(body='- {% if vip == "oui" %}oui{% else %}non{% endif %}'), vip="oui").text
    )


def test_each_language_has_its_words():
    template = email(subject={"fr": "Bonjour", "en": "Hello"})
    assert rendered(template, "en").subject == "Hello"


def test_an_sms_has_no_html():
    sms = Template(key="s", channel=Channel.SMS, name="S", text="Bonjour {{ first_name }}")
    message = rendered(sms, first_name="Zoé")
    assert (message.html, message.text) == ("", "Bonjour Zoé")


def test_an_sms_takes_its_own_short_text_rather_than_the_long_one():
    sms = Template(key="s", channel=Channel.SMS, name="S", body="Une longue lettre", text="Court")
    assert (rendered(sms).html, rendered(sms).text) == ("", "Court")


def test_a_faulty_merge_field_names_the_template_and_the_part():
    with pytest.raises(BadInput, match=r"Template 'hello', subject \(fr\)"):
        compile_template(email(subject="Bonjour {{ first_name"), "fr")


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% for i in (1..1000) %}{% for j in (1..1000) %}xxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
    ],
)
def test_a_runaway_template_is_stopped(body):
    with pytest.raises(BadInput, match="cannot be rendered"):
        rendered(email(body=body))


@pytest.mark.parametrize(
    "payload", ["{{ 7*7 }}", "{{ ''.__class__ }}", "{{ config }}", "${7*7}", "<%= 7*7 %>"]
)
def test_a_template_reaches_nothing_but_the_contact(payload):
    try:
        subject = rendered(email(subject=f"[{payload}]")).subject
    except BadInput:
        return
    assert "49" not in subject
    assert "class" not in subject.replace("__class__", "")


@pytest.mark.parametrize("words", ["{{" * 400_000, "{% if " * 20_000])
def test_a_text_that_would_keep_the_parser_for_minutes_is_refused_at_once(words):
    with pytest.raises(BadInput, match="never closed"):
        compile_template(Template(key="t", channel=Channel.EMAIL, name="T", body=words), "fr")

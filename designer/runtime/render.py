"""From a template and a contact to the words of one message.

Texts are Liquid with hard limits on loops, depth and output, never Jinja: what a marketer writes cannot
reach the machine. A body is Markdown; values of the contact are escaped where they are put in, and the
result is cleaned once more before it enters the layout.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import nh3
from liquid import Environment
from liquid.exceptions import LiquidError
from markdown_it import MarkdownIt
from mjml import mjml2html

from designer.analysis.wording import unreadable
from designer.domain.channel import Channel
from designer.domain.errors import BadInput
from designer.domain.text import Text, say

if TYPE_CHECKING:
    from liquid import BoundTemplate
    from markdown_it.token import Token

    from designer.domain.message import Template


class _Bounded(Environment):
    """Liquid that cannot run away; the figures are generous for a message and small for a machine."""

    context_depth_limit = 20
    loop_iteration_limit = 2_000
    local_namespace_limit = 100_000
    output_stream_limit = 200_000


_PLAIN = _Bounded(autoescape=False)
_ESCAPING = _Bounded(autoescape=True)
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_MARKER = re.compile("\ue000(\\d+)\ue001")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")

#: Channels that show a laid-out body; the others take the plain text where there is one.
_RICH = frozenset({Channel.EMAIL, Channel.MAIL})

#: Where the words go in the compiled layout.
_SLOTS = ("BODY", "PREHEADER", "CTA_LABEL", "CTA_URL", "FOOTER", "LANGUAGE", "BRAND")

_FOOTER: Mapping[str, tuple[str, str]] = {
    "fr": ("Vous recevez ce message de {brand}.", "Ne plus recevoir nos messages"),
    "en": ("You receive this message from {brand}.", "Unsubscribe"),
}

_LAYOUT = """
<mjml lang="%%LANGUAGE%%">
  <mj-head>
    <mj-raw>
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
    </mj-raw>
    <mj-preview>%%PREHEADER%%</mj-preview>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.55" color="#1d2433" />
    </mj-attributes>
    <mj-style>
      .words p { margin: 0 0 16px; } .words h1 { font-size: 24px; line-height: 1.25; margin: 0 0 16px; }
      .words h2 { font-size: 19px; margin: 24px 0 8px; } .words li { margin: 0 0 8px; }
      .words a { color: #2f4bd8; }
      .words blockquote { margin: 0 0 16px; padding-left: 16px; border-left: 3px solid #d5d9e4; }
      @media (prefers-color-scheme: dark) {
        body, .page { background: #14161c !important; }
        .sheet, .sheet table { background: #1f222b !important; }
        .words div { color: #e8eaf0 !important; }
        .words a, .brand div { color: #a3b4ff !important; }
        .words blockquote { border-color: #4a5060 !important; }
        .foot div, .foot a { color: #aab1c0 !important; }
        .act td, .act a { background: #a3b4ff !important; color: #10142b !important; }
      }
    </mj-style>
  </mj-head>
  <mj-body css-class="page" background-color="#f3f4f8" width="600px">
    <mj-section padding="24px 0 8px"><mj-column>
      <mj-text css-class="brand" font-size="15px" font-weight="700" color="#2f4bd8">%%BRAND%%</mj-text>
    </mj-column></mj-section>
    <mj-section css-class="sheet" background-color="#ffffff" border-radius="8px" padding="24px 8px">
    <mj-column>
      <mj-text css-class="words">%%BODY%%</mj-text>
      %%CTA%%
    </mj-column></mj-section>
    <mj-section padding="8px 0 24px"><mj-column>
      <mj-text css-class="foot" font-size="12px" color="#5b6478">%%FOOTER%%</mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>
"""
_BUTTON = (
    '<mj-button css-class="act" href="https://cta.invalid/" align="left" background-color="#2f4bd8" '
    'color="#ffffff" font-size="16px" inner-padding="12px 24px" border-radius="6px">%%CTA_LABEL%%</mj-button>'
)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The words of one message."""

    subject: str
    #: The HTML part; empty on channels that have none.
    html: str
    text: str
    sender: str
    #: The line that mail programs show beside the subject.
    preheader: str = ""


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A template in one language, ready for any number of contacts."""

    subject: BoundTemplate
    preheader: BoundTemplate
    #: Cleaned HTML with escaping merge fields; nothing on channels of plain text.
    body: BoundTemplate | None
    #: The same words without marks.
    words: BoundTemplate
    sender: BoundTemplate
    cta_label: BoundTemplate
    cta_url: BoundTemplate
    has_cta: bool
    language: str

    def render(self, values: Mapping[str, object], *, brand: str, unsubscribe_url: str | None) -> Rendered:
        """The message for these values (attributes, ``event``), with its footer.

        Raises ``BadInput`` when the template cannot be rendered within its limits.
        """
        context = {**values, "brand": brand, "unsubscribe_url": unsubscribe_url or ""}
        try:
            subject = _one_line(self.subject.render(context))
            sender = _one_line(self.sender.render(context)) or brand
            words = self.words.render(context).strip()
            label = _one_line(self.cta_label.render(context)) if self.has_cta else ""
            url = _web_address(self.cta_url.render(context)) if self.has_cta else ""
            rich = self.body.render(context) if self.body is not None else ""
            preheader = _one_line(self.preheader.render(context))
        except LiquidError as error:
            raise BadInput(
                f"The template cannot be rendered: {_said(error)}. Correct its text and preview it again."
            ) from error
        footer, unsubscribe = _FOOTER.get(self.language, _FOOTER["en"])
        line = footer.format(brand=brand)
        text = [words]
        if label:
            text.append(f"{label} : {url}" if self.language == "fr" else f"{label}: {url}")
        if self.body is None:
            return Rendered(
                subject=subject, html="", text="\n\n".join(text), sender=sender, preheader=preheader
            )
        text.append("-- \n" + line + (f"\n{unsubscribe} : {unsubscribe_url}" if unsubscribe_url else ""))
        link = f' <a href="{html.escape(unsubscribe_url)}">{unsubscribe}</a>' if unsubscribe_url else ""
        page = _fill(
            _layout(bool(label)),
            {
                "BODY": nh3.clean(rich, url_schemes={"http", "https", "mailto", "tel"}),
                "PREHEADER": html.escape(preheader),
                "CTA_LABEL": html.escape(label),
                "CTA_URL": html.escape(url),
                "FOOTER": html.escape(line) + link,
                "LANGUAGE": self.language,
                "BRAND": html.escape(brand),
            },
        )
        return Rendered(
            subject=subject, html=page, text="\n\n".join(text), sender=sender, preheader=preheader
        )


def compile_template(template: Template, language: str) -> Compiled:
    """Make a template ready in one language.

    Raises ``BadInput`` that names the template and the faulty part when its Liquid does not parse.
    """

    def spoken(name: str, text: Text | None) -> str:
        words = say(text, language)
        if unreadable(words) is not None:
            raise BadInput(
                f"Template '{template.key}', {name} ({language}): fields or tags are never closed, "
                "or are too long. Correct it and save again."
            )
        return words

    def part(name: str, text: Text | None, environment: Environment = _PLAIN) -> BoundTemplate:
        try:
            return environment.from_string(spoken(name, text))
        except LiquidError as error:
            raise BadInput(
                f"Template '{template.key}', {name} ({language}): {_said(error)}. Correct it and save again."
            ) from error

    body = words = None
    if template.body is not None and (template.channel in _RICH or template.text is None):
        source, tags = _without_tags(spoken("body", template.body))
        tokens = _MARKDOWN.parse(source)
        body = part(
            "body", _with_tags(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}), tags), _ESCAPING
        )
        words = part("body", _with_tags(_as_text(tokens), tags))
    cta = template.cta
    return Compiled(
        subject=part("subject", template.subject),
        preheader=part("preheader", template.preheader),
        body=body,
        words=words or part("text", template.text),
        sender=part("sender", template.sender),
        cta_label=part("call to action", cta.label if cta else None),
        cta_url=part("call to action", cta.url if cta else None),
        has_cta=cta is not None,
        language=language,
    )


def _said(error: LiquidError) -> str:
    """The parser's words alone, without the picture that it draws of the text."""
    return str(error.args[0]) if error.args else type(error).__name__


def _without_tags(source: str) -> tuple[str, list[str]]:
    """The text with each Liquid tag replaced by a marker that Markdown leaves alone, and the tags."""
    tags: list[str] = []

    def keep(match: re.Match[str]) -> str:
        tags.append(match.group())
        return f"\ue000{len(tags) - 1}\ue001"

    return _TAG.sub(keep, source), tags


def _with_tags(text: str, tags: list[str]) -> str:
    # In a link's address Markdown has percent-encoded the markers.
    readable = text.replace("%EE%80%80", "\ue000").replace("%EE%80%81", "\ue001")
    return _MARKER.sub(lambda match: tags[int(match.group(1))], readable)


def _as_text(tokens: list[Token]) -> str:
    """Markdown tokens as plain words: paragraphs apart, items with number or dash, links with address."""
    out: list[str] = []
    for token in tokens:
        if token.type == "inline":
            out.append(_inline_text(token.children or []))
        elif token.type in ("paragraph_close", "heading_close"):
            out.append("\n" if token.hidden else "\n\n")
        elif token.type == "list_item_open":
            out.append(f"{token.info}{token.markup} " if token.info else "- ")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            out.append("\n")
        elif token.type in ("code_block", "fence"):
            out.append(token.content + "\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()


def _inline_text(children: list[Token]) -> str:
    out: list[str] = []
    address = ""
    for child in children:
        if child.type in ("text", "code_inline"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            out.append(f" ({address})")
    return "".join(out)


@lru_cache(maxsize=2)
def _layout(with_button: bool) -> str:
    """The branded layout compiled to HTML once, with its slots."""
    compiled: str = mjml2html(_LAYOUT.replace("%%CTA%%", _BUTTON if with_button else ""))
    return compiled.replace("https://cta.invalid/", "%%CTA_URL%%")


def _fill(page: str, words: Mapping[str, str]) -> str:
    # One pass, so that a value that looks like a slot is never filled.
    return re.sub("%%(" + "|".join(_SLOTS) + ")%%", lambda match: words[match.group(1)], page)


def _one_line(text: str) -> str:
    """Words for a header: no line break or control character survives."""
    return _SPACES.sub(" ", text).strip()


def _web_address(text: str) -> str:
    """An address that a link may have: http, https, mailto or tel; anything else leads nowhere."""
    address = _SPACES.sub("", text)
    return address if re.match(r"(https?://|mailto:|tel:)", address, re.IGNORECASE) else "#"

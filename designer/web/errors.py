"""Errors in the reader's words: what it is, why, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from designer.domain.errors import DesignerError, DocumentError
from designer.web import words

Say = Callable[..., str]


# ── What the layers below say ───────────────────────────────────────────────────────────────────────────


def said(error: DesignerError) -> str:
    """An error of a use case in the reader's language."""
    if isinstance(error, DocumentError) and error.findings:
        return " ".join(findings(error))
    return sentence(str(error))


def findings(error: DocumentError) -> list[str]:
    """What is wrong with a document, a sentence each, with its line: « Ligne 2 : … »."""
    told_ = []
    for finding in error.findings:
        text = _problem(words.text(finding.message))
        if finding.line is not None:
            text = _("Line %(line)s: %(fault)s", line=words.number(finding.line), fault=text)
        told_.append(text)
    return told_


def _problem(text: str) -> str:
    """The sentence with what the YAML reader said in the reader's language, where it is a usual fault."""
    for english, say in _YAML.items():
        if english in text:
            return text.replace(english, say())
    return text


def sentence(message: str, *, lead: bool = True) -> str:
    """A message of the layers below in the reader's language.

    They speak English. What a reader can act on has its own words here; of the rest a sentence in the
    language of the page comes first, if wished, and the detail is marked as English.
    """
    if words.language() == "en" or not message:
        return message
    for pattern, say in _SENTENCES:
        found = pattern.fullmatch(message)
        if found:
            return say(**found.groupdict())
    first = _("This could not be done. The detail, in English:") + " " if lead else ""
    return Markup('{}<span lang="en">{}</span>').format(first, message)


_YAML: dict[str, Callable[[], str]] = {
    "mapping values are not allowed in this context": lambda: _("a colon where none can stand"),
    "mapping values are not allowed here": lambda: _("a colon where none can stand"),
    "did not find expected key": lambda: _("a key is missing or the indentation is wrong"),
    "did not find expected '-' indicator": lambda: _("a dash is missing or the indentation is wrong"),
    "did not find expected ',' or ']'": lambda: _("a comma or a closing bracket is missing"),
    "did not find expected ',' or '}'": lambda: _("a comma or a closing brace is missing"),
    "could not find expected ':'": lambda: _("a colon is missing"),
    "found character that cannot start any token": lambda: _("a character that cannot stand there"),
    "found unexpected end of stream": lambda: _("a quotation mark is not closed"),
    "did not find expected node content": lambda: _("a value is missing"),
    "found a tab character that violates indentation": lambda: _("a tab where spaces are expected"),
    "block sequence entries are not allowed in this context": lambda: _("a dash where none can stand"),
}


def _known(pattern: str, say: Say) -> tuple[re.Pattern[str], Say]:
    return re.compile(pattern, re.DOTALL), say


_SENTENCES: tuple[tuple[re.Pattern[str], Say], ...] = (
    _known(
        r".* holds no scenario: it has no list 'nodes'\. .*",
        lambda: _("There is no scenario in it: no list “nodes”. Give a scenario as YAML, JSON or BPMN 2.0."),
    ),
    _known(
        r"There is a (?:scenario|template) '(?P<key>.*)' already; .*",
        lambda key: _("The key “%(key)s” is taken already; choose another one.", key=key),
    ),
    _known(
        r"There is a contact '(?P<key>.*)' already; .*",
        lambda key: _("There is a contact “%(key)s” already; change its attributes instead.", key=key),
    ),
    _known(
        r"The \w+ '(?P<key>.*)' has changed: .*",
        lambda key: _(
            "“%(key)s” was changed meanwhile; load the page again and repeat your change.", key=key
        ),
    ),
    _known(
        r"The scenario '(?P<key>.*)' is archived already\.",
        lambda key: _("The scenario “%(key)s” is archived already.", key=key),
    ),
    _known(
        r"The scenario '(?P<key>.*)' is archived; restore it before .*",
        lambda key: _("The scenario “%(key)s” is archived; restore it first.", key=key),
    ),
    _known(
        r"The scenario '(?P<key>.*)' is (?P<state>\w+); .*",
        lambda key, state: _(
            "The scenario “%(key)s” does not allow that in its present state (%(state)s).",
            key=key,
            state=words.scenario_state(state).lower(),
        ),
    ),
    _known(
        r"The scenario '(?P<key>.*)' cannot be published: (?P<count>\d+) .*",
        lambda key, count: _(
            "The scenario “%(key)s” cannot be published: things to correct: %(count)s. "
            "Open it, correct them, and publish again.",
            key=key,
            count=count,
        ),
    ),
    _known(
        r"The scenario '(?P<key>.*)' cannot be saved under another key; .*",
        lambda key: _("The key of “%(key)s” cannot change; duplicate the scenario instead.", key=key),
    ),
    _known(
        r"There is no (?:scenario|contact|message|template|task) '?(?P<key>.*?)'?(?: in the outbox)?; .*",
        lambda key: _("“%(key)s” does not exist; look for it in its list.", key=key),
    ),
    _known(
        r"The scenario '(?P<key>.*)' has no step '(?P<node>.*)'\.",
        lambda key, node: _("The scenario “%(key)s” has no step “%(node)s”.", key=key, node=node),
    ),
    _known(
        r"The step '(?P<node>.*)' is not an e-mail; .*",
        lambda node: _("The step “%(node)s” is not an e-mail; only e-mails are sent as a test.", node=node),
    ),
    _known(
        r"The step '(?P<node>.*)' has no template; .*",
        lambda node: _("The step “%(node)s” has no message yet; choose one first.", node=node),
    ),
    _known(
        r"The contact's (?P<what>email|phone) is not an address that (?P<channel>\w+) can use; .*",
        lambda what, channel: _(
            "This is no address that can be used (%(channel)s); correct it.", channel=words.channel(channel)
        ),
    ),
    _known(
        r"No mail host is set .*",
        lambda: _("No mail server is set (DESIGNER_SMTP_URL), so that no e-mail can leave."),
    ),
    _known(
        r"The test message did not leave: .*",
        lambda: _("The test message did not leave: the mail server did not take it. Check it and try again."),
    ),
    _known(
        r"The message has no template: .*|A template of this message was not there .*",
        lambda: _("The message had no words when it was published; choose them and publish again."),
    ),
    _known(r"The task \d+ has expired; .*", lambda: _("The task has expired; the contact has gone on.")),
    _known(r"The task \d+ is \w+ already\.", lambda: _("Somebody has closed this task already.")),
    _known(
        r"This unsubscribe link is not complete: .*",
        lambda: _("This unsubscribe link is not complete: open it again from the message, all of it."),
    ),
    _known(
        r"The message is \w+; only one of unknown fate .*",
        lambda: _("The fate of this message is known already; there is nothing to decide."),
    ),
    _known(
        r"This workspace runs on the real clock, .*",
        lambda: _("This workspace runs on the real clock, which nobody sets."),
    ),
    _known(r"A speed is more than 0 .*", lambda: _("This speed of the clock cannot be used.")),
    _known(
        r"A step is a duration .*",
        lambda: _("The clock moves by one minute to 31 days at once; choose a step."),
    ),
    _known(r"Another process runs the passes .*", lambda: _("Another program runs this workspace already.")),
    _known(r"The runtime is paused; .*", lambda: _("Everything is paused; resume it first.")),
    _known(
        r"The workspace's (?:name|brand|sender address) must be .*",
        lambda: _("A name, a brand and a sender are one line of 1 to 200 characters each; correct them."),
    ),
    _known(
        r"'(?P<key>.*)' cannot be the key of a .*",
        lambda key: _(
            "“%(key)s” cannot be a key: use lower-case letters, digits and hyphens, 80 at most.", key=key
        ),
    ),
    _known(r"The .* is [\d,]+ bytes long; .*", lambda: _("This is larger than 2 MB; make it smaller.")),
    _known(
        r"The proof of the pressure rules could not be made\..*",
        lambda: _("The proof of the pressure rules could not be made; the rest works. The log says why."),
    ),
    _known(
        r"The search of remedies failed\..*",
        lambda: _("The search of remedies failed; the rest works. The log says why."),
    ),
    _known(
        r"There is no conflict '.*' any more; .*",
        lambda: _("This conflict is no more: something has been changed meanwhile."),
    ),
    _known(
        r"This change cannot be taken back any more: .*",
        lambda: _("This cannot be taken back any more: it was already, or it is too old."),
    ),
    _known(
        r"A simulation covers 1 to \d+ days, not .*|'days' is a whole number, .*",
        lambda: _("A simulation covers 1 to 731 days; write a whole number."),
    ),
    _known(
        r"'.*' is no day to start from; .*|A simulation starts between .*",
        lambda: _("A simulation starts on a day between 1970 and 2100; choose one."),
    ),
    _known(
        r"A seed is a whole number .*|'seed' is a whole number, .*",
        lambda: _("A draw is a whole number, 0 or more."),
    ),
    _known(
        r"The rate '.*' of .* is a fraction between 0 and 1\.",
        lambda: _("A rate is between 0 and 100 percent; correct it."),
    ),
    _known(
        r"Nothing takes part in this simulation; .*",
        lambda: _("Nothing takes part in this simulation: tick a scenario at least."),
    ),
    _known(
        r"Another simulation is called '(?P<name>.*)'; .*",
        lambda name: _("Another simulation is called “%(name)s”; choose another name.", name=name),
    ),
    _known(
        r"The simulation '(?P<name>.*)' is over already: .*",
        lambda name: _("“%(name)s” is over already.", name=name),
    ),
    _known(
        r"The base has no contacts; .*",
        lambda: _("The base is empty: import contacts first, as a simulation of nobody says nothing."),
    ),
    _known(
        r"The database does not take the change: .*|The database is busy.*",
        lambda: _("The database does not answer at the moment; nothing was kept. Try again."),
    ),
    _known(
        r"the (?:program|machine) stopped while .*",
        lambda: _("the program stopped while it was being sent"),
    ),
)


# ── Pages of errors ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Told:
    """An error as a page tells it."""

    title: str
    cause: str
    next_step: str
    error_icon: str


def told(status: int, message: str) -> Told:
    """The words of an HTTP status; ``message`` is the layer below's own, shown where it says more."""
    if status == 404:
        return Told(
            title=_("This page does not exist"),
            cause=_("The address is wrong, or what was here has another name now."),
            next_step=_("Look for it from the left bar."),
            error_icon="circle-help",
        )
    if status in (400, 403) and "token" in message:
        return Told(
            title=_("This form has grown old"),
            cause=_("It does not carry the mark of your session any more; nothing was changed."),
            next_step=_("Go back, load the page again, and send the form again."),
            error_icon="timer",
        )
    if status == 403:
        return Told(
            title=_("This is not allowed"),
            cause=_("Your session may not do this; nothing was changed."),
            next_step=_("Go back to the page you came from."),
            error_icon="lock",
        )
    if status == 413:
        return Told(
            title=_("This is too large"),
            cause=_("At most 2 MB are taken at once; nothing was kept."),
            next_step=_("Make the file smaller, or split it."),
            error_icon="file-text",
        )
    if status == 503:
        return Told(
            title=_("Something needed is missing"),
            cause=sentence(message),
            next_step=_("Mend it, then load this page again."),
            error_icon="plug",
        )
    if status >= 500:
        return Told(
            title=_("Something failed on our side"),
            cause=_("Nothing was half done: a change is kept whole or not at all."),
            next_step=_("Try again. If it fails again, give the reference below to whoever runs Designer."),
            error_icon="triangle-alert",
        )
    return Told(
        title=_("This could not be done"),
        cause=sentence(message),
        next_step=_("Go back, correct it, and try again."),
        error_icon="circle-alert",
    )

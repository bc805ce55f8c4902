"""The tree of scenarios: whom they are for, at which moment, with what, and by which channels."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.store import tree as store
from designer.web import words
from designer.web.blueprint import pages
from designer.web.views import common


@pages.get("/tree")
def tree() -> ResponseReturnValue:
    """The tree, of the target and the state asked for."""
    query = dict(common.asked("target", "state", "show"))
    query["state"] = query["state"] if query["state"] in store.STATES else ""
    whole = store.read(state=query["state"] or None)
    shown = whole.only(query["target"]) if query["target"] else whole
    return render_template(
        "tree.html",
        grown=[branch for branch in shown.targets if branch.count],
        bare=[branch for branch in shown.targets if not branch.count],
        tree=shown,
        query=query,
        filtered=any(query.values()),
        with_gaps=query["show"] != "scenarios",
        forms=[
            ("svg", _("Vector picture (SVG)")),
            ("png", _("Picture (PNG)")),
            ("pdf", _("Page to print (PDF)")),
        ],
        present=request.args.get("present") == "1",
        targets=common.with_any(
            _("All targets"), [(one.key, words.text(one.label)) for one in whole.targets]
        ),
        states=common.with_any(
            _("All states"), [(state, words.scenario_state(state)) for state in store.STATES]
        ),
        shows=[("", _("Scenarios and gaps")), ("scenarios", _("Scenarios alone"))],
    )

"""The committee's matrix: read with its table, kept, previewed while weights move, voted."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from designer.api.base import Strict, author, changed_meanwhile, revision_asked, with_etag
from designer.domain.errors import Conflict
from designer.domain.matrix import BEST, Decision, Opening, Side
from designer.store import matrix

blueprint = Blueprint("matrix", __name__, description="Matrix: what the committee scores, weighs and decides")

#: Votes that one request may bring, and characters of a department.
_MOST_VOTES, _LONGEST_DEPARTMENT = 5000, 80


def _says(text: str) -> dict[str, str]:
    return {"description": text}


def _both(**kwargs: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.String(), **kwargs)


def _words(*words: str, **kwargs: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(words), **kwargs)


# ── What is asked ───────────────────────────────────────────────────────────────────────────────────────


class MatrixIn(Strict):
    """A matrix as the format `matrix/1` describes it."""

    document = fields.Dict(required=True)


class BallotIn(Strict):
    """The level for one cell."""

    scenario = fields.String(required=True)
    criterion = fields.String(required=True)
    level = fields.Integer(
        required=True,
        allow_none=True,
        strict=True,
        validate=validate.Range(0, BEST),
        metadata=_says("null takes the vote back"),
    )


class VotesIn(Strict):
    """One's own votes."""

    department = fields.String(required=True, validate=validate.Length(1, _LONGEST_DEPARTMENT))
    votes = fields.List(fields.Nested(BallotIn), required=True, validate=validate.Length(max=_MOST_VOTES))


# ── The table ───────────────────────────────────────────────────────────────────────────────────────────


class MatrixCriterionOut(Schema):
    """One column."""

    key = fields.String()
    name = _both()
    group = _words(*(one.value for one in Side))
    weight = fields.Float()
    share = fields.Float(metadata=_says("of all weights, 0 to 1"))
    anchors = fields.List(_both(), metadata=_says("six, from level 0 to level 5, which is always the best"))


class MatrixVotesOut(Schema):
    """What was voted for one cell."""

    count = fields.Integer()
    median = fields.Float()
    low = fields.Integer()
    high = fields.Integer()
    spread = fields.Integer(metadata=_says("the highest less the lowest"))


class MatrixScoreOut(Schema):
    """One cell."""

    level = fields.Integer(allow_none=True, metadata=_says("null: there are votes only"))
    confidence = fields.Integer(allow_none=True, metadata=_says("50, 80 or 100 percent"))
    source = fields.String(allow_none=True)
    date = fields.String(allow_none=True, metadata=_says("ISO 8601"))
    votes = fields.Nested(MatrixVotesOut, allow_none=True)


class MatrixGainOut(Schema):
    """The gain expected in a year: contacts a month × contactable × let through × uplift × value × 12, less
    cost."""

    per_year = fields.Float()
    income = fields.Float()
    cost = fields.Float()
    contacts_per_month = fields.Float()
    contactable = fields.Float()
    let_through = fields.Float(metadata=_says("share of the due messages that were sent; 1 where none says"))
    let_through_from = fields.Dict(
        allow_none=True, metadata=_says("`id` and `name` of the newest simulation; null where there is none")
    )
    uplift = fields.Float()
    value = fields.Float()
    cost_per_contact = fields.Float()
    assumptions = fields.String(allow_none=True)


class MatrixPressureOut(Schema):
    """Messages that the scenario adds for one contact in thirty days, of those that the rules hold back."""

    worst = fields.Float(allow_none=True, metadata=_says("proved; null: no bound, or no proof"))
    expected = fields.Float(
        allow_none=True, metadata=_says("on average over all contacts, in the newest simulation")
    )


class MatrixRowOut(Schema):
    """One scenario."""

    scenario = fields.String()
    name = _both()
    state = fields.String()
    version = fields.Integer(allow_none=True)
    heat = fields.Integer(metadata=_says("the value of its priority, 0 to 100"))
    scores = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(MatrixScoreOut, allow_none=True),
        metadata=_says("by criterion; null: neither level nor vote"),
    )
    gates = fields.Dict(
        keys=fields.String(),
        values=_words(*(one.value for one in Opening), allow_none=True),
        metadata=_says("`legal`, `consent` and `data`; null: nobody has looked"),
    )
    verdict = _words(
        "go",
        "degraded",
        "no-go",
        "incomplete",
        metadata=_says("a closed gate is `no-go` whatever the score; a gate not looked at is `incomplete`"),
    )
    missing = fields.List(_both(), metadata=_says("for a launch, in words"))
    value = fields.Float(allow_none=True, metadata=_says("0 to 100, over its criteria that have a level"))
    feasibility = fields.Float(allow_none=True)
    quadrant = _words("quick-win", "bet", "filler", "drop", allow_none=True)
    score = fields.Float(
        allow_none=True, metadata=_says("0 to 100; of an incomplete row what it has for certain")
    )
    score_low = fields.Float()
    score_high = fields.Float()
    confidence = fields.Float(allow_none=True, metadata=_says("percent, weighted as the score"))
    confident_score = fields.Float(allow_none=True, metadata=_says("score × confidence"))
    rank = fields.Integer(metadata=_says("from 1; equal scores by heat, then key"))
    gain = fields.Nested(MatrixGainOut, allow_none=True)
    effort_days = fields.Float(allow_none=True)
    sprint = fields.Integer(allow_none=True)
    lot = fields.Integer(allow_none=True, metadata=_says("within its sprint"))
    kept = fields.Boolean()
    pressure = fields.Nested(MatrixPressureOut)
    conflicts = fields.Integer(metadata=_says("of the proof, in which it stands"))
    decision = _words(*(one.value for one in Decision))
    owner = fields.String(allow_none=True)
    due = fields.String(allow_none=True, metadata=_says("ISO 8601"))
    note = fields.String(allow_none=True)


class MatrixRankedOut(Schema):
    """A scenario in the ranking of one method."""

    scenario = fields.String()
    score = fields.Float(allow_none=True)
    rank = fields.Integer(allow_none=True)
    why_not = _both(allow_none=True, metadata=_says("what the method lacks"))


class MatrixMethodsOut(Schema):
    """The same rows ranked in four ways."""

    weighted = fields.List(fields.Nested(MatrixRankedOut), metadata=_says("the table's own, 0 to 100"))
    rice = fields.List(fields.Nested(MatrixRankedOut), metadata=_says("reach × impact × confidence / effort"))
    wsjf = fields.List(fields.Nested(MatrixRankedOut), metadata=_says("cost of delay / size of the job"))
    promethee = fields.List(fields.Nested(MatrixRankedOut), metadata=_says("net flows, −1 to 1"))


class MatrixIntervalOut(Schema):
    """Shares of one weight between which the kept rows stay the same, the others keeping proportion."""

    criterion = fields.String()
    weight = fields.Float(metadata=_says("the present share"))
    low = fields.Float()
    high = fields.Float()


class MatrixSmallestOut(Schema):
    """The smallest relative change of one weight, the others as they are, that alters the kept rows."""

    criterion = fields.String()
    change = fields.Float(metadata=_says("−0.1 is ten percent less"))
    enters = fields.String()
    leaves = fields.String()


class MatrixAcceptabilityOut(Schema):
    """How often a scenario comes where, over weights and levels drawn at random."""

    scenario = fields.String()
    first = fields.Float()
    in_cut = fields.Float()
    ranks = fields.List(fields.Float(), metadata=_says("share of the draws at each rank"))


class MatrixSensitivityOut(Schema):
    """How sure the cut is."""

    intervals = fields.List(fields.Nested(MatrixIntervalOut))
    smallest = fields.Nested(MatrixSmallestOut, allow_none=True)
    acceptability = fields.List(fields.Nested(MatrixAcceptabilityOut))


class MatrixVoteOut(Schema):
    """One vote."""

    voter = fields.String()
    department = fields.String()
    level = fields.Integer()


class MatrixDisputedOut(Schema):
    """A cell with votes two levels apart or more."""

    scenario = fields.String()
    criterion = fields.String()
    spread = fields.Integer()
    votes = fields.List(fields.Nested(MatrixVoteOut))


class MatrixAgreementOut(Schema):
    """How far the voters agree."""

    kendall_w = fields.Float(
        allow_none=True, metadata=_says("corrected for ties; null: fewer than two voters of the same cells")
    )
    voters = fields.Integer()
    disputed = fields.List(fields.Nested(MatrixDisputedOut), metadata=_says("the widest apart first"))


class MatrixSprintOut(Schema):
    """One sprint."""

    sprint = fields.Integer()
    lots = fields.List(fields.List(fields.String()))
    days = fields.Float()
    capacity = fields.Float(allow_none=True)
    estimated = fields.List(fields.String(), metadata=_says("those whose sheets say no effort"))


class MatrixAhpOut(Schema):
    """The weights that the pairwise judgements come to; null before every pair is judged."""

    weights = fields.Dict(keys=fields.String(), values=fields.Float())
    ratio = fields.Float(allow_none=True, metadata=_says("Saaty's consistency ratio"))
    consistent = fields.Boolean(metadata=_says("0.10 at most"))
    worst = fields.List(fields.String(), allow_none=True, metadata=_says("the triad to look at first"))


class MatrixTriggeredOut(Schema):
    """Messages of scenarios that a customer triggers, among all of scenarios and campaigns."""

    triggered = fields.Integer()
    total = fields.Integer()
    share = fields.Float(allow_none=True)
    ok = fields.Boolean(metadata=_says("a quarter or more"))


class MatrixTableOut(Schema):
    """What the matrix comes to."""

    criteria = fields.List(fields.Nested(MatrixCriterionOut))
    rows = fields.List(fields.Nested(MatrixRowOut), metadata=_says("by rank"))
    methods = fields.Nested(MatrixMethodsOut)
    sensitivity = fields.Nested(MatrixSensitivityOut)
    agreement = fields.Nested(MatrixAgreementOut)
    sprints = fields.List(fields.Nested(MatrixSprintOut))
    ahp = fields.Nested(MatrixAhpOut, allow_none=True)
    triggered_share = fields.Nested(MatrixTriggeredOut)


class MatrixOut(Schema):
    """The matrix, its revision, which is its ETag, and its table."""

    revision = fields.Integer()
    document = fields.Dict()
    edited_at = fields.DateTime(allow_none=True)
    table = fields.Nested(MatrixTableOut)


class MatrixPreviewOut(Schema):
    """What a matrix would come to."""

    table = fields.Nested(MatrixTableOut)


def _json(kept: matrix.Kept) -> dict[str, Any]:
    return {
        "revision": kept.revision,
        "document": dict(kept.document),
        "edited_at": kept.edited.isoformat() if kept.edited else None,
        "table": kept.table,
    }


# ── Doors ───────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/matrix")
class MatrixView(MethodView):
    """The matrix of the workspace."""

    @blueprint.response(200, MatrixOut)
    def get(self) -> Response:
        """The matrix and its table; its ETag is its revision."""
        kept = matrix.get()
        return with_etag(_json(kept), kept.revision)

    @blueprint.arguments(MatrixIn)
    @blueprint.response(200, MatrixOut)
    def put(self, body: dict[str, Any]) -> Response:
        """Save the matrix (If-Match). It is written out whole: a level alone comes back as a mapping."""
        try:
            kept = matrix.save(body["document"], revision_asked())
        except Conflict:
            changed_meanwhile("The matrix", _json(matrix.get()))
        return with_etag(_json(kept), kept.revision)


@blueprint.route("/matrix/preview")
class MatrixPreview(MethodView):
    """A matrix that is being tried."""

    @blueprint.arguments(MatrixIn)
    @blueprint.response(200, MatrixPreviewOut)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """The table that a matrix would come to; nothing is kept."""
        return {"table": matrix.preview(body["document"])}


@blueprint.route("/matrix/votes")
class MatrixVotes(MethodView):
    """Individual sheets."""

    @blueprint.arguments(VotesIn)
    @blueprint.response(200, MatrixOut)
    def post(self, body: dict[str, Any]) -> Response:
        """Give one's own votes, by the name in X-Author; each takes the place of an earlier one."""
        kept = matrix.vote(
            author() or "", body["department"], [matrix.Ballot(**one) for one in body["votes"]]
        )
        return with_etag(_json(kept), kept.revision)

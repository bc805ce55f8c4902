"""A result of a simulation whose figures are made up, for the tests of what shows them."""

from __future__ import annotations

import numpy as np

from designer.domain.channel import Channel
from designer.engine import tables
from designer.engine.simulate import Result

VERDICTS = ["sent", "delayed", "skipped", "exited", "merged", "fallback", "control"]
CHANNELS = [channel.value for channel in Channel]


def result(kept, question, *, contacts=1000, scale=1.0, own_rules=None) -> Result:
    """A result with the scenarios, nodes and rules of these documents; the same seed, the same figures."""
    numbers = np.random.default_rng(question.seed)
    days, weeks = question.days, -(-question.days // 7)
    documents = kept["scenarios"]
    keys = sorted([d["key"] for d in documents] + [c["key"] for c in kept["plan"].get("campaigns") or ()])
    nodes = [(d["key"], 1, node["id"]) for d in documents for node in d["nodes"]]
    place = {(key, id_): row for row, (key, _version, id_) in enumerate(nodes)}
    ways = [
        (place[d["key"], edge["from"]], edge.get("path", "next"), place[d["key"], edge["to"]])
        for d in documents
        for edge in d["edges"]
    ]
    policy = kept["policy"]
    rules = [*tables.RESERVED, *(own_rules or [row["id"] for row in policy.get("caps") or ()])]
    if own_rules is None:
        rules += [row["id"] for row in policy.get("gaps") or ()] + (["score"] if policy.get("score") else [])
        rules += ["quiet-hours"]
    segments = ["", *sorted(kept["segments"].get("segments") or {})]
    channels = len(CHANNELS)

    wave = 1.2 + np.sin(np.arange(days) / 9)
    decided = np.zeros((len(nodes), 7, days), dtype=np.int64)
    sent = np.zeros((len(nodes), channels, days), dtype=np.int64)
    reacted = np.zeros((len(nodes), 7), dtype=np.int64)
    arrived = np.zeros((len(nodes), days), dtype=np.int64)
    entered = np.zeros((len(keys), days), dtype=np.int64)
    for number in range(len(keys)):
        entered[number] = numbers.poisson(contacts * 0.002 * scale * wave * (1 + number % 4))
    for document in documents:
        left = entered[keys.index(document["key"])].astype(float)
        for node in document["nodes"]:
            row = place[document["key"], node["id"]]
            arrived[row] = np.floor(left)
            if node["kind"] != "message":
                continue
            decided[row, tables.SENT] = np.floor(left * 0.8)
            decided[row, tables.DELAYED] = np.floor(left * 0.3)
            decided[row, tables.SKIPPED] = np.floor(left * 0.15)
            sent[row, CHANNELS.index(node.get("channel", "email"))] = decided[row, tables.SENT]
            all_sent = int(decided[row, tables.SENT].sum())
            rates = (0.98, 0.31, 0.06, 0.02, 0.003, 0.02, 0.01)
            reacted[row] = [int(all_sent * rate) for rate in rates]
            left = left * 0.8
    left = np.zeros((len(keys), 4, days), dtype=np.int64)
    left[:, tables.COMPLETED] = entered // 2
    passed = np.array([arrived[target] for _source, _path, target in ways], dtype=np.int64).reshape(
        len(ways), days
    )

    blocked = np.zeros((len(rules), len(keys), 7), dtype=np.int64)
    for rule in (tables.CONSENT, tables.NO_ADDRESS):
        blocked[rule, :, tables.SKIPPED] = numbers.poisson(contacts * 0.02, len(keys))
    for rule in range(len(tables.RESERVED), len(rules)):
        blocked[rule, :, tables.DELAYED] = numbers.poisson(contacts * 0.05 * scale, len(keys))
        blocked[rule, :, tables.SKIPPED] = numbers.poisson(contacts * 0.01 * scale, len(keys))
    lost = numbers.poisson(contacts * 0.01, (len(keys), len(keys) + 1)).astype(np.int64)
    lost[numbers.random(lost.shape) < 0.5] = 0
    inversions = numbers.poisson(contacts * 0.0002, (len(keys), days)).astype(np.int64)

    load = np.zeros((weeks, len(segments), channels + 1, 13), dtype=np.int64)
    for segment in range(len(segments)):
        base = contacts if segment == 0 else contacts // (segment + 1)
        for channel in (0, 1, channels):
            shares = np.array([0.0, 0.18, 0.07, 0.02, 0.006, 0.001] + [0] * 7) * (0.3 if channel == 1 else 1)
            for week in range(weeks):
                some = np.floor(base * shares * wave[min(week * 7, days - 1)]).astype(np.int64)
                some[0] = base - some.sum()
                load[week, segment, channel] = some
        for channel in range(2, channels):
            load[:, segment, channel, 0] = base
    limited = numbers.poisson(contacts * 0.03, (weeks, len(rules))).astype(np.int64)
    limited[:, tables.NO_RULE] = 0

    own = [row["id"] for row in policy.get("caps") or ()]
    everything = {
        "contacts": contacts,
        "from": f"{question.start.isoformat()}T00:00:00Z",
        "days": days,
        "seed": question.seed,
        "entries": int(entered.sum()),
        "node_steps": int(arrived.sum()),
        "decisions": {word: int(decided[:, number].sum()) for number, word in enumerate(VERDICTS)},
        "blocked_by": {rule: int(blocked[number].sum()) for number, rule in enumerate(rules) if rule},
        "by_scenario": {},
        "max_in_window": dict.fromkeys(own, 2),
        "planner_s": 0.5,
        "elapsed_s": 1.5,
        "conversions": int(reacted[:, 6].sum()),
        "inversions": int(inversions.sum()),
        "at_limit": int(contacts * 0.11),
    }
    converted = np.zeros((len(keys), days), dtype=np.int64)
    for document in documents:
        rows = [place[document["key"], node["id"]] for node in document["nodes"]]
        converted[keys.index(document["key"]), days // 2] = int(reacted[rows, 6].sum())
    return Result(
        summary=everything,
        scenarios=keys,
        nodes=nodes,
        ways=ways,
        rules=rules,
        channels=CHANNELS,
        segments=segments,
        verdicts=VERDICTS,
        days=days,
        weeks=weeks,
        entered=entered,
        left=left,
        passed=passed,
        arrived=arrived,
        decided=decided,
        sent=sent,
        blocked=blocked,
        lost=lost,
        inversions=inversions,
        load=load,
        limited=limited,
        reacted=reacted,
        converted=converted,
        heaviest=[(f"c{number}", 14 - number // 3, number % weeks) for number in range(20)],
        max_in_window=everything["max_in_window"],
    )

"""Every scenario of the library over people made up for it: the planner under the rules of each pack.

    python -m bench.library [--people 10000] [--pack finance] [--json]

Of each scenario: every way out is taken by someone, every message is sent at least once, and what left is
held by brute force against the caps and gaps of the pack's policy. Exits with status 1 when anything is not
so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from designer.domain.condition import Value
from designer.domain.policy import Calendar, MaxByContact, Scope
from designer.domain.portfolio import Portfolio
from designer.engine.asking import Asker
from designer.library.month import START, Life, live
from designer.library.shelf import Pack, shelf


def exceeded(portfolio: Portfolio, life: Life) -> list[str]:
    """Every window of a contact in which more left than a cap or a gap allows; each dispatch is looked at.

    A window is half-open: exactly its length apart is legal. What a category does not fill is not counted,
    and what the rules cannot block is not blamed. A maximum that varies is the contact's own, or the
    greatest there is for a contact whose attributes changed on the way. Rolling rules alone are looked at;
    a rule of another kind is refused, so that nothing passes unseen.
    """
    policy = portfolio.policy
    rules: list[tuple[str, int, int | MaxByContact, Scope]] = []
    for cap in policy.caps:
        assert not isinstance(cap.per, Calendar), cap.id
        rules.append((cap.id, cap.per.minutes, cap.max, cap.scope))
    for gap in policy.gaps:
        assert gap.after is None, gap.id
        rules.append((gap.id, gap.min.minutes, 1, gap.scope))
    found = []
    for contact, mine in life.sends.items():
        for name, width, allowed, scope in rules:
            most = _most(allowed, life.steady.get(contact), portfolio)
            inside = [
                send
                for send in mine
                if policy.rule_of(send.category).counts
                and scope.holds(channels=send.channels, category=send.category, scenario=send.scenario)
            ]
            for one in inside:
                if not policy.rule_of(one.category).subject:
                    continue
                filled = sum(1 for other in inside if one.at - width < other.at <= one.at)
                if filled > most:
                    found.append(f"{name}: {contact} got {filled} up to {one.at}, {most} are allowed")
    return found


def _most(allowed: int | MaxByContact, attributes: Mapping[str, Value] | None, portfolio: Portfolio) -> int:
    if isinstance(allowed, int):
        return allowed
    if attributes is None:
        return max(allowed.else_, *(number for _, number in allowed.when))
    asker = Asker(
        [when for when, _ in allowed.when],
        segments=portfolio.segments,
        data=portfolio.data,
        zone=ZoneInfo(portfolio.policy.timezone),
    )
    held = asker.of_one(attributes, (), START)
    return next(
        (number for (_, number), holds in zip(allowed.when, held, strict=True) if holds), allowed.else_
    )


def faults_of(pack: Pack, key: str, life: Life) -> list[str]:
    """What does not add up in a scenario's run."""
    scenario = pack.scenario(key)
    faults = [f"nobody left {node} by {way}" for node, way in life.never_taken(scenario)]
    faults += [f"{node} was sent to nobody" for node in life.never_sent(scenario)]
    faults += exceeded(pack.portfolio, life)
    if life.ends["loop"]:
        faults.append("somebody left for a loop")
    return faults


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--pack", default=None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    broken: list[str] = []
    for pack in shelf().packs.values():
        if options.pack not in (None, pack.key):
            continue
        for entry in pack.entries:
            began = time.perf_counter()
            life = live(pack.portfolio, pack.scenario(entry.key), people=options.people)
            took = time.perf_counter() - began
            faults = faults_of(pack, entry.key, life)
            broken += [f"{entry.id}: {fault}" for fault in faults]
            rows.append(
                {
                    "scenario": entry.id,
                    "people": life.contacts,
                    "entries": life.entries,
                    "messages": sum(life.sent.values()),
                    "delayed": sum(life.delayed.values()),
                    "lost": sum(life.lost.values()),
                    "goals": life.goals,
                    "node_steps": life.node_steps,
                    "faults": len(faults),
                    "seconds": round(took, 1),
                }
            )
            if not options.json:
                row = rows[-1]
                print(
                    f"{entry.id:42} {row['entries']:7} entries {row['messages']:7} messages "
                    f"{row['delayed']:6} delayed {row['lost']:5} lost {row['seconds']:6} s",
                    flush=True,
                )
    whole = {
        "scenarios": len(rows),
        "people": sum(int(str(row["people"])) for row in rows),
        "entries": sum(int(str(row["entries"])) for row in rows),
        "messages": sum(int(str(row["messages"])) for row in rows),
        "node_steps": sum(int(str(row["node_steps"])) for row in rows),
        "seconds": round(sum(float(str(row["seconds"])) for row in rows), 1),
        "faults": len(broken),
    }
    print(json.dumps({**whole, "rows": rows}) if options.json else whole)
    for fault in broken[:40]:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Small worlds whose scenario is published again at random: what left agrees with a plain telling of it."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import World, message, wait

from designer.domain.time import to_iso
from designer.store import contacts, scenarios, workspace

DAY = 1440


@dataclass
class Walker:
    """One contact walking down a list of steps, told as plainly as it can be."""

    steps: list
    place: int = 0
    arrived: int = 0
    due: int = 0
    out: bool = False
    had: list = field(default_factory=list)

    def enter(self, place, minute):
        """Arrive at a step: messages leave at once, a wait holds."""
        while place < len(self.steps):
            name, length = self.steps[place]
            if length is not None:
                self.place, self.arrived, self.due = place, minute, minute + length
                return
            self.had.append((name, minute))
            place += 1
        self.out = True

    def run(self, until):
        """Let time pass up to a minute."""
        while not self.out and self.due <= until:
            self.enter(self.place + 1, self.due)

    def move(self, steps, minute):
        """The list is drawn anew; ``minute`` is the next one that is decided."""
        if self.out:
            return
        names = [name for name, _ in steps]
        here = self.steps[self.place][0]
        if here in names:
            place, begins = names.index(here), False
        else:
            left = [name for name, _ in self.steps[self.place + 1 :] if name in names]
            if not left:
                self.out = True
                return
            place, begins = names.index(left[0]), True
        sent = {name for name, _ in self.had}
        ahead = {name for name, length in steps[place:] if length is None}
        still = {name for name, length in self.steps[self.place :] if length is None}
        if (ahead - still) & sent:
            return
        before, self.steps = self.steps[self.place][1], steps
        if begins:
            self.enter(place, minute)
            return
        self.place = place
        if steps[place][1] != before:
            self.due = max(self.arrived + steps[place][1], minute)


def nodes_of(steps):
    """The steps as a document has them."""
    return [message(name) if length is None else wait(name, f"PT{length}M") for name, length in steps]


WAITS = st.sampled_from(("wa", "wb", "wc"))
MESSAGES = st.sampled_from(("ta", "tb", "tc", "td"))


@st.composite
def drawings(draw):
    """A list of steps that ends with a message."""
    names = draw(st.lists(WAITS | MESSAGES, min_size=2, max_size=6, unique=True))
    lengths = st.integers(1, 6).map(lambda part: part * DAY // 2)
    steps = [(name, draw(lengths) if name.startswith("w") else None) for name in names]
    return [*steps, ("last", None)]


@pytest.fixture(scope="module")
def one_world(tmp_path_factory):
    """A world for all examples: each has a scenario and a contact of its own, put away at its end."""
    folder = tmp_path_factory.mktemp("moving")
    world = World(folder, f"sqlite:///{folder / 'designer.db'}")
    for name in ("ta", "tb", "tc", "td", "last"):
        world.template(f"{name}-text")
    yield world
    world.close()


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(drawings(), min_size=2, max_size=4),
    st.lists(st.integers(1, 4), min_size=3, max_size=3),
)
def test_what_left_is_what_a_plain_telling_says(one_world, versions, pauses):
    world = one_world
    number = len(scenarios.names())
    key, contact = f"s{number}", f"c{number}"
    late = {"late": "P30D"}
    scenarios.create(world.draft(key, *nodes_of(versions[0]), misfire=late))
    scenarios.publish(key, reason="r")
    world.contact(contact)
    world.event(contact, f"{key}.started")
    minute = workspace.clock().last
    walker = Walker(steps=versions[0])
    walker.enter(0, minute + 1)
    for steps, pause in zip(versions[1:], pauses, strict=False):
        world.run(f"PT{pause * 700}M")
        minute += pause * 700
        walker.run(minute)
        scenarios.save_draft(key, world.draft(key, *nodes_of(steps), misfire=late))
        scenarios.publish(key, reason="r", policy="move")
        walker.move(steps, minute + 1)
    world.run("P20D")
    walker.run(minute + 20 * DAY)
    # what leaves at one minute arrives in any order
    assert sorted((at, node) for _, node, at in world.mails(contact)) == sorted(
        (to_iso(at), name) for name, at in walker.had
    )
    assert contacts.get(contact).set_aside is None
    scenarios.archive(key)

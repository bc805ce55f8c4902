"""The planner over one contact: triggers, nodes, exits, in the order of a minute."""

from designer.domain.scenario import Wait
from tests.unit.engine.build import START, chain, d, event, message, person, world


def test_three_messages_leave_on_their_days():
    three = chain(
        "three",
        message("t1"),
        Wait(id="w1", for_=d("P3D")),
        message("t2"),
        Wait(id="w2", for_=d("P4D")),
        message("t3"),
    )
    run = world(three, people=person(event("begin", START + 5))).run(START + 20 * 1440)
    assert run.sends == [("t1", START + 5), ("t2", START + 5 + 3 * 1440), ("t3", START + 5 + 7 * 1440)]
    assert run.exits == {"c1/three/1": "end"}

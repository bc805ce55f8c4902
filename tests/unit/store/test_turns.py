"""Writers take turns in the order in which they came."""

import threading

from designer.store.turns import Turns


def test_whoever_waits_first_is_served_first():
    turns = Turns()
    assert turns.take(1)
    served, threads = [], []
    for number in range(5):
        thread = threading.Thread(target=lambda n=number: (turns.take(30), served.append(n), turns.give()))
        thread.start()
        threads.append(thread)
        while len(turns._waiting) <= number:
            pass
    turns.give()
    for thread in threads:
        thread.join(timeout=30)
    assert served == [0, 1, 2, 3, 4]


def test_a_wait_that_is_too_long_ends_without_a_turn():
    turns = Turns()
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(1)


def test_a_busy_writer_cannot_pass_one_that_waits():
    turns = Turns()
    order = []
    assert turns.take(1)
    other = threading.Thread(target=lambda: (turns.take(30), order.append("waiting"), turns.give()))
    other.start()
    while not turns._waiting:
        pass
    turns.give()
    assert turns.take(30)
    order.append("busy")
    turns.give()
    other.join(timeout=30)
    assert order == ["waiting", "busy"]

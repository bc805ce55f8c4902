from collections import Counter
from datetime import date

import pytest

from designer.demo.cdnow import CUSTOMERS, PURCHASES, purchases


@pytest.fixture(scope="module")
def log():
    return tuple(purchases())


def test_the_log_has_every_purchase_of_every_customer(log):
    assert len(log) == PURCHASES == 69_659
    assert len({purchase.customer for purchase in log}) == CUSTOMERS == 23_570


def test_the_log_runs_from_january_1997_to_june_1998(log):
    assert min(purchase.day for purchase in log) == date(1997, 1, 1)
    assert max(purchase.day for purchase in log) == date(1998, 6, 30)


def test_every_customer_first_bought_in_the_first_quarter_of_1997(log):
    first = {}
    for purchase in log:
        first[purchase.customer] = min(first.get(purchase.customer, purchase.day), purchase.day)
    assert max(first.values()) < date(1997, 4, 1)


def test_the_first_and_last_lines_are_those_of_the_file(log):
    assert (log[0].customer, log[0].day, log[0].cds, log[0].amount) == ("00001", date(1997, 1, 1), 1, 11.77)
    assert (log[-1].customer, log[-1].day, log[-1].cds, log[-1].amount) == (
        "23570",
        date(1997, 3, 26),
        2,
        42.96,
    )


def test_the_busiest_customer_bought_217_times(log):
    assert Counter(purchase.customer for purchase in log).most_common(1)[0][1] == 217

"""An SMS is as long as an operator counts it."""

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.domain.sms import EXTENDED, GSM, Alphabet, measure

LENGTHS = json.loads((Path(__file__).parents[2] / "contract" / "sms_lengths.json").read_text())

# 3GPP TS 23.038, table 6.2.1, by code point and column after column; 1B is the escape.
TABLE = (
    "0040 00A3 0024 00A5 00E8 00E9 00F9 00EC 00F2 00C7 000A 00D8 00F8 000D 00C5 00E5"
    " 0394 005F 03A6 0393 039B 03A9 03A0 03A8 03A3 0398 039E 00C6 00E6 00DF 00C9"
    " 0020 0021 0022 0023 00A4 0025 0026 0027 0028 0029 002A 002B 002C 002D 002E 002F"
    " 0030 0031 0032 0033 0034 0035 0036 0037 0038 0039 003A 003B 003C 003D 003E 003F"
    " 00A1 0041 0042 0043 0044 0045 0046 0047 0048 0049 004A 004B 004C 004D 004E 004F"
    " 0050 0051 0052 0053 0054 0055 0056 0057 0058 0059 005A 00C4 00D6 00D1 00DC 00A7"
    " 00BF 0061 0062 0063 0064 0065 0066 0067 0068 0069 006A 006B 006C 006D 006E 006F"
    " 0070 0071 0072 0073 0074 0075 0076 0077 0078 0079 007A 00E4 00F6 00F1 00FC 00E0"
)
EXTENSION = "000C 005E 007B 007D 005C 005B 007E 005D 007C 20AC"


def signs(table: str) -> set[str]:
    return {chr(int(code, 16)) for code in table.split()}


def least_parts(sizes: list[int], room: int) -> int:
    """The fewest parts that hold signs of these sizes in order, by trying every place to cut."""

    @cache
    def after(place: int) -> int:
        if place == len(sizes):
            return 0
        found, filled, end = len(sizes) + 1, 0, place
        while end < len(sizes) and filled + sizes[end] <= room:
            filled += sizes[end]
            end += 1
            found = min(found, 1 + after(end))
        return found

    for place in range(len(sizes), -1, -1):  # from the end, so that no call goes deep
        after(place)
    return after(0)


def test_the_alphabet_is_the_standard_s():
    assert (signs(TABLE), signs(EXTENSION)) == (GSM, EXTENDED)


@pytest.mark.parametrize("row", LENGTHS, ids=lambda row: row["why"])
def test_known_lengths(row):
    found = measure(row["text"] * row["times"])
    assert (found.alphabet.value, found.units, found.parts, found.left) == (
        row["alphabet"],
        row["units"],
        row["parts"],
        row["left"],
    )


@given(
    st.text(st.sampled_from("aé€[😀ê \n"), max_size=60),
    st.integers(1, 12),
    st.sampled_from(["", "ê", "😀", "€"]),
)
def test_the_parts_are_the_fewest_that_cut_no_sign(text: str, times: int, end: str):
    whole = text * times + end
    found = measure(whole)
    if all(sign in signs(TABLE) | signs(EXTENSION) for sign in whole):
        assert found.alphabet is Alphabet.GSM
        sizes = [2 if sign in signs(EXTENSION) else 1 for sign in whole]
        single, part = 160, 153
    else:
        assert found.alphabet is Alphabet.UCS2
        sizes = [len(sign.encode("utf-16-le")) // 2 for sign in whole]
        single, part = 70, 67
    assert found.units == sum(sizes)
    expected = min(1, len(sizes)) if sum(sizes) <= single else least_parts(sizes, part)
    assert found.parts == expected
    assert 0 <= found.left <= single


@given(st.text(max_size=200))
def test_any_text_has_a_length(text: str):
    found = measure(text)
    assert set(found.strange) == {sign for sign in text if sign not in GSM | EXTENDED}
    assert (found.parts == 0) == (text == "")

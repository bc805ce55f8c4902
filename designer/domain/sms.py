"""How long an SMS is: its alphabet, its length in that alphabet, and the parts it travels in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: The letters of the GSM alphabet (3GPP TS 23.038), one unit each.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: The signs of its extension, two units each: an escape and a letter, which stay together.
EXTENDED = frozenset("\f^{}\\[~]|€")


class Alphabet(Enum):
    """What an SMS is written in."""

    GSM = "gsm"
    #: Sixteen bits a unit: taken as soon as one sign is not in the GSM alphabet.
    UCS2 = "ucs2"


@dataclass(frozen=True, kw_only=True)
class Room:
    """How many units of an alphabet one SMS holds, alone and as a part of several."""

    single: int
    part: int


ROOM = {Alphabet.GSM: Room(single=160, part=153), Alphabet.UCS2: Room(single=70, part=67)}


@dataclass(frozen=True, kw_only=True)
class Sms:
    """A text as SMS."""

    alphabet: Alphabet
    #: Units of the alphabet: most signs are one, those of the extension and beyond 16 bits two.
    units: int
    #: How many SMS it is paid as; none for an empty text.
    parts: int
    #: Units that the last part still has.
    left: int
    #: The signs that are not in the GSM alphabet, each once, in order.
    strange: tuple[str, ...]


def measure(text: str) -> Sms:
    """The length of a text as SMS. No sign is cut in two between parts.

    >>> measure("Bonjour").parts
    1
    >>> measure("Bonjour, déjà Noël").strange
    ('ë',)
    """
    strange = tuple(dict.fromkeys(sign for sign in text if sign not in GSM and sign not in EXTENDED))
    alphabet = Alphabet.UCS2 if strange else Alphabet.GSM
    sizes = [_size(sign, alphabet) for sign in text]
    units, room = sum(sizes), ROOM[alphabet]
    if units <= room.single:
        return Sms(
            alphabet=alphabet, units=units, parts=min(1, units), left=room.single - units, strange=strange
        )
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > room.part:
            parts, filled = parts + 1, 0
        filled += size
    return Sms(alphabet=alphabet, units=units, parts=parts, left=room.part - filled, strange=strange)


def _size(sign: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM:
        return 2 if sign in EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1

"""Do the readers stand what once made them fall, and what a few thousand cuts make of it?

``make fuzz`` feeds them by coverage; here each seed is fed as it is and spoilt a little.
"""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.fuzz.targets import TARGETS, crashes, feed, seeds

N_SPOILT = 6
PIECES = (b"\x00", b"\xff\xfe", b'"', b";", b"\n", b"\r", b"-1", b"1e999", b"[[", b"=", b"{}", b"'")


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one piece cut, doubled or replaced."""
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.randrange(40))
    piece = chance.choice((b"", chance.choice(PIECES), data[start:end] * 2, chance.randbytes(3)))
    return data[:start] + piece + data[end:]


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_stood(name: str) -> None:
    for data in (*islice(seeds(name), 2), *crashes(name)):
        feed(name, data)


@pytest.mark.parametrize("name", TARGETS)
def test_spoilt_seeds_are_stood(name: str) -> None:
    chance = random.Random(name)
    examples = list(seeds(name))
    for _ in range(N_SPOILT):
        data = chance.choice(examples)
        for _ in range(chance.randrange(1, 4)):
            data = spoilt(data, chance)
        feed(name, data)

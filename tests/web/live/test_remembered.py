"""What takes a while is made once for all who ask, and anew while what there is is shown."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from web.live.remembered import KeptValues, MadeAnew


class Maker:
    """Makes values, each when it is let."""

    def __init__(self) -> None:
        self.made, self.may, self.told = 0, threading.Event(), threading.Event()
        self.may.set()

    def __call__(self) -> int:
        assert self.may.wait(5)
        self.made += 1
        return self.made


def test_the_values_used_last_stay() -> None:
    known = KeptValues[int](2)
    assert [known.get(key, partial(ord, key)) for key in "ab"] == [97, 98]
    known.get("a", lambda: 0)
    known.get("c", lambda: 99)
    assert known.known("b") is None and known.get("a", lambda: 0) == 97


def test_many_who_ask_at_once_have_it_made_once() -> None:
    maker = Maker()
    values = MadeAnew[int](9, 60, 600, maker.told.set)
    maker.may.clear()
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(values.get, "key", maker, 5.0) for _ in range(8)]
        time.sleep(0.05)
        maker.may.set()
        assert [each.result(5) for each in asked] == [1] * 8
    assert maker.made == 1 and maker.told.is_set()


def test_an_old_value_is_shown_while_it_is_made_anew() -> None:
    maker = Maker()
    values = MadeAnew[int](9, 0.0, 600, maker.told.set)
    assert values.get("key", maker, 5.0) == 1
    maker.told.clear()
    maker.may.clear()
    assert values.get("key", maker, 5.0) == 1
    maker.may.set()
    assert maker.told.wait(5) and values.get("key", maker, 5.0) == 2


def test_who_asks_first_waits_a_while_and_hears_of_it_afterwards() -> None:
    maker = Maker()
    values = MadeAnew[int](9, 60, 600, maker.told.set)
    maker.may.clear()
    assert values.get("key", maker, 0.01) is None
    maker.may.set()
    assert maker.told.wait(5) and values.get("key", maker, 0.0) == 1


def test_what_fails_is_said_to_who_waits_and_tried_again() -> None:
    def fails() -> int:
        raise ValueError("no")

    values = MadeAnew[int](9, 60, 600, lambda: None)
    with pytest.raises(ValueError, match="no"):
        values.get("key", fails, 5.0)
    assert values.get("key", lambda: 3, 5.0) == 3

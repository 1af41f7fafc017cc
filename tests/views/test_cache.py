"""What is remembered: made once, forgotten when it is too much, never what is shown."""

from __future__ import annotations

import pytest

from views.state.cache import Cache


def test_what_is_remembered_is_made_once() -> None:
    memory: Cache[list[int]] = Cache(2)
    first = memory.recall("a", lambda: [1])
    assert memory.recall("a", lambda: pytest.fail("made twice")) is first
    assert "a" in memory
    assert memory.get("a") is first
    assert memory.get("b") is None


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memory: Cache[str] = Cache(2)
    for text in ("a", "b", "a", "c"):
        memory.recall(text, text.upper)
    assert [text in memory for text in "abc"] == [True, False, True]


def test_sizes_are_counted_together_and_the_newest_stay_however_large() -> None:
    memory: Cache[bytes] = Cache(10, len)
    for text, size in (("a", 4), ("b", 4), ("c", 90)):
        memory.recall(text, lambda size=size: bytes(size))
    assert (memory.total, "b" in memory, "c" in memory) == (90, False, True)
    memory.recall("d", lambda: bytes(90), keep=2)
    assert memory.total == 180
    memory.clear()
    assert memory.total == 0


def test_what_cannot_be_made_is_not_remembered_and_forgets_nothing() -> None:
    memory: Cache[int] = Cache(1)
    memory.recall("a", lambda: 1)
    with pytest.raises(ZeroDivisionError):
        memory.recall("b", lambda: 1 // 0)
    assert ("a" in memory, "b" in memory) == (True, False)

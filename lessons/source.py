"""A file of a lesson or an exercise: a header between two lines ``+++``, in TOML, and Markdown.

    +++
    title = "One step down"
    kind = "number"
    answer = "w - lr*2*w"

    [given]
    w = [5, 4, -3]
    lr = [0.1, 0.05]
    +++

    The loss is $w^2$. From w = {{w}}, where does one step at rate {{lr}} lead?

    ## Solution

    The slope at {{w}} is {{2*w}}.

Words under a heading ``## …`` make a section of that name. What stands in ``{{…}}``, in the words
and in the header's texts, is computed from the numbers that are given. TOML: https://toml.io
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn, cast

import numpy as np

from core.typed import near, quoted
from experiments import Experiment
from lessons.expressions import Expression

FENCE = "+++"
PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
MINUS = "−"
"""In words; headers have the one of the keyboard."""
HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
LONGEST = 40_000
"""Characters in a file: far above a screen of words."""
DIGITS = 6
"""Of a number that is computed in the words."""


class ContentError(ValueError):
    """A file that is not as it should be: which, in which line, and what is wrong."""


@dataclass(frozen=True, eq=False)
class ContentFile:
    """A file, taken apart: what its header holds, and its sections."""

    path: Path
    header: Mapping[str, Any]
    sections: Mapping[str, str]
    """By heading; what stands before the first has the heading ``""``."""
    text: str

    @classmethod
    def read(cls, path: Path) -> ContentFile:
        """Read a file. Raises ``ContentError`` if it has no such header."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(f"{path}: it cannot be read: {error}") from None
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path) -> ContentFile:
        """Take the text of a file apart. Raises ``ContentError`` if it has no such header."""
        text = text.replace("\r\n", "\n").removeprefix("\ufeff")
        if len(text) > LONGEST:
            raise ContentError(f"{path}: it has {len(text)} characters, allowed {LONGEST}")
        before, *between = re.split(rf"^{re.escape(FENCE)}[ \t]*$", text, maxsplit=2, flags=re.M)
        if before.strip() or len(between) != 2:
            raise ContentError(f"{path}, line 1: its header stands between two lines {FENCE}")
        header, words = between
        try:
            held = tomllib.loads(header)
        except tomllib.TOMLDecodeError as error:
            raise ContentError(f"{path}{_shifted(str(error))}") from None
        return cls(path, held, _sections(words), text)

    @property
    def name(self) -> str:
        """The name of the file without its ending: what it is called in links."""
        return self.path.stem

    def fail(self, problem: str, key: str = "", nth: int = 0) -> NoReturn:
        """Raise ``ContentError`` about a key of the header, in the nth table that has it."""
        raise ContentError(f"{self.path}, line {self.line(key, nth)}: {problem}")

    def line(self, key: str, nth: int = 0) -> int:
        """Return the line in which a key stands, or the first."""
        pattern = rf"^\s*(?:\[+\s*{re.escape(key)}\s*\]+|{re.escape(key)}\s*=)"
        found = [*re.finditer(pattern, self.text, re.M)] if key else []
        if not found:
            return 1
        match = found[min(nth, len(found) - 1)]
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        return self.text.count("\n", 0, start) + 1

    def check_keys(self, known: Collection[str]) -> None:
        """Refuse keys that nobody reads: they are misspelled."""
        for key in self.header:
            if key not in known:
                hint = near(key, known) or f"known are {', '.join(sorted(known))}"
                self.fail(f"{quoted(key)} is no key of such a header: {hint}", key)

    def text_of(self, key: str, default: str | None = None) -> str:
        """Return a text of the header. Raises ``ContentError`` if there is none."""
        held = self.header.get(key, default)
        if not isinstance(held, str) or not (held.strip() or default is not None):
            self.fail(f"{key} is missing, or no text", key)
        return held

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list in the header; none if it is not there."""
        held = listed(self.header.get(key, []))
        if held is None or not all(isinstance(one, str) for one in held):
            self.fail(f"{key} is to be a list of texts", key)
        return tuple(map(str, held))

    def tables(self, key: str, *needed: str) -> list[Mapping[str, Any]]:
        """Return the tables ``[[key]]``. Raises ``ContentError`` where one lacks a key."""
        held = listed(self.header.get(key, []))
        if held is None or not all(isinstance(one, dict) for one in held):
            self.fail(f"{key} is to be written as [[{key}]]", key)
        for nth, table in enumerate(held):
            for name in needed:
                if name not in table:
                    self.fail(f"{name} is missing in this [[{key}]]", key, nth)
        return held

    def race(self, key: str = "race") -> Experiment:
        """Return a race of the header. Raises ``ContentError`` for what is no valid link."""
        try:
            return Experiment.from_query(self.text_of(key).rpartition("?")[2])
        except ValueError as error:
            if isinstance(error, ContentError):
                raise
            self.fail(f"{key}: {error}", key)

    def table(self, key: str) -> Mapping[str, Any]:
        """Return the table ``[key]`` of the header; an empty one if it is not there."""
        held = self.header.get(key, {})
        if not isinstance(held, dict):
            self.fail(f"{key} is to be written as [{key}]", key)
        return cast("Mapping[str, Any]", held)

    def given(self) -> dict[str, list[float]]:
        """Return what each number of the header may be, the usual one first."""
        found: dict[str, list[float]] = {}
        for name, values in self.table("given").items():
            many = listed(values)
            many = [values] if many is None else many
            if not many or any(type(one) not in (int, float) for one in many):
                self.fail(f"{name} is to be one number, or a list of numbers", name)
            found[name] = many
        return found

    def draw(self, seed: int) -> dict[str, float]:
        """Return the numbers that are given, and those computed from them, drawn from a seed.

        The seed 0 draws the usual ones. Neighbouring seeds draw apart.
        """
        salt = int.from_bytes(self.name.encode()[-8:], "little")
        generator = np.random.default_rng([seed, salt])
        given = self.given()
        picks = {name: int(generator.integers(len(values))) for name, values in given.items()}
        return self.computed({n: values[picks[n] if seed else 0] for n, values in given.items()})

    def every_draw(self) -> Iterator[dict[str, float]]:
        """Return all numbers that anybody may get."""
        given = self.given()
        for values in itertools.product(*given.values()):
            yield self.computed(dict(zip(given, values, strict=True)))

    def computed(self, given: Mapping[str, float]) -> dict[str, float]:
        """Return numbers that are given, with those computed from them."""
        numbers = dict(given)
        for name, text in self.table("where").items():
            numbers[name] = self.expression(text, numbers, name).number(numbers)
        return numbers

    def with_numbers(self, numbers: Mapping[str, float]) -> ContentFile:
        """Return the file with every ``{{…}}`` computed."""
        header = {
            key: self.filled(value, numbers, key)
            for key, value in self.header.items()
            if key not in ("given", "where")
        }
        sections = {
            key: PLACEHOLDER.sub(
                lambda found: self._computed(found[1], numbers).replace("-", MINUS), words
            )
            for key, words in self.sections.items()
        }
        return replace(self, header=header, sections=sections)

    def filled(self, held: Any, numbers: Mapping[str, float], key: str = "") -> Any:
        """Return what the header holds, or words, with every ``{{…}}`` computed."""
        match held:
            case str():
                return PLACEHOLDER.sub(lambda found: self._computed(found[1], numbers, key), held)
            case list():
                return [self.filled(one, numbers, key) for one in cast("list[Any]", held)]
            case dict():
                tables = cast("dict[str, Any]", held)
                return {name: self.filled(one, numbers, name) for name, one in tables.items()}
            case _:
                return held

    def expression(self, text: Any, numbers: Collection[str], key: str, nth: int = 0) -> Expression:
        """Read an expression; a number is one too."""
        try:
            expression = Expression(str(text))
            expression.check(numbers)
        except ValueError as error:
            self.fail(str(error), key, nth)
        return expression

    def _computed(self, text: str, numbers: Mapping[str, float], key: str = "") -> str:
        value = self.expression(text, numbers, key).number(numbers)
        return f"{value:.{DIGITS}g}".replace("e+0", "e").replace("e-0", "e-")


def listed(held: object) -> list[Any] | None:
    """Return a list of the header; None if it is none."""
    return cast("list[Any]", held) if isinstance(held, list) else None


def _sections(words: str) -> dict[str, str]:
    """Return the words under each heading."""
    first, *rest = HEADING.split(words)
    return {"": first.strip()} | {
        name: text.strip() for name, text in zip(rest[::2], rest[1::2], strict=True)
    }


def _shifted(problem: str) -> str:
    """Say where TOML met a problem, in lines of the file: its first is that of the fence."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", problem)
    what = problem.partition(" (at ")[0]
    return f", line {match[1]}: {what}, at column {match[2]}" if match else f": {what}"

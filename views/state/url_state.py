"""One thing a visitor looks at: the address bar, the controls and the page all show the same one.

What stands in the session is the only truth. Controls are drawn from it, and a change of a control
edits it before anything is drawn again; the address bar follows, and leads only when it was changed
from outside: a link, the gallery, reload, or Back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from core.verbatim import as_code
from experiments.mangled import MENDED, cleaned
from experiments.url_spec import UrlSpec

Pairs = list[tuple[str, str]]


ON_ITS_WAY = 0.5
"""Seconds for which a message of the browser may still have the address from before a change.

Nobody goes back so soon; a message that takes longer is read as if somebody had."""

T = TypeVar("T", bound=UrlSpec)


@dataclass
class Held(Generic[T]):
    """What the session of one visitor holds of a subject."""

    value: T
    preview: T | None = None
    """What is becoming of it while something is being moved; nothing is kept of it."""
    finished: T | None = None
    """What was last computed to its end: there a computation that is cancelled goes back to."""
    problems: list[str] = field(default_factory=list)
    """What was wrong with the link."""
    refusal: tuple[str, str] | None = None
    """The field of the last change that was refused, and why."""
    looks: dict[str, str] = field(default_factory=dict)
    """How the visitor looks at it, where that is not the usual way."""
    wished: dict[str, str] = field(default_factory=dict)
    """How the link says to look at it; what the visitor switches later is no wish of the link."""
    unreadable: str = ""
    """Why the link says nothing; the page then has nothing to show."""
    asked: int = 0
    """How many links led here."""
    address: Pairs = field(default_factory=list)
    """What we last wrote into the address bar."""
    left: list[tuple[float, Pairs]] = field(default_factory=list)
    """What stood there before, and when it was replaced, in seconds."""
    edited: bool = False
    """Whether the address bar is to follow."""

    def outdated(self, address: Pairs) -> bool:
        """Tell whether a browser sent an address before it heard of ours: nobody went back."""
        now = monotonic()
        self.left = [one for one in self.left if now - one[0] < ON_ITS_WAY]
        return any(address == before for _, before in self.left)


@dataclass(frozen=True, eq=False)
class Subject(Generic[T]):
    """What a page is about, and how it is read from a link."""

    name: str
    """Its key in the session."""
    kind: type[T]
    """Of which the value is."""
    looks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """How it may be looked at, the usual way first; that stands in the link beside it."""
    titles: Mapping[T, str] = field(default_factory=dict)
    """Values that have a name of their own, which the heading shows."""
    heading: str = ""
    """The key of the fragment with the heading: drawn when there is something to be told there."""
    drawn: Sequence[str] = ()
    """The keys of the fragments that a change draws again; with none, the page is."""
    followed: Sequence[str] = ()
    """The keys of the fragments that follow while something is being moved."""

    @property
    def held(self) -> Held[T]:
        """What the session holds."""
        return st.session_state.setdefault(self.name, Held(self.kind.usual))

    @property
    def value(self) -> T:
        """The value as it stands."""
        return self.held.value

    @property
    def shown(self) -> T:
        """The value, or what is becoming of it while something is being moved."""
        return self.held.preview or self.held.value

    def load(self) -> None:
        """Take what the link says into the session, if it is not what we wrote there."""
        held, address = self.held, _address()
        if held.edited or not address or address == held.address or held.outdated(address):
            return
        held.left.clear()
        held.address = address
        held.looks, held.preview, held.refusal, held.unreadable = {}, None, None, ""
        held.asked += 1
        link = urlencode(address)
        read = cleaned(link, (*self.kind.keys, *self.looks), self.kind.free, self.kind.of_any)
        held.problems = read.told
        if read.doubts or not {key for key, _ in read.pairs} <= {*self.looks}:
            try:
                held.value, held.problems = self.kind.nearest(link, self.looks)
            except ValueError as error:
                held.value, held.address, held.unreadable = self.kind.usual, [], str(error)
        for key, text in read.pairs:
            if text in self.looks.get(key, ()):
                held.looks[key] = text
            elif key in self.looks:
                held.problems.append(f"{key} = {text}: choose one of {', '.join(self.looks[key])}")
        held.wished = dict(held.looks)

    def publish(self) -> None:
        """Write the value into the address bar, unless it is already there."""
        held = self.held
        held.edited = False
        address = [*parse_qsl(held.value.to_query()), *sorted(held.looks.items())]
        if address != held.address:
            held.left.append((monotonic(), held.address))
        held.address = address
        if _address() != held.address:
            st.query_params.from_dict(grouped(held.address))

    def edit(self, change: Callable[[T], T], field: str = "") -> None:
        """Change the value; a change that would make it invalid is refused aloud.

        To be called by the callback of a widget, as the last thing it does. A refusal is told
        beside the field whose key is given.
        """
        held = self.held
        before, problems = held.value, held.problems
        held.edited, held.problems, held.preview, held.refusal = True, [], None, None
        held.unreadable = ""
        try:
            held.value = change(before)
        except ValueError as error:
            held.refusal = (field, str(error))
        headed = problems or held.refusal or {before, held.value} & self.titles.keys()
        if self.drawn:
            st.rerun([*self.drawn, *([self.heading] if headed and self.heading else [])])

    def preview(self, change: Callable[[T], T]) -> None:
        """Show a change that is still being made: nothing is kept of it, and nothing refused."""
        held = self.held
        with suppress(ValueError):
            held.preview = change(held.value)
        if self.followed:
            st.rerun(list(self.followed))

    def look(self, **looks: str) -> None:
        """Remember how the visitor looks; the usual way needs no word in the link."""
        held = self.held
        switched = {**held.looks, **looks}
        held.looks = {key: text for key, text in switched.items() if text != self.looks[key][0]}
        held.edited = True

    def wish(self, key: str) -> str:
        """Return how the link says to look."""
        return self.held.wished.get(key, self.looks[key][0])

    def complain(self, noun: str) -> None:
        """Show what was wrong with the link, and a change refused that has no field of its own."""
        held = self.held
        told = f"Some of this link could not be read. Shown is the nearest {noun} to it."
        if all(problem.startswith(MENDED) for problem in held.problems):
            told = f"This link was changed on its way here. Shown is the {noun} that it says."
        if held.problems:
            st.warning(
                f"{told}\n\n" + "\n".join(f"- {as_code(problem)}" for problem in held.problems),
                icon=":material/link_off:",
            )
        match held.refusal:
            case ("", refusal):
                st.toast(as_code(refusal), icon=":material/error:")


def link(value: UrlSpec) -> dict[str, list[str]]:
    """Return the query parameters of a link to a value."""
    return grouped(parse_qsl(value.to_query()))


def grouped(pairs: Pairs) -> dict[str, list[str]]:
    """Return the texts of each key, in order, as Streamlit takes query parameters."""
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        texts.setdefault(key, []).append(text)
    return texts


def show(key: str, value: str | None) -> str:
    """Make the widget with this key show a value when it is drawn next; return the key.

    Give it the same value as its default: what the browser is told of it may be lost when somebody
    does something meanwhile, and it then sends the default.
    """
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def address(query: str, page: str = "") -> str:
    """Return the address of a page at a link, as far as the browser told us where we are.

    Without ``page``, of the page that is looked at.
    """
    here = urlsplit(st.context.url or "")
    path = f"{here.path.rpartition('/')[0]}/{page}" if page else here.path or "/"
    return here._replace(path=path, query=query, fragment="").geturl()


def _address() -> Pairs:
    """Return the key-and-text pairs of the address bar, in order."""
    params = st.query_params
    return [(key, text) for key in params for text in params.get_all(key)]

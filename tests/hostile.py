"""Texts that mean something in a language that pages are drawn with, and are to be words."""

from __future__ import annotations

TEXTS = (
    "![spy](https://evil.example/spy.png)",
    "[click](https://evil.example/)",
    "[click][1] <https://evil.example/> https://evil.example/a?b=1",
    "www.evil.example and me@evil.example",
    "<img src=x onerror=alert(1)> <a href='https://evil.example/'>here</a>",
    "</script><script>alert(1)</script>",
    "<b>bold</b> &lt;i&gt; &amp; %{y} <br> {name}",
    ":material/home: :red[red] :red-background[x] :smile: :small[a]",
    "$x^2$ $$\\href{https://evil.example/}{y}$$ \\includegraphics{https://evil.example/s.png}",
    "`code` ``more`` **bold** _it_ ~~gone~~ a*b*c",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "| a | b |",
    "a\n\n# b\n\n![c](https://evil.example/c.png)",
    "a\r\r<img src='https://evil.example/c.png'>",
    "back\\slash\\",
)


def words(text: str) -> str:
    """Return a text as a reader sees it: on one line."""
    return " ".join(text.replace("\N{WORD JOINER}", "").split())

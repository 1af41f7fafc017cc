"""Names of people and of files, as they are shown, and who is the same under two spellings."""

from __future__ import annotations

import os
import re
import unicodedata

LONGEST = 60
"""Characters of a person's name."""
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""Default_Ignorable_Code_Point: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point"""


def tidy(name: str) -> str:
    """Return a person's name as it is shown: composed, on one line, printable, not too long.

    Letters that nobody sees are left out; anything else that cannot be printed is a space.
    """
    seen = unicodedata.normalize("NFC", INVISIBLE.sub("", name))
    return " ".join("".join(c if c.isprintable() else " " for c in seen).split())[:LONGEST].strip()


def folded(name: str) -> str:
    """Return what is equal for all spellings of one name: also small for capital letters.

    Numbers are drawn from it: that of a name that is spelled plainly stays what it always was.
    """
    seen = unicodedata.normalize("NFC", INVISIBLE.sub("", name))
    return " ".join(seen.casefold().split())


def printable(text: str) -> str:
    """Return somebody's text with a replacement character for all that cannot be printed.

    Of white space, only the ends of lines stay. UTF-8 can say every text that comes out: half of a
    surrogate pair, as in a file name that is no UTF-8 or in JSON, it cannot.
    """
    return "".join(
        c if c.isprintable() or c == "\n" else " " if c.isspace() else "\ufffd" for c in text
    )


def shown(path: str | os.PathLike[str]) -> str:
    """Return the name of a file of this machine as text, whatever bytes it is made of."""
    return printable(os.fsencode(path).decode("utf-8", "replace")).replace("\n", " ")

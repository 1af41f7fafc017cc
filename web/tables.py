"""Tables as HTML, in the look of ``pages/style.css``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(
    head: Iterable[str], rows: Iterable[Sequence[str]], label: str = "", kind: str = "verdicts"
) -> str:
    """Return a table of cells in HTML, as HTML; the first cell of a row is its heading.

    One with a label, which screen readers say, may be too wide: it can be scrolled by keys.
    """
    region = f" tabindex='0' role='region' aria-label='{label}'" if label else ""
    top = "".join(f"<th scope='col'>{cell}</th>" for cell in head)
    body = "".join(
        f"<tr><th scope='row'>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, *cells in rows
    )
    return (
        f"<div class='{kind}'{region}><table><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )

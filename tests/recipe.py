"""The README's recipes for an optimizer and a surface, followed word by word in a copy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".*", "node_modules", "__pycache__", "*.mp4", "*.gif", "*.egg-info", "build"
)
BLOCKS = re.compile(r"```python\n(.*?)```", re.DOTALL)


def copied(to: Path) -> Path:
    """Copy the tree, all but what is hidden or made."""
    return Path(shutil.copytree(ROOT, to, ignore=LEFT_OUT))


def follow(tree: Path, heading: str) -> str:
    """Follow one recipe in a tree; return the name of the class that it adds.

    Its first lines of Python are a file, which their first line names; its last are the one line.
    """
    readme = (tree / "README.md").read_text(encoding="utf-8")
    text = re.split(r"^##+ ", readme.split(f"### {heading}\n")[1], flags=re.MULTILINE)[0]
    code, line = BLOCKS.findall(text)
    place = code.partition("\n")[0].removeprefix("# ")
    (tree / place).write_text(code.partition("\n")[2], encoding="utf-8")
    registry = (tree / place).parent / "__init__.py"
    assert f"one line in `{registry.relative_to(tree).as_posix()}`" in text
    assert line.count("\n") == 1
    family = re.search(r'^    family = "(.*)"$', code, re.MULTILINE)
    assert family is not None
    written = registry.read_text(encoding="utf-8")
    heading_there = f"# {family[1]}\n"
    assert written.count(heading_there) == 1
    registry.write_text(written.replace(heading_there, heading_there + line), encoding="utf-8")
    return line.split()[-1]

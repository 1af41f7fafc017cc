"""The house: who may import whom, and that every public thing explains itself."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import diagnosis
import experiments
import figures
import optimizers
import optimizers.schedules
import surfaces

ROOT = Path(__file__).parent.parent
ROOMS = ["core", "optimizers", "surfaces", "experiments", "diagnosis", "studies", "exports"]
ROOMS += ["figures", "lessons", "web", "views", "app"]
STRANGERS = {("surfaces", "optimizers"), ("lessons", "figures"), ("lessons", "exports")}
STREAMLIT_LIVES_IN = {"app.py", "web/common/dated.py", "web/common/mount.py"}
SYMPY_LIVES_IN = {"surfaces/formula/symbolic.py"}
PLOTLY_FROM = "figures"
ONLY_IN = {"figures/isolines.py": "contourpy", "figures/thumbnail.py": "PIL"}


@cache
def modules() -> list[Path]:
    """Return every module of the product."""
    return sorted(
        p for room in ROOMS for p in [*ROOT.glob(f"{room}/**/*.py"), *ROOT.glob(f"{room}.py")]
    )


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add((node.module or "").split(".")[0])
    return names


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_a_room_imports_only_rooms_before_it():
    for path in modules():
        room = room_of(path)
        allowed = {*ROOMS[: ROOMS.index(room) + 1]} - {b for a, b in STRANGERS if a == room}
        assert imported(path) & {*ROOMS} <= allowed, path


def test_no_module_imports_itself_by_a_detour():
    name = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
        for p in modules()
    }
    graph = {module: asked(path) & {*name} - {module} for module, path in name.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which shows the circle


def asked(path: Path) -> set[str]:
    """Return the modules that are imported when a module is; what functions import comes later."""
    names: set[str] = set()
    waiting: list[ast.AST] = [parsed(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            there = {
                one for one in inside if ROOT.joinpath(*one.split(".")).with_suffix(".py").is_file()
            }
            names |= there or {node.module or ""}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ):
            waiting += ast.iter_child_nodes(node)
    return names


def test_no_two_classes_share_a_name():
    where = defaultdict(list)
    for path in modules():
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef):
                where[node.name].append(path.relative_to(ROOT).as_posix())
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


TRANSLATOR = "a translator has an entry for each thing that another library has too"
ASKED_FOR_BY_CLASS = {
    "exports/layers.py": (TRANSLATOR, {*optimizers.WRAPPERS}),
    "exports/schedule_factors.py": (TRANSLATOR, {*optimizers.schedules.SCHEDULES}),
    "studies/batched/retirement.py": ("how long a minimum holds it is a proof", {"Adam"}),
}
"""Where a concrete class is asked for, outside of its own room: why, and which."""


def asked_classes(path: Path) -> set[str]:
    """Return the classes that a module tells apart: by isinstance, type, a pattern, or a table."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    listed: dict[str, set[str]] = defaultdict(set)  # what a name of the module may stand for
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("isinstance" | "issubclass"), args=[_, kinds]):
                found |= _names(kinds)
            case ast.Compare(left=left, comparators=others):
                found |= _names(left, *others)
            case ast.MatchClass(cls=cls):
                found |= _names(cls)
            case ast.Dict(keys=keys):
                found |= _names(*(key for key in keys if key is not None))
            case ast.Assign(targets=[target], value=ast.Tuple() | ast.List() | ast.Set() as value):
                listed[ast.unparse(target)] |= _names(value)
            case ast.For(target=target, iter=ast.Tuple() | ast.List() as value):
                for name in _names(target):
                    listed[name] |= _names(value)
            case _:
                pass
    return found.union(*(listed[name] for name in found if name in listed))


def _names(*nodes: ast.AST) -> set[str]:
    """Return the names in some expressions, but those of Python's own syntax trees."""
    every = [name for node in nodes for name in ast.walk(node)]
    dotted = {n.attr for n in every if isinstance(n, ast.Attribute) and _of(n) != "ast"}
    return dotted | {name.id for name in every if isinstance(name, ast.Name)}


def _of(attribute: ast.Attribute) -> str:
    return attribute.value.id if isinstance(attribute.value, ast.Name) else ""


def test_what_is_asked_of_a_rule_stands_on_its_class():
    """A new rule, wrapper or schedule needs no line anywhere else; a typed one has a text."""
    rules = {*optimizers.OPTIMIZERS, *optimizers.WRAPPERS, *optimizers.schedules.SCHEDULES}
    concrete = {*rules, *optimizers.LINE_SEARCHES, *surfaces.SURFACES, *surfaces.WRAPPERS}
    concrete -= {"Rule", "Formula"}
    found = {}
    for path in modules():
        if room_of(path) not in ("optimizers", "surfaces"):
            relative = path.relative_to(ROOT).as_posix()
            _, allowed = ASKED_FOR_BY_CLASS.get(relative, ("", set()))
            found[relative] = asked_classes(path) & concrete - allowed
    assert {where: names for where, names in found.items() if names} == {}
    for where, (_, allowed) in ASKED_FOR_BY_CLASS.items():
        assert asked_classes(ROOT / where) & allowed, f"{where} asks for none of them any more"


def test_each_room_leans_on_its_own_packages_only():
    for path in modules():
        others = imported(path) - {*ROOMS} - sys.stdlib_module_names - {"__future__"}
        assert others <= packages_of(path), path


def packages_of(path: Path) -> set[str]:
    """Return the packages that a module may import."""
    room, relative = room_of(path), path.relative_to(ROOT).as_posix()
    allowed = {"numpy", ONLY_IN.get(relative, "numpy")}
    if ROOMS.index(room) >= ROOMS.index(PLOTLY_FROM):
        allowed |= {"plotly"}
    if room == "web":
        allowed |= {"starlette"}  # comes with streamlit, which serves through it
    if relative in SYMPY_LIVES_IN:  # imported by nobody until somebody looks at derivatives
        allowed |= {"sympy"}
    mounts = re.fullmatch(r"web/\w+/component\.py", relative)
    if room == "views" or mounts or relative in STREAMLIT_LIVES_IN:
        allowed |= {"streamlit"}
    return allowed


def test_every_module_says_what_it_is_and_stays_small():
    for path in modules():
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(parsed(path)), f"{path} has no docstring"
        assert len(text.splitlines()) <= 250, f"{path} is more than one idea"


def test_every_file_of_the_browser_says_what_it_is_and_stays_small():
    paths = [p for p in ROOT.glob("web/**/*") if p.suffix in (".js", ".css")]
    assert len(paths) > 80
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.parent.name not in ("vendor", "pages"):
            assert lines[0].startswith(("// ", "/* ")), f"{path} does not say what it is"
            assert len(lines) <= 250, f"{path} is more than one idea"


@pytest.mark.parametrize(
    "package", [optimizers, optimizers.schedules, surfaces, experiments, diagnosis, figures]
)
def test_public_names_are_documented(package):
    public = getattr(package, "__all__", [n for n in vars(package) if not n.startswith("_")])
    for name in public:
        thing = getattr(package, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), f"{package.__name__}.{name}"


@pytest.mark.parametrize(
    "registry",
    [
        optimizers.OPTIMIZERS,
        optimizers.WRAPPERS,
        surfaces.SURFACES,
        surfaces.WRAPPERS,
    ],
)
def test_registries_map_class_names_to_classes_with_formula_and_source(registry):
    for name, kind in registry.items():
        assert kind.__name__ == name
        assert kind.title
        assert re.search(r"\((1[89]|20)\d\d\)|https?://", inspect.getdoc(kind)), (
            f"{name} names no source"
        )
        assert ".. math::" in inspect.getdoc(kind), f"{name} shows no formula"


def test_the_app_says_how_many_threads_before_numpy_is_imported():
    lines = "import sys; import views, os; assert 'numpy' not in sys.modules; import app"
    check = f"{lines}; assert os.environ['OPENBLAS_NUM_THREADS'] == '1'"
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    assert source.index("import views") < source.index("from web")
    alone = {name: text for name, text in os.environ.items() if "NUM_THREADS" not in name}
    command = [sys.executable, "-W", "ignore", "-c", check]
    subprocess.run(command, cwd=ROOT, check=True, env=alone)


def test_the_app_reads_the_course_only_for_who_wants_to_learn():
    check = "import app; from lessons.course import course; assert not course.cache_info().currsize"
    subprocess.run([sys.executable, "-W", "ignore", "-c", check], cwd=ROOT, check=True)


def test_what_is_installed_is_every_room():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = told["tool"]["setuptools"]["packages"]["find"]["include"]
    assert patterns == [f"{room}*" for room in ROOMS if (ROOT / room).is_dir()]
    assert told["project"]["dynamic"] == ["dependencies"]

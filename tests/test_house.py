"""The house: who may import whom, and that every public thing explains itself."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import diagnosis
import experiments
import figures
import optimizers
import optimizers.schedules
import surfaces

ROOT = Path(__file__).parent.parent
ROOMS = ["core", "optimizers", "surfaces", "experiments", "diagnosis"]
ROOMS += ["figures", "lessons", "web", "views", "app"]
STRANGERS = {("surfaces", "optimizers"), ("lessons", "figures")}
STREAMLIT_LIVES_IN = {"app.py", "web/common/dated.py", "web/common/mount.py"}
SYMPY_LIVES_IN = {"surfaces/symbolic.py", "surfaces/derivatives.py"}
PLOTLY_FROM = "figures"


def modules() -> list[Path]:
    """Return every module of the product."""
    return sorted(
        p for room in ROOMS for p in [*ROOT.glob(f"{room}/**/*.py"), *ROOT.glob(f"{room}.py")]
    )


def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add((node.module or "").split(".")[0])
    return names


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_rooms_before_it(path):
    room = room_of(path)
    allowed = {*ROOMS[: ROOMS.index(room) + 1]} - {b for a, b in STRANGERS if a == room}
    assert imported(path) & {*ROOMS} <= allowed


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_each_room_leans_on_its_own_packages_only(path):
    room, relative = room_of(path), path.relative_to(ROOT).as_posix()
    others = imported(path) - {*ROOMS} - sys.stdlib_module_names - {"__future__"}
    allowed = {"numpy"}
    if ROOMS.index(room) >= ROOMS.index(PLOTLY_FROM):
        allowed |= {"plotly"}
    if room == "web":
        allowed |= {"starlette"}  # comes with streamlit, which serves through it
    if relative in SYMPY_LIVES_IN:  # imported by nobody until somebody types a formula
        allowed |= {"sympy"}
    mounts = re.fullmatch(r"web/\w+/component\.py", relative)
    if room == "views" or mounts or relative in STREAMLIT_LIVES_IN:
        allowed |= {"streamlit"}
    assert others <= allowed


def test_every_module_says_what_it_is_and_stays_small():
    for path in modules():
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
        assert len(text.splitlines()) <= 330, f"{path} is more than one idea"


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
    subprocess.run([sys.executable, "-W", "ignore", "-c", check], cwd=ROOT, check=True)


def test_the_app_reads_the_course_only_for_who_wants_to_learn():
    check = "import app; from lessons.course import course; assert not course.cache_info().currsize"
    subprocess.run([sys.executable, "-W", "ignore", "-c", check], cwd=ROOT, check=True)


def test_what_is_installed_is_every_room():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = told["tool"]["setuptools"]["packages"]["find"]["include"]
    assert patterns == [f"{room}*" for room in ROOMS if (ROOT / room).is_dir()]
    assert told["project"]["dynamic"] == ["dependencies"]

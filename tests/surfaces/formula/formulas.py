"""Texts for a formula: what somebody might type, and what nobody should."""

from __future__ import annotations

from collections.abc import Callable

KNOWN = {
    "Rosenbrock": "(1 - x)**2 + 100*(y - x**2)**2",
    "Beale": "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    "Himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "Rastrigin": "20 + x**2 + y**2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)",
    "GoldsteinPrice": (
        "(1+(x+y+1)**2*(19-14*x+3*x**2-14*y+6*x*y+3*y**2))"
        "*(30+(2*x-3*y)**2*(18-32*x+12*x**2+48*y-36*x*y+27*y**2))"
    ),
    "McCormick": "sin(x+y) + (x-y)**2 - 1.5*x + 2.5*y + 1",
    "Easom": "-cos(x)*cos(y)*exp(-((x-pi)**2 + (y-pi)**2))",
    "SixHumpCamel": "(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (-4 + 4*y**2)*y**2",
}
"""The catalogue's surfaces at their default knobs, as somebody would type them."""

TYPED = [
    *KNOWN.values(),
    "x**2 + 3*sin(y)",
    "-20*exp(-0.2*sqrt(0.5*(x**2+y**2)))-exp(0.5*(cos(2*pi*x)+cos(2*pi*y)))+e+20",
    "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100-sqrt(x**2+y**2)/pi)))+1)**0.1",
    "-(y+47)*sin(sqrt(abs(x/2+(y+47))))-x*sin(sqrt(abs(x-(y+47))))",
    "0.5+(cos(sin(abs(x**2-y**2)))**2-0.5)/(1+0.001*(x**2+y**2))**2",
    "-sin(x)*sin(x**2/pi)**20-sin(y)*sin(2*y**2/pi)**20",
    "-(1+cos(12*sqrt(x**2+y**2)))/(0.5*(x**2+y**2)+2)",
    "3*(1-x)**2*exp(-x**2-(y+1)**2)-10*(x/5-x**3-y**5)*exp(-x**2-y**2)-exp(-(x+1)**2-y**2)/3",
    "exp(sin(50*x))+sin(60*e**y)+sin(70*sin(x))+sin(sin(80*y))-sin(10*(x+y))+(x**2+y**2)/4",
    "log(exp(x+3*y-0.1)+exp(x-3*y-0.1)+exp(-x-0.1))",
    "(tanh(x*0.5+y)-0.3)**2+(tanh(x*1.5-y)-0.8)**2+(1/(1+exp(-x*y))-0.5)**2",
    "+".join(f"-1/((x-{k})**2+(y-{3 * k % 7})**2+0.{k})" for k in range(1, 9)),
    "max(abs(x), abs(y)) + min(x, y, 1)**2 + sign(x)*x",
    "x**y + y**x + 2**(x*y) + abs(x)**1.7",
    "sqrt(1 - x**2 - y**2)",
    "log(x) + asin(y/5) + acos(y/5) + atan(x*y) + sinh(x/9) + cosh(y/9) + tan(x/9)",
    "softplus(x) + sigmoid(y)*log10(x**2 + 1) - log2(y**2 + 2) + asinh(x) + log1p(y*y)",
    "atan2(y, x + 2) + acosh(x**2 + 2) + atanh(y/20) + expm1(x/5) + relu(x - y)*y",
    "where(x > 0 and y < 1, sin(x), x**2) + clip(x, -1, 2)*y + floor(x) + hypot(x, y)",
    "x**2 if x > y else -x*y",
]


def nested(step: str, start: str = "x*y") -> Callable[[int], str]:
    """Return what builds a formula by putting it into a step again and again."""

    def built(levels: int) -> str:
        text = start
        for _ in range(levels):
            text = step.replace("_", text)
        return text

    return built


def repeated(piece: str, joint: str) -> Callable[[int], str]:
    """Return what joins so many numbered pieces."""
    return lambda count: joint.join(piece.replace("_", str(k + 1)) for k in range(count))


GROWING: dict[str, Callable[[int], str]] = {
    "product": repeated("(x+_*y)", "*"),
    "product of sines": repeated("sin(_*x+y)", "*"),
    "product of roots": repeated("sqrt(x+_.5*y)", "*"),
    "product of powers": repeated("(x+_*y)**y", "*"),
    "quotient": repeated("(x+_*y)", "/"),
    "sum": repeated("sin(_*x+y)**2", "+"),
    "network": repeated("_*tanh(_*x-_*y+_)", "+"),
    "comparisons": repeated("(x>_*y)*sin(_*x)", "+"),
    "distances": repeated("sqrt((x-_)**2+(y+_)**2)", "+"),
    "high powers": repeated("(x-_*y)**99", "*"),
    "clipping": nested("clip(_,x-1,y+1)"),
    "conditions": nested("where(_>0,x*y,sin(_))"),
    "sum of products": repeated("x**_*exp(-_*x*y)", "+"),
    "sines": nested("sin(_)"),
    "tangents": nested("tan(_)"),
    "arcs": nested("asin(_)"),
    "logarithms": nested("log(_+1)"),
    "roots": nested("sqrt(_+y)"),
    "exponentials": nested("exp(-_)"),
    "kinks": nested("abs(_-1)"),
    "choices": nested("max(_,x*y)", "x-y"),
    "continued fraction": nested("(x*y+1)/(_+x)"),
    "powers": nested("(_)**3.7+y"),
    "tower": nested("x**(_)", "y"),
    "leaning tower": nested("(_)**(x+y)"),
    "doubling": nested("sin(_)*cos(_)", "x+y"),
}
"""Ways to make a formula ever harder to differentiate."""

HOSTILE = [
    "9**9**9**9", "x**9**9", "(9*x)**(99*99)", "2**(10**10)", "2**-(10**10)", "1e999*x",
    "9" * 400, "9" * 999, "9 " + "9" * 900, "1" + "0" * 998, "x" * 1_000_001, "x" * 5_000_000,
    "(" * 400 + "x" + ")" * 400, "(" * 199 + "x" + ")" * 199 + "(", "-" * 990 + "x",
    "+-" * 490 + "x", "sin(" * 190 + "x" + ")" * 190, "x**" * 300 + "x",
    "(x+" * 190 + "x" + ")" * 190, "max(" * 150 + "x,y" + ",x)" * 150, "x*" * 490 + "x",
    "x/" * 490 + "x", "(x+1)*" * 140 + "x", "x**x" * 200, "x.__class__", "x.real",
    "().__class__.__bases__", "__import__('os').system('id')", "eval('1')", "exec('1')",
    "open('x')", "print(x)", "sin.__call__(x)", "x.diff(y)", "Symbol('z')", "'x'", '"x"',
    "f'{x}'", "b'x'", "x[2]", "[x]", "[x for x in y]", "{x}", "{x:y}", "lambda: x", "lambda x: x",
    "(x:=1)", "x if y else 1", "x and y", "not x", "~x", "x|y", "x&y", "x<<y",
    "x@y", "x%y", "x//y", "x!", "x;y", "x\\y", "x#y", "x$y", "x?y", "x`y", "await x", "yield",
    "yield x", "import os", "x=1", "def f(): x", "None", "True", "...", "1j", "2j*x", "0x1f",
    "0b1", "1_000", "1.2.3", "1..2", ".", "007", "e5", "1e+", "x y", "1/2x", "e^2x",
    "|x|y|x|", "sin", "sin()", "sin(x,y)", "sin(*x)", "max(x)", "max()",
    "max(x, key=y)", "max(**x)", "sin(x=1)", "foo(x)", "z", "x,y", "(x,y)", "0,5*x",
    "()", "", " ", "\t\r\n", "\0", "x\0", "\x0c", "x\x0cy", "x\x1b[31m", "x+", "*x", "x**",
    "x***2", "x+*y", "(x", "x)", ")x(", "х**2", "x٣", "\ud800",
    "x\u202ey", "1/0", "x/0", "0**-1", "log(0)",
    "log(-1)*x", "sqrt(-1)", "asin(2)", "(-8)**(1/3)", "(-2)**x", "0**x", "(1-1)**y", "exp(1000)",
    "cosh(e**9)", "1e200*1e200", "1/(x-x)", "log(x-x)", "(x-x)**-0.5", "1e200*x*1e200",
    "(1e9*x)**99/1e-9", "sqrt(-1-x**2)", "log(-x**2-y**2)", "asin(2+x**2)",
    "exp(exp(exp(exp(exp(exp(x*y))))))", "x+1e308*10", "(x*1e-300)**-50",
]  # fmt: skip

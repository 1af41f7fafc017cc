"""A race as a program for PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.experiment import Experiment
from exports.layers import GradientChange, Layers, taken_apart
from exports.losses import WORDS, LossCode
from exports.program import Code, Dialect, program
from exports.words import NotOffered
from optimizers import Optimizer

RULES = {
    "GradientDescent": "SGD(p, lr={lr})",
    "Momentum": "SGD(p, lr={lr}, momentum={beta})",
    "HeavyBall": "SGD(p, lr={lr}, momentum={beta})",
    "Nesterov": "SGD(p, lr={lr}, momentum={beta}, nesterov=True)",
    "NesterovShifted": "SGD(p, lr={lr}, momentum={beta}, nesterov=True)",
    "Rprop": (
        "Rprop(p, lr={lr}, etas=({eta_minus}, {eta_plus}), step_sizes=({step_min}, {step_max}))"
    ),
    "AdaGrad": "Adagrad(p, lr={lr}, eps={eps})",
    "RMSprop": "RMSprop(p, lr={lr}, alpha={decay}, eps={eps})",
    "AdaDelta": "Adadelta(p, lr={lr}, rho={decay}, eps={eps})",
    "Adam": "Adam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
    "AdaMax": "Adamax(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
    "AdamW": "AdamW(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, weight_decay={weight_decay})",
    "AMSGrad": "Adam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, amsgrad=True)",
    "NAdam": (
        "NAdam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, momentum_decay={momentum_decay})"
    ),
    "RAdam": "RAdam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
}
"""The rules of ``torch.optim`` that are the same as ours, with all their knobs."""

DIFFER = {
    "RMSpropEpsInside": "PyTorch's RMSprop has its eps outside the root: race RMSprop.",
    "AMSGradCorrectedFirst": "PyTorch's amsgrad corrects after the maximum: race AMSGrad.",
    "AMSGradUncorrected": "PyTorch's amsgrad corrects for the start from zero: race AMSGrad.",
    "NAdamConstantMomentum": "PyTorch's NAdam warms its momentum up: race NAdam.",
    "SignDescent": "PyTorch has no sign descent.",
    "LBFGS": "PyTorch's LBFGS searches along its steps in another way.",
}
"""Why a rule of the same name there is not offered."""

PENALIZED = ("Adagrad(", "SGD(", "RMSprop(", "Adadelta(", "Adam(", "Adamax(", "NAdam(", "RAdam(")
"""Those whose ``weight_decay`` is a penalty in the loss."""
DECAYED = {
    "GradientDescent": "{}, weight_decay={})",  # where a penalty and a decay are the same
    "NAdam": "{}, weight_decay={}, decoupled_weight_decay=True)",
    "RAdam": "{}, weight_decay={}, decoupled_weight_decay=True)",
}
"""How a decay beside the step is asked for; Adam has AdamW."""

SCHEDULER = """
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule or (lambda t: 1.0))"""
SHOWN = """
        if shown:
            path[-1] = shown(path[-1], optimizer.state[theta])"""
TAME = """
        if tame:
            theta.grad = tame(theta.grad, theta.detach())"""
TURN = """
        scheduler.step()"""
SLOW = """
    slow = path[0]"""
LOOKAHEAD = """
        if lookahead and (t + 1) % lookahead[0] == 0:
            slow = slow + lookahead[1] * (theta.detach() - slow)
            theta.data.copy_(slow)"""
CLIPPED = '''
def clipped(g, length):
    """Cut a gradient to a length; clip_grad_norm_ leaves it some 1e-6 shorter."""
    return g * (length / g.norm().clamp(min=length))
'''
TWO = '''
def {name}(a, b):
    """Return the {name} of two, of which one may be a number."""
    return torch.{name}(torch.as_tensor(a), torch.as_tensor(b))
'''
CHOOSE = '''
def choose(condition, yes, no):
    """Return one of two functions' value; the other is not worked out, nor its slope."""
    return yes() if condition > 0 else no()
'''
STEEP = '''
def steep(outer, slope, inside, x, y):
    """Return outer(inside(x, y)). Its slope may be infinite; 0 times that is 0, as at a tip."""
    u = inside(x, y)
    value = outer(u.detach())
    if not u.requires_grad:
        return value
    options = {"retain_graph": True, "allow_unused": True, "materialize_grads": True}
    for one, part in zip((x, y), torch.autograd.grad(u.sum(), (x, y), **options), strict=True):
        rate = part * slope(u.detach())
        by_nothing = one - one.detach()
        by_nothing.register_hook(
            lambda g, part=part, rate=rate: torch.where((g == 0) | (part == 0), 0.0, g * rate)
        )
        value = value + by_nothing
    return value
'''
HEADING = """import torch

torch.set_default_dtype(torch.float64)"""
ENDING = """for name, path in paths.items():
    x, y = path[-1].tolist()
    print(f"{name}: loss {loss(path[-1]).item():.6g} at ({x:.6g}, {y:.6g})")"""


def pytorch(experiment: Experiment) -> Code:
    """Write a race as a program for PyTorch, whose paths agree with ours to rounding."""
    return program(experiment, DIALECT)


def entrant(optimizer: Optimizer) -> list[str]:
    """Return the arguments of ``run`` for an entrant.

    Raises ``NotOffered`` for what PyTorch does not have, or has otherwise.
    """
    layers = taken_apart(optimizer)
    gradients, made = list(layers.gradients), _made(layers)
    last = gradients[-1].l2 if gradients else None
    if last is not None and made.startswith(PENALIZED) and "_decay=" not in made:
        gradients.pop()
        made = f"{made[:-1]}, weight_decay={last!r})"
    arguments = [f"lambda p: torch.optim.{made}"]
    if gradients:
        arguments.append(f"tame=lambda g, theta: {_tamed(gradients)}")
    if layers.factor:
        arguments.append(f"schedule=lambda t: {layers.factor}")
    if layers.lookahead:
        arguments.append(f"lookahead=({layers.lookahead.k}, {layers.lookahead.alpha!r})")
    if layers.name == "Nesterov" and layers.rule.beta:  # PyTorch stands where this rule looks
        ahead = f'{layers.rule.beta!r} * {layers.rule.lr!r} * state["momentum_buffer"]'
        arguments.append(f"shown=lambda theta, state: theta + {ahead}")
    return arguments


def _made(layers: Layers) -> str:
    """Write the constructor of a rule."""
    rule, name = layers.rule, layers.name
    if name not in RULES:
        raise NotOffered(DIFFER.get(name, "PyTorch has no such rule."))
    if name in ("Nesterov", "NesterovShifted") and rule.beta == 0:
        name = "GradientDescent"  # PyTorch refuses the look ahead without a momentum
    if name == "Rprop" and not 0 < rule.eta_minus < 1 < rule.eta_plus:
        raise NotOffered("PyTorch's Rprop wants eta- between 0 and 1, and eta+ above 1.")
    settings = layers.settings()
    if not layers.decay:
        return RULES[name].format(**settings)
    if name in ("Adam", "AdamW", "AMSGrad"):
        decay = layers.decay + getattr(rule, "weight_decay", 0.0)
        made = RULES["AdamW"].format(**{**settings, "weight_decay": repr(decay)})
        return f"{made[:-1]}, amsgrad=True)" if name == "AMSGrad" else made
    if name not in DECAYED:
        raise NotOffered("PyTorch has it without weight decay beside the step only.")
    return DECAYED[name].format(RULES[name].format(**settings)[:-1], repr(layers.decay))


def _tamed(gradients: Sequence[GradientChange]) -> str:
    """Write what becomes of a gradient ``g`` at ``theta``."""
    written = "g"
    for change in gradients:
        if change.l2 is not None:
            written = f"({written} + {change.l2!r} * theta)"
        elif change.norm is not None:
            written = f"clipped({written}, {change.norm!r})"
        else:
            written = f"{written}.clamp(-{change.limit!r}, {change.limit!r})"
    return written


def _run(loss_code: LossCode, options: Sequence[str]) -> str:
    """Write the loop."""
    batch = "theta, BATCHES[t]" if loss_code.batches else "theta"
    loss = f"loss({batch})"
    loss = f"({loss} + TILTS[t] @ theta)" if loss_code.sigma else loss
    back = LOOKAHEAD if "lookahead" in options else ""
    return f'''
def run(make{"".join(f", {option}=None" for option in options)}):
    """Return every point of a run, a step a row, the start first."""
    theta = torch.tensor(START, requires_grad=True)
    optimizer = make([theta]){SCHEDULER if "schedule" in options else ""}
    path = [theta.detach().clone()]{SLOW if "lookahead" in options else ""}
    for t in range(STEPS):
        optimizer.zero_grad()
        {loss}.backward(){TAME if "tame" in options else ""}
        optimizer.step(){TURN if "schedule" in options else ""}{back}
        path.append(theta.detach().clone()){SHOWN if "shown" in options else ""}
        if not theta.isfinite().all():
            break
    return torch.stack(path)
'''


DIALECT = Dialect(
    name="PyTorch",
    heading=HEADING,
    words={
        **dict.fromkeys([*WORDS, "sigmoid", "relu"], "torch"),
        "logsigmoid": "torch.nn.functional",
    },
    shared={"array": "torch.tensor", "where": "torch.where"},
    entrant=entrant,
    run=_run,
    ending=ENDING,
    helpers={
        "clipped": CLIPPED,
        "choose": CHOOSE,
        "steep": STEEP,
        "maximum": TWO.format(name="maximum"),
        "minimum": TWO.format(name="minimum"),
    },
)

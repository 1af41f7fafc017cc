"""A race as a program for Optax, on JAX."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.experiment import Experiment
from exports.layers import GradientChange, Layers, taken_apart
from exports.losses import WORDS, LossCode
from exports.program import Code, Dialect, program
from exports.words import NotOffered, call
from optimizers import Optimizer

RULES = {
    "GradientDescent": "sgd({lr})",
    "Momentum": "sgd({lr}, momentum={beta})",
    "HeavyBall": "sgd({lr}, momentum={beta})",
    "Nesterov": "sgd({lr}, momentum={beta}, nesterov=True)",
    "NesterovShifted": "sgd({lr}, momentum={beta}, nesterov=True)",
    "SignDescent": "sign_sgd({lr})",
    "RMSprop": "rmsprop({lr}, decay={decay}, eps={eps}, eps_in_sqrt=False)",
    "RMSpropEpsInside": "rmsprop({lr}, decay={decay}, eps={eps})",
    "AdaDelta": "adadelta({lr}, rho={decay}, eps={eps})",
    "Adam": "adam({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "AdaMax": "adamax({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "AdamW": "adamw({lr}, b1={beta1}, b2={beta2}, eps={eps}, weight_decay={weight_decay})",
    "AMSGradCorrectedFirst": "amsgrad({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "AMSGradUncorrected": (
        "amsgrad({lr}, b1={beta1}, b2={beta2}, eps={eps}, bias_correction_mu=False,"
        " bias_correction_nu=False)"
    ),
    "NAdamConstantMomentum": "nadam({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "AdaBelief": "adabelief({lr}, b1={beta1}, b2={beta2}, eps={eps}, eps_root={eps})",
    "Adan": "adan({lr}, b1={beta1}, b2={beta2}, b3={beta3}, eps={eps}, eps_root=0.0)",
    "Lion": "lion({lr}, b1={beta1}, b2={beta2}, weight_decay={weight_decay})",
    "Prodigy": "contrib.prodigy({lr}, betas=({beta1}, {beta2}), eps={eps}, estim_lr0={d0})",
    "ScheduleFree": ("contrib.schedule_free(optax.sgd({lr}), learning_rate={lr}, b1={beta})"),
}
"""The rules of Optax that are the same as ours, with all their knobs."""

DIFFER = {
    "AdaGrad": "Optax's adagrad has its eps inside the root: PyTorch has this one.",
    "AMSGrad": "Optax's amsgrad corrects before the maximum: race that one, or see PyTorch.",
    "NAdam": "Optax's nadam has a constant momentum: race that one, or see PyTorch.",
    "RAdam": "Optax's radam has its eps beside the corrected root: PyTorch has this one.",
    "Rprop": "Optax's rprop moves one step late: PyTorch has this one.",
    "Yogi": "Optax's yogi starts its mean of gradients at v0, not at 0.",
    "Sophia": "Optax's sophia corrects its momentum and estimates the curvature.",
    "PolyakStep": "Optax's polyak_sgd takes short slopes for zero, and wants to be given the loss.",
    "LBFGS": "Optax's lbfgs searches along its steps in another way.",
}
"""Why a rule of the same name there is not offered."""

WITHOUT_A_RATE = ("Prodigy", "ScheduleFree")
RATES = '''
def rates(lr, factor):
    """Return a schedule of Optax's, worked out beforehand in 64 bits; its step count has 32."""
    table = jnp.array([lr * factor(t) for t in range(STEPS)])
    return lambda count: table[count]
'''
ABS = '''
def abs(u):
    """Return the absolute value, with a slope of 0 at 0, where JAX's own has 1."""
    return u * jnp.sign(u)
'''
ATAN2 = '''
def atan2(u, v):
    """Return the angle of a point, with a slope of 0 at the origin, where it has none."""
    at_origin = (u == 0) & (v == 0)
    return jnp.where(at_origin, 0.0 * u, jnp.arctan2(u, jnp.where(at_origin, 1.0, v)))
'''
CHOOSE = '''
def choose(condition, yes, no):
    """Return one of two functions' value; the other is not worked out, nor its slope."""
    return jax.lax.cond(condition > 0, yes, no)
'''
STEEP = '''
def steep(outer, slope, inside, x, y):
    """Return outer(inside(x, y)). Its slope may be infinite; 0 times that is 0, as at a tip."""
    value = jax.custom_vjp(lambda x, y: outer(inside(x, y)))

    def back(at, g):
        rate = slope(inside(*at))
        parts = jax.grad(inside, (0, 1))(*at)
        return tuple(jnp.where((g == 0) | (part == 0), 0.0, g * part * rate) for part in parts)

    value.defvjp(lambda x, y: (outer(inside(x, y)), (x, y)), back)
    return value(x, y)
'''
HEADING = """import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)"""
ENDING = """for name, path in paths.items():
    x, y = path[-1]
    print(f"{name}: loss {loss(jnp.array(path[-1])):.6g} at ({x:.6g}, {y:.6g})")"""
SLOW = """
    slow = path[0]"""
LOOKAHEAD = """
        if lookahead and (t + 1) % lookahead[0] == 0:
            theta = slow = slow + lookahead[1] * (theta - slow)"""


def optax(experiment: Experiment) -> Code:
    """Write a race as a program for Optax, whose paths agree with ours to rounding."""
    return program(experiment, DIALECT)


def entrant(optimizer: Optimizer) -> list[str]:
    """Return the arguments of ``run`` for an entrant.

    Raises ``NotOffered`` for what Optax does not have, or has otherwise.
    """
    layers = taken_apart(optimizer)
    chain = [_tamed(change) for change in layers.gradients]
    before = len(chain)
    chain += _made(layers)
    made = call("optax.chain", chain, "        ", most=3) if len(chain) > 1 else chain[0]
    arguments = [made]
    if layers.lookahead:
        arguments.append(f"lookahead=({layers.lookahead.k}, {layers.lookahead.alpha!r})")
    if layers.name == "Nesterov" and layers.rule.beta:  # Optax stands where this rule looks
        ahead = f"{layers.rule.beta!r} * {layers.rule.lr!r}"
        trace = 'optax.tree_utils.tree_get(state, "trace")'
        arguments.append(f"shown=lambda theta, state: theta + {ahead} * {trace}")
    if layers.name == "ScheduleFree":
        state = f"state[{before}]" if before else "state"
        average = f"optax.contrib.schedule_free_eval_params({state}, theta)"
        arguments.append(f"shown=lambda theta, state: {average}")
    return arguments


def _made(layers: Layers) -> list[str]:
    """Write the transformation of a rule, and what follows it."""
    rule, name, decay = layers.rule, layers.name, layers.decay
    if name not in RULES:
        raise NotOffered(DIFFER.get(name, "Optax has no such rule."))
    if name == "Adan" and (rule.beta2 != 0.5 or rule.weight_decay):
        raise NotOffered("Optax's adan is the same for beta2 = 0.5 without weight decay only.")
    if name == "ScheduleFree" and (layers.factor or rule.beta == 0):
        raise NotOffered("Optax's schedule_free is offered at a constant rate, and for beta > 0.")
    after: list[str] = []
    settings = layers.settings()
    if decay and name in ("Adam", "AdamW", "Lion"):
        settings["weight_decay"] = repr(decay + getattr(rule, "weight_decay", 0.0))
        name = "AdamW" if name == "Adam" else name
    elif decay and (layers.factor or name in WITHOUT_A_RATE):
        raise NotOffered("Weight decay beside the step is offered at a constant rate only.")
    elif decay:
        after.append(f"optax.add_decayed_weights(-{rule.lr!r} * {decay!r})")
    factor = layers.factor
    if name == "Prodigy":  # Optax multiplies the rate by Adam's correction: take it out again
        beta1, beta2 = rule.beta1, rule.beta2
        correction = f"(1 - {beta1!r} ** (t + 1)) / math.sqrt(1 - {beta2!r} ** (t + 1))"
        factor = f"{factor} * {correction}" if factor else correction
    if factor:
        settings["lr"] = f"rates({rule.lr!r}, lambda t: {factor})"
    return [f"optax.{RULES[name].format(**settings)}", *after]


def _tamed(change: GradientChange) -> str:
    """Write what becomes of a gradient before the rule sees it."""
    if change.l2 is not None:
        return f"optax.add_decayed_weights({change.l2!r})"
    if change.norm is not None:
        return f"optax.clip_by_global_norm({change.norm!r})"
    return f"optax.clip({change.limit!r})"


def _run(loss_code: LossCode, options: Sequence[str]) -> str:
    """Write the loop."""
    names = [*(["batch"] if loss_code.batches else []), *(["tilt"] if loss_code.sigma else [])]
    sample = "".join(f", {name}" for name in names)
    met = "".join({"batch": ", BATCHES[t]", "tilt": ", TILTS[t]"}[name] for name in names)
    batch = ", batch" if loss_code.batches else ""
    tilt = " + tilt @ theta" if loss_code.sigma else ""
    seen = f"lambda theta: loss(theta{batch}){tilt}" if names else "loss"
    back = LOOKAHEAD if "lookahead" in options else ""
    point = "shown(theta, state) if shown else theta" if "shown" in options else "theta"
    return f'''
def run(rule{"".join(f", {option}=None" for option in options)}):
    """Return every point of a run, a step a row, the start first."""

    @jax.jit
    def step(theta, state{sample}):
        grad = jax.grad({seen})(theta)
        change, state = rule.update(grad, state, theta)
        return optax.apply_updates(theta, change), state

    theta = jnp.array(START)
    state = rule.init(theta)
    path = [np.asarray(theta)]{SLOW if "lookahead" in options else ""}
    for t in range(STEPS):
        theta, state = step(theta, state{met}){back}
        path.append(np.asarray({point}))
        if not np.isfinite(path[-1]).all():
            break
    return np.array(path)
'''


DIALECT = Dialect(
    name="Optax",
    heading=HEADING,
    words={
        **dict.fromkeys([*({*WORDS} - {"atan2"}), "maximum", "minimum"], "jax.numpy"),
        "sigmoid": "jax.nn",
        "relu": "jax.nn",
        "log_sigmoid as logsigmoid": "jax.nn",
    },
    shared={"array": "jnp.array", "where": "jnp.where"},
    entrant=entrant,
    run=_run,
    ending=ENDING,
    helpers={"rates": RATES, "abs": ABS, "atan2": ATAN2, "choose": CHOOSE, "steep": STEEP},
)

"""Adam's siblings: whole trajectories against Optax and the papers, and when two are one."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import optax
import pytest

from core.arrays import Array
from optimizers import (
    AdaBound,
    AdaDelta,
    AdaGrad,
    Adam,
    AdaMax,
    AMSBound,
    AMSGrad,
    AMSGradCorrectedFirst,
    AMSGradUncorrected,
    Momentum,
    NAdam,
    NAdamConstantMomentum,
    Nesterov,
    NesterovShifted,
    Optimizer,
    RAdam,
    Scheduled,
)
from optimizers.schedules import Constant, CosineAnnealing, Schedule, StepDecay, Warmup
from tests.optimizers.losses import SLOPES, START, Slope, walk
from tests.optimizers.optax_runs import optax_walk

STEPS = 200
every_slope = pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)

BETAS = {"beta1": 0.8, "beta2": 0.98}
THEIR_BETAS = {"b1": 0.8, "b2": 0.98}

PAIRS: list[tuple[Optimizer, optax.GradientTransformation]] = [
    (NesterovShifted(lr=0.004, beta=0.7), optax.sgd(0.004, momentum=0.7, nesterov=True)),
    (AdaDelta(lr=0.1, decay=0.95, eps=1e-3), optax.adadelta(0.1, rho=0.95, eps=1e-3)),
    (AdaMax(), optax.adamax(2e-3)),
    (AdaMax(lr=0.03, **BETAS, eps=0.1), optax.adamax(0.03, **THEIR_BETAS, eps=0.1)),
    (AMSGradCorrectedFirst(), optax.amsgrad(1e-3)),
    (
        AMSGradCorrectedFirst(lr=0.03, **BETAS, eps=1e-2),
        optax.amsgrad(0.03, **THEIR_BETAS, eps=1e-2),
    ),
    (
        AMSGradUncorrected(lr=0.03, **BETAS, eps=1e-2),
        optax.amsgrad(
            0.03, **THEIR_BETAS, eps=1e-2, bias_correction_mu=False, bias_correction_nu=False
        ),
    ),
    (NAdamConstantMomentum(), optax.nadam(2e-3)),
    (
        NAdamConstantMomentum(lr=0.02, **BETAS, eps=1e-2),
        optax.nadam(0.02, **THEIR_BETAS, eps=1e-2),
    ),
    # Optax adds eps after the correction of v, PyTorch and ours before: without it they are one.
    (RAdam(lr=0.02, **BETAS, eps=0.0), optax.radam(0.02, **THEIR_BETAS, eps=0.0)),
]


@every_slope
@pytest.mark.parametrize(("rule", "theirs"), PAIRS, ids=[str(rule) for rule, _ in PAIRS])
def test_trajectory_is_optaxs(rule, theirs, slope):
    path = walk(rule, slope, START, STEPS)
    assert np.ptp(path, axis=0).max() > 0.05
    np.testing.assert_allclose(path, optax_walk(theirs, slope, STEPS), rtol=1e-9, atol=1e-13)


@every_slope
def test_rules_of_one_name_are_not_one_rule(slope):
    for one, *others in (
        (Nesterov(), NesterovShifted()),
        (AMSGrad(lr=0.05), AMSGradCorrectedFirst(lr=0.05), AMSGradUncorrected(lr=0.05)),
        (NAdam(lr=0.05), NAdamConstantMomentum(lr=0.05)),
    ):
        path = walk(one, slope, START, 50)
        for other in others:
            assert np.abs(walk(other, slope, START, 50) - path).max() > 1e-2


def moves(rule: Optimizer, gradients: Array) -> Array:
    """Return the moves of a rule that meets these gradients, both ``(steps, n, 1)``."""
    here = np.zeros((2, 1))
    state, path = rule.init(here), []
    for t, g in enumerate(np.broadcast_to(gradients, (len(gradients), 2, 1)), 1):
        there, state = rule.step(Slope(lambda _, g=g: g), here, state, t)
        path.append(there)
    return np.array(path)


# NesterovShifted


def test_the_shifted_points_are_those_where_nesterov_looks():
    looked_at = []

    def watched(theta: Array) -> Array:
        looked_at.append(theta)
        return SLOPES["valley"](theta)

    walk(Nesterov(lr=0.004, beta=0.8), watched, START, 200)
    shifted = walk(NesterovShifted(lr=0.004, beta=0.8), SLOPES["valley"], START, 199)
    np.testing.assert_allclose(looked_at, shifted, rtol=1e-11, atol=1e-13)


def test_after_a_drop_of_the_rate_shifted_nesterov_slows_down_at_once_and_nesterov_coasts():
    cut = StepDecay(every=25, gamma=0.05)
    coasting, slowed = (
        np.linalg.norm(np.diff(walk(Scheduled(rule, cut), SLOPES["valley"], START, 26), axis=0)[-1])
        for rule in (Nesterov(lr=0.004), NesterovShifted(lr=0.004))
    )
    assert coasting > 5 * slowed


def test_shifted_nesterov_runs_away_at_nesterovs_threshold():
    threshold, curvature = (2 + 2 * 0.9) / (1 + 2 * 0.9), 8.0
    for nearness, outcome in ((0.995, np.less), (1.005, np.greater)):
        rule = NesterovShifted(lr=nearness * threshold / curvature, beta=0.9)
        sizes = np.abs(walk(rule, lambda x: curvature * x, START, 4000)[-200:])
        assert outcome(sizes.max(), 1e-3 if outcome is np.less else 1e3)


# AdaDelta


def hillside(theta: Array) -> Array:
    """The gradient of a slope that is the same everywhere."""
    return np.broadcast_to(np.array([[2.0], [-0.5]]), theta.shape)


def test_adadelta_sets_off_slowly_and_speeds_up_as_the_root_of_t():
    rule = AdaDelta(decay=0.9, eps=1e-6)
    lengths = np.abs(np.diff(walk(rule, hillside, START, 3000), axis=0))[:, :, 0]
    np.testing.assert_allclose(lengths[0], sqrt(1e-6 / (1 - 0.9)), rtol=1e-4)
    np.testing.assert_allclose(lengths[-1], np.sqrt(1e-6 * (1 - 0.9) * 3000), rtol=0.05)
    slowing = np.abs(np.diff(walk(AdaGrad(), hillside, START, 3000), axis=0))
    assert slowing[-1].max() < 0.02 * slowing[0].min()


# AdaMax


def adam_of_power(p: int, slope: Callable[[Array], Array], steps: int) -> Array:
    """Run Adam with means of powers p (in logarithms, lest they overflow), beta2 to the p-th."""
    lr, beta1, log_beta2 = 0.05, 0.8, np.log(0.9)
    theta, m, log_v = START, np.zeros_like(START), np.full_like(START, -np.inf)
    path = [theta]
    for t in range(1, steps + 1):
        g = slope(theta)
        m = beta1 * m + (1 - beta1) * g
        log_fresh = np.log(-np.expm1(p * log_beta2)) + p * np.log(np.abs(g))
        log_v = np.logaddexp(p * log_beta2 + log_v, log_fresh)
        root = np.exp((log_v - np.log(-np.expm1(p * log_beta2 * t))) / p)
        theta = theta - lr * m / (1 - beta1**t) / root
        path.append(theta)
    return np.array(path)


def test_adam_of_power_two_is_adam():
    rule = Adam(lr=0.05, beta1=0.8, beta2=0.9**2, eps=0.0)
    path = walk(rule, SLOPES["bowl"], START, 20)
    np.testing.assert_allclose(adam_of_power(2, SLOPES["bowl"], 20), path, rtol=1e-10)


@every_slope
def test_adamax_is_adam_of_ever_higher_powers(slope):
    path = walk(AdaMax(lr=0.05, beta1=0.8, beta2=0.9, eps=0.0), slope, START, 20)
    far, near, nearer = (np.abs(adam_of_power(p, slope, 20) - path).max() for p in (30, 300, 3000))
    assert far < 0.2
    assert far > 5 * near > 25 * nearer


@pytest.mark.parametrize("seed", range(5))
def test_no_gradients_however_odd_make_adamaxs_steps_longer_than_its_bound(seed):
    rng = np.random.default_rng(seed)
    lengths = 10.0 ** rng.uniform(-9, 9, size=(400, 2, 1)) * rng.choice([-1, 1], size=(400, 2, 1))
    fading = 0.97 ** np.arange(400).reshape(-1, 1, 1)  # the worst case: as fast as the peak does
    for gradients, reached in ((lengths, 0.0), (fading, 0.999)):
        longest = np.abs(moves(AdaMax(1.0, 0.9, 0.97, 0.0), gradients)).max()
        bound = (1 - 0.9) / (1 - 0.9 / 0.97)
        assert reached * bound <= longest <= bound * (1 + 1e-12)


# AMSGrad


def test_amsgrad_is_adam_while_the_mean_square_rises():
    rising = 1.1 ** np.arange(200).reshape(-1, 1, 1) * np.array([[1.0], [-0.01]])
    adam = moves(Adam(lr=0.1), rising)
    np.testing.assert_array_equal(moves(AMSGrad(lr=0.1), rising), adam)
    np.testing.assert_array_equal(moves(AMSGradCorrectedFirst(lr=0.1), rising), adam)


AMSGRADS = [AMSGrad, AMSGradCorrectedFirst, AMSGradUncorrected]


@pytest.mark.parametrize("rule", AMSGRADS)
def test_where_one_steep_slope_outweighs_two_gentle_ones_adam_climbs_and_amsgrad_descends(rule):
    """The example by which Reddi et al. (2018, Theorem 1) break Adam's proof: C = 3."""
    uphill_mean = np.array([3.0, -1.0, -1.0] * 100).reshape(-1, 1, 1)
    knobs = {"lr": 0.01, "beta1": 0.0, "beta2": 1 / (1 + 3**2)}
    assert moves(Adam(**knobs), uphill_mean).sum(axis=0).min() > 0.5
    assert moves(rule(**knobs), uphill_mean).sum(axis=0).max() < -0.3


def divisor(rule: type[Optimizer], gradients: Array) -> Array:
    """Return what the rule divided by: without momentum, the gradient over the step."""
    return -gradients / moves(rule(lr=1.0, beta1=0.0, beta2=0.99, eps=0.0), gradients)


def test_a_cliff_at_the_start_is_kept_in_full_only_where_it_is_corrected_first():
    cliff = np.full((2000, 2, 1), 1e-6)
    cliff[0] = 1.0
    np.testing.assert_allclose(divisor(AMSGradCorrectedFirst, cliff), 1.0, rtol=1e-9)
    np.testing.assert_allclose(divisor(AMSGradUncorrected, cliff), sqrt(1 - 0.99), rtol=1e-9)
    fading = divisor(AMSGrad, cliff)
    np.testing.assert_allclose(fading[0], 1.0, rtol=1e-9)
    np.testing.assert_allclose(fading[-1], sqrt(1 - 0.99), rtol=1e-8)


def test_only_pytorchs_amsgrad_lets_its_divisor_fall():
    gradients = np.random.default_rng(0).normal(size=(400, 2, 1))
    falls = {rule: (np.diff(divisor(rule, gradients), axis=0) < -1e-9).any() for rule in AMSGRADS}
    assert falls == {AMSGrad: True, AMSGradCorrectedFirst: False, AMSGradUncorrected: False}


# NAdam


@every_slope
def test_nadam_whose_momentum_is_warm_at_once_is_the_one_of_constant_momentum(slope):
    path = walk(NAdam(lr=0.02, **BETAS, eps=1e-2, momentum_decay=1e3), slope, START, 150)
    constant = walk(NAdamConstantMomentum(lr=0.02, **BETAS, eps=1e-2), slope, START, 150)
    np.testing.assert_allclose(path, constant, rtol=1e-10, atol=1e-13)


def test_without_momentum_nothing_is_ahead_and_nadam_is_adam():
    adam = walk(Adam(lr=0.01, beta1=0.0), SLOPES["valley"], START, 100)
    for rule in (NAdam(lr=0.01, beta1=0.0), NAdamConstantMomentum(lr=0.01, beta1=0.0)):
        np.testing.assert_allclose(walk(rule, SLOPES["valley"], START, 100), adam, rtol=1e-10)


def test_nadams_momentum_rises_from_one_half_of_beta1_to_all_of_it():
    rule = NAdam(beta1=0.9)
    np.testing.assert_allclose([rule.mu(1), rule.mu(10**6)], [0.45, 0.9], rtol=1e-3)
    assert rule.mu(6000) == pytest.approx(0.9 * (1 - 0.5 / np.e), rel=0.01)


@pytest.mark.parametrize(
    ("rule", "length"),
    [
        (AdaMax(lr=0.03), 0.03),
        (AMSGrad(lr=0.03), 0.03),
        (AMSGradCorrectedFirst(lr=0.03), 0.03),
        (AMSGradUncorrected(lr=0.03), 0.03 * (1 - 0.9) / sqrt(1 - 0.999)),
        (NAdamConstantMomentum(lr=0.03), 0.03 * (1 + 0.9 / (1 + 0.9))),
    ],
    ids=str,
)
def test_the_first_step_is_as_long_in_every_coordinate_wherever_it_starts(rule, length):
    start = np.array([[-1.2, 3.0, 0.2], [0.7, 1.0, -40.0]])
    path = walk(rule, SLOPES["valley"], start, 1)
    np.testing.assert_allclose(np.abs(path[1] - path[0]), length, rtol=1e-6)


@pytest.mark.parametrize(
    "rule",
    [AdaMax, AMSGrad, AMSGradCorrectedFirst, AMSGradUncorrected, NAdam, NAdamConstantMomentum],
)
def test_without_eps_the_losses_scale_is_not_known(rule):
    path = walk(rule(lr=0.02, eps=0.0), SLOPES["bowl"], START, 200)
    larger = walk(rule(lr=0.02, eps=0.0), lambda x: 2.0**20 * SLOPES["bowl"](x), START, 200)
    np.testing.assert_array_equal(larger, path)  # a power of two rounds nothing


# RAdam


class Undone(Schedule):
    """What a running mean leans by towards the zero that it starts from, undone."""

    def __call__(self, t):
        return 1 / (1 - 0.9 ** (t + 1))


@every_slope
def test_radams_first_steps_are_momentum_and_the_sixth_is_not(slope):
    path = walk(RAdam(lr=0.05, eps=0.0), slope, START, 6)
    momentum = walk(Scheduled(Momentum(lr=0.05 * (1 - 0.9)), Undone()), slope, START, 6)
    np.testing.assert_allclose(path[:6], momentum[:6], rtol=1e-12)
    assert np.abs(path[6] - momentum[6]).min() > 1e-3


def test_radam_is_adam_in_the_end_and_smaller_before():
    gradients = np.random.default_rng(3).normal(size=(2000, 2, 1))
    radam, adam = (moves(rule(lr=1.0, beta2=0.99, eps=0.0), gradients) for rule in (RAdam, Adam))
    quotient = (radam / adam)[5:]  # r, the same for every gradient, from the sixth step on
    assert np.ptp(quotient, axis=(1, 2)).max() < 1e-12
    assert quotient[0].max() < 0.2
    assert (np.diff(quotient[:500, 0, 0]) > 0).all()
    np.testing.assert_allclose(quotient[-1], 1.0, rtol=1e-5)


# AdaBound and AMSBound


def bounded(
    slope: Callable[[Array], Array],
    factor: Schedule,
    *,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    final_lr: float,
    gamma: float,
    peaks: bool,
) -> Array:
    """Run the authors' rule, written out number by number, its rate multiplied by a schedule."""
    theta = START[:, 0].tolist()
    m, v, peak = [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]
    path = [START]
    for t in range(1, STEPS + 1):
        rate = lr * float(factor(t - 1))
        final = final_lr * rate / lr
        lower, upper = final * (1 - 1 / (gamma * t + 1)), final * (1 + 1 / (gamma * t))
        g = slope(np.array(theta)[:, None])[:, 0]
        for i in range(2):
            m[i] += (1 - beta1) * (g[i] - m[i])
            v[i] += (1 - beta2) * (g[i] ** 2 - v[i])
            peak[i] = max(peak[i], v[i])
            size = sqrt(peak[i] if peaks else v[i]) + eps
            eta = rate * sqrt(1 - beta2**t) / (1 - beta1**t) / size
            eta = lower if eta < lower else upper if eta > upper else eta
            theta[i] -= eta * m[i]
        path.append(np.array(theta)[:, None])
    return np.array(path)


@every_slope
@pytest.mark.parametrize("cls", [AdaBound, AMSBound])
@pytest.mark.parametrize(
    "factor", [Constant(), StepDecay(every=30), CosineAnnealing(STEPS), Warmup(25)], ids=str
)
@pytest.mark.parametrize(
    "knobs",
    [
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "final_lr": 0.1, "gamma": 1e-3},
        {"lr": 0.05, **BETAS, "eps": 1e-3, "final_lr": 0.02, "gamma": 0.05},
        {"lr": 0.02, **BETAS, "eps": 1e-3, "final_lr": 0.004, "gamma": 0.5},
    ],
    ids=["defaults", "slow bounds", "quick bounds"],
)
def test_bounds_close_as_in_the_authors_package_under_schedules_too(knobs, factor, cls, slope):
    path = walk(Scheduled(cls(**knobs), factor), slope, START, STEPS)
    expected = bounded(slope, factor, **knobs, peaks=cls is AMSBound)
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


def test_defaults_are_the_authors():
    for rule in (AdaBound(), AMSBound()):
        assert vars(rule) == {
            "lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "final_lr": 0.1, "gamma": 1e-3
        }  # fmt: skip


@every_slope
@pytest.mark.parametrize(("bound", "unbound"), [(AdaBound, Adam), (AMSBound, AMSGrad)])
def test_with_bounds_that_hardly_close_they_are_what_they_bound(bound, unbound, slope):
    rule = bound(lr=0.02, **BETAS, eps=0.0, gamma=1e-9)
    path = walk(unbound(lr=0.02, **BETAS, eps=0.0), slope, START, 100)
    np.testing.assert_allclose(walk(rule, slope, START, 100), path, rtol=1e-9, atol=1e-13)


@every_slope
@pytest.mark.parametrize("bound", [AdaBound, AMSBound])
def test_with_bounds_that_close_at_once_they_are_momentum(bound, slope):
    rule = bound(lr=0.5, final_lr=0.02, beta1=0.8, gamma=1e13)
    path = walk(Momentum(lr=0.02 * (1 - 0.8), beta=0.8), slope, START, STEPS)
    np.testing.assert_allclose(walk(rule, slope, START, STEPS), path, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("bound", [AdaBound, AMSBound])
def test_no_gradient_gets_a_rate_out_of_bounds(bound):
    gradients = np.geomspace(1e-9, 1e9, 3000)[np.random.default_rng(5).permutation(3000)]
    gradients = gradients.reshape(-1, 1, 1)
    rule = bound(lr=0.1, beta1=0.0, beta2=0.0, final_lr=0.01, gamma=0.01)
    rates = -moves(rule, gradients) / gradients
    t = np.arange(1, 3001).reshape(-1, 1, 1)
    lower, upper = 0.01 * (1 - 1 / (0.01 * t + 1)), 0.01 * (1 + 1 / (0.01 * t))
    assert (rates >= lower * (1 - 1e-12)).all()
    assert (rates <= upper * (1 + 1e-12)).all()
    assert (rates < lower * (1 + 1e-12)).sum() > 1000
    assert bound is AMSBound or (rates > upper * (1 - 1e-12)).sum() > 1000


def test_a_schedule_of_lr_takes_the_final_rate_along_and_one_of_another_knob_does_not():
    rule = AdaBound(lr=0.01, final_lr=0.2)
    assert rule.scaled("lr", 0.5) == AdaBound(lr=0.005, final_lr=0.1)
    assert rule.scaled("final_lr", 0.5) == AdaBound(lr=0.01, final_lr=0.1)
    assert rule.scaled("gamma", 0.5) == AdaBound(lr=0.01, final_lr=0.2, gamma=5e-4)
    with pytest.raises(ValueError, match="AMSBound has no knob 'beta'"):
        AMSBound().scaled("beta", 0.5)

"""What each knob of a schedule does, and what too much and too little of it do."""

FALL_STEPS = (
    "How many steps the fall takes, as a rule all of a run: fewer leave only the floor for the "
    "rest, more are never finished."
)
FALL_FLOOR = (
    "The part that is left once the fall is over: at 0 the steps die out and settle, a high floor "
    "keeps them jumping under noise."
)
RESTART_PERIOD = (
    "How many steps pass before the first restart: few throw the point out of its valley before "
    "it settles, many leave few restarts."
)
RESTART_GROWTH = (
    "How many times as long each period is as the one before: at 1 all are alike, large values "
    "soon leave no more restarts."
)
RESTART_FLOOR = (
    "The part that each period falls to before it restarts: at 0 it settles each time, a high "
    "floor never lets it settle."
)
CYCLE_PERIOD = (
    "How many steps it takes to go up and down once: short cycles never settle, long ones cross "
    "level ground only now and then."
)
CYCLE_FLOOR = (
    "The part that each cycle starts and ends at: near 1 there is hardly a cycle, at 0 the point "
    "stands still between two of them."
)
ONE_CYCLE_STEPS = (
    "How many steps the one cycle takes, as a rule all of a run: fewer leave only its end for the "
    "rest, more never reach the calm end."
)
ONE_CYCLE_RISE = (
    "The part of the cycle that climbs: a short climb may throw the point off at the start, a "
    "long one leaves less time to settle."
)
ONE_CYCLE_START = (
    "The part that the cycle starts from: near 1 there is no climb to speak of, very little "
    "wastes the first steps."
)
ONE_CYCLE_END = (
    "The part that the cycle ends at: a high end keeps the point jumping under noise, a tiny one "
    "lets it settle."
)
CUT_EVERY = (
    "How many steps pass between two cuts: few cuts leave the rate high for long, too frequent "
    "ones stop the point on its way."
)
CUT_FACTOR = (
    "What each cut multiplies by: near 1 hardly cuts, a small factor may stop the point on its way."
)
DECAY_RATE = (
    "The share that is lost at every step: too much stops the point on its way, too little has "
    "hardly fallen by the end of a run."
)
BENDING = (
    "How the fall bends: 1 is a straight line, more falls early and spends the run at small "
    "steps, less stays high and falls at the end."
)
WARMUP_STEPS = (
    "How many steps the climb to the full value takes: too few let the steep start throw the "
    "point off, too many waste the run."
)
PEAK_STEP = (
    "At which step the climb ends and the slow fall begins: too early may throw the point off at "
    "the start, too late leaves little time to fall."
)
STABLE_STEPS = (
    "How many steps climb, plateau and fall take together, as a rule all of a run: fewer leave "
    "only the floor, more never come to the fall."
)
STABLE_RISE = (
    "The part of the steps that climb: too short a climb may throw the point off at the start, "
    "too long a climb wastes the run."
)
STABLE_FALL = (
    "The part of the steps that fall at the end: too short a fall has no time to settle, too long "
    "a fall travels less far."
)
SECOND_AT = (
    "How many steps the first schedule is followed before the second one begins: too few skip "
    "most of the first, too many leave no time for the second."
)
MIRROR_LOW = (
    "The part that is left where the other schedule is at its highest: at 1 nothing is turned, at "
    "0 the knob goes down to nothing."
)

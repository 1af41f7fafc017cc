"""Knobs of rules without a rate, with curvatures, of one's own; of wrappers and line searches."""

STARTING_RATE = (
    "The learning rate of the first step, which then adapts: too large throws the point off "
    "before it does, too small only delays it."
)
RATE_RATE = (
    "How fast the learning rate itself changes as slopes agree or turn: too large makes it jump, "
    "even below 0, too small leaves it where it began."
)
FOUND_SCALE = (
    "What the rate that it finds by itself is multiplied by: 1 is meant, more overshoots, less "
    "comes nearer slowly."
)
DISTANCE = (
    "The first guess of the distance to the minimum, which only grows: too large leaps off at "
    "once, too small takes some steps to grow."
)
DISTANCE_EPS = (
    "Added, times the distance that it has found, to what steps are divided by: a large value "
    "shortens them on gentle slopes, a tiny one only avoids a division by zero."
)
INNER_RATE = (
    "How far each slope moves the fast point whose path is averaged: too large makes the mean "
    "diverge with it, too small takes very many steps."
)
ASKED_BETWEEN = (
    "Where the slope is asked for, between the fast point at 0 and its mean at 1: near 0 it "
    "swings as gradient descent does, near 1 it reacts slowly."
)
FLOOR = (
    "How low the loss can get, as far as you know: too high and it stops above the minimum, too "
    "low and its steps are too long near the minimum."
)
LARGEST_RATE = (
    "The largest learning rate that it may work out: none lets it leap far where the slope "
    "vanishes, too small a bound makes it creep."
)
WHOLE_PART = (
    "The part of a whole step that it takes: 1 solves a bowl that is a parabola at once, less "
    "comes nearer bit by bit, 2 or more never settles."
)
NEWTON_DAMPING = (
    "Added to every curvature: too little may leap far or climb where the ground bends down, too "
    "much shortens steps to those of gradient descent."
)
ABSOLUTE_DAMPING = (
    "Added to the size of every curvature: too little may leap far where the ground hardly bends, "
    "too much shortens steps to those of gradient descent."
)
TRIAL_PART = (
    "The part of its own step that the line search tries first: 1 suits it near a minimum, less "
    "makes it slow, more costs trials or overshoots."
)
TRIAL_SCALE = (
    "What the first trial step of each line search is multiplied by: 1 goes by the step before, "
    "much less or more costs trials or misses the bottom."
)
PAIRS = (
    "How many past steps tell it the curvature: more come close to BFGS at more work a step, few "
    "leave it near gradient descent."
)
RADIUS = (
    "How far its first step may go, before the radius adapts: too large wastes a few trials, too "
    "small starts with a few short steps."
)
ACCEPTANCE = (
    "The part of the promised fall that a step must bring to be taken: a high demand turns more "
    "steps down, at 0 any fall will do."
)
LEARNED_START = (
    "Where the length of steps begins, which its network then changes: far too large leaps off at "
    "first, too small takes some steps to grow."
)
OWN_LR = (
    "The number that your text calls lr, usually the learning rate: then too large a value "
    "diverges, and too small a value creeps."
)
OWN_BETA = (
    "The number that your text calls beta, usually the speed that is kept: then near 1 swings "
    "past the minimum, and 0 keeps none."
)
OWN_BETA1 = (
    "The number that your text calls beta1, usually the memory of directions: then near 1 turns "
    "late, and 0 follows the newest slope."
)
OWN_BETA2 = (
    "The number that your text calls beta2, usually the memory of sizes: then near 1 adapts late, "
    "and 0 knows the newest slope only."
)
OWN_DECAY = (
    "The number that your text calls decay, usually the memory of a running mean: then near 1 "
    "adapts late, and 0 remembers nothing."
)
OWN_EPS = (
    "The number that your text calls eps, usually added to a divisor: then a large value shortens "
    "steps, and a tiny one only avoids a division by zero."
)
OWN_WEIGHT_DECAY = (
    "The number that your text calls weight_decay, usually a pull towards 0: then too much holds "
    "the point off the minimum, and 0 does not pull."
)
CUT_LENGTH = (
    "The longest gradient that is let through as it is: too small makes all steps alike and "
    "settling hard, too large never acts."
)
CUT_SIZE = (
    "The largest size of a gradient's coordinate that is let through: too small turns steps "
    "towards the diagonals, too large never acts."
)
AHEAD_STEPS = (
    "How many steps the rule inside takes before the point comes back part of the way: many let "
    "it stray far, at 1 every step is shortened."
)
WAY_BACK = (
    "How much of the way ahead is kept when the point comes back: 1 is the rule inside alone, "
    "little loses most of the progress, and 0 all of it."
)
CLIMB = (
    "How far uphill it looks for the slope to go by: too far keeps it from settling in any "
    "valley, and at 0 it is the rule inside alone."
)
AVERAGE_AFTER = (
    "After which step the mean begins: too early and it drags the long way there along, too late "
    "and there is little to average."
)
PENALTY = (
    "How much the squares of the coordinates add to the loss: too much moves the minimum to the "
    "origin, at 0 the loss is as it is."
)
FAIR_PART = (
    "The part of the fall promised by the slope that a step must bring: a high demand turns good "
    "steps down, a tiny one takes almost any fall."
)
CUT = (
    "What a trial step is multiplied by when it is too long: near 1 takes many trials, near 0 may "
    "end far shorter than it need be."
)
PROBES = (
    "How many trial steps a search may make: too few give up where a shorter or longer one would "
    "do, many cost only where a search is hard."
)
LEFT_SLOPE = (
    "How much of the slope may be left where a search ends: a small value searches almost to the "
    "bottom at more cost, near 1 it ends early."
)

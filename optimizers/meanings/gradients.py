"""Knobs of rules that go by slopes and their sizes."""

RATE = (
    "How far a step goes for the slope that it meets: too large a rate overshoots and diverges, "
    "too small a rate hardly moves."
)
PUSH = (
    "How hard each slope pushes the point: too large a rate swings ever wider, too small a rate "
    "takes very many steps."
)
KEPT_SPEED = (
    "How much of its speed the point keeps at each step: near 1 it rolls across level ground but "
    "swings past the minimum, at 0 it is gradient descent."
)
SIGN_STEP = (
    "How long every step is in each coordinate: too long a step never settles near the minimum, "
    "too short a step takes very many."
)
FIRST_SIZE = (
    "How long the first step is in each coordinate, before its sizes adapt: too large leaps off "
    "at once, too small takes a few steps more to grow."
)
SHRINK_SIZE = (
    "What the size of a step is multiplied by when the slope turns round: near 0 it brakes to a "
    "crawl, near 1 it goes on swinging."
)
GROW_SIZE = (
    "What the size of a step is multiplied by while the slope keeps its sign: large values "
    "overshoot after a few steps, at 1 it never speeds up."
)
SMALLEST_SIZE = (
    "The shortest step in a coordinate: too large a value cannot settle, and a tiny one only lets "
    "it settle more exactly."
)
LARGEST_SIZE = (
    "The longest step in a coordinate: too large a value lets it leave the map, too small a value "
    "slows down long ways."
)
FADING_STEP = (
    "How long the first step is in each coordinate, and all later ones are shorter: too large "
    "leaps off at the start, too small stops on the way."
)
ROOT_STEP = (
    "About how long a step is in each coordinate, the first ones several times longer: too large "
    "keeps jumping about the minimum, too small creeps."
)
SLOPE_MEMORY = (
    "How long the size of past slopes is remembered: near 1 one steep place shortens the steps "
    "for long, at 0 every step is as long as the rate."
)
DELTA_SCALE = (
    "What its own steps are multiplied by: 1 is the rule of the paper, more overcomes its slow "
    "start sooner but may overshoot, less starts even slower."
)
DELTA_MEMORY = (
    "How long the sizes of past slopes and of past steps are remembered: near 1 steps adapt "
    "slowly, near 0 they jump with every slope."
)
DELTA_EPS = (
    "Added under both roots, it sets how long the first steps are: too small takes very long to "
    "get going, too large may overshoot."
)
DIVISOR_EPS = (
    "Added to the size of the slopes that a step is divided by: a large value shortens steps "
    "where slopes are small, a tiny one only avoids a division by zero."
)
ROOT_EPS = (
    "Added under the root, where it counts as the square of a slope: a large value makes it "
    "gradient descent on gentle slopes, a tiny one only avoids a division by zero."
)
MAX_EPS = (
    "Added to each new slope before the largest is kept: a large value shortens steps where all "
    "slopes are small, a tiny one only avoids a division by zero."
)
ADAM_STEP = (
    "About how long a step is in each coordinate, however steep the slope: too large circles the "
    "minimum without settling, too small takes very many steps."
)
RADAM_STEP = (
    "About how long a step is in each coordinate once it divides by the size of slopes, which the "
    "first steps do not: too large circles the minimum, too small creeps."
)
AMSGRAD_STEP = (
    "About how long a step is in each coordinate until a steep slope shortens all later ones: too "
    "large circles the minimum, too small creeps once it was steep."
)
BELIEF_STEP = (
    "How long a step is where slopes come as a surprise, while steady slopes get far longer ones: "
    "too large is thrown off the map, too small creeps."
)
BOUND_STEP = (
    "About how long the early steps are in each coordinate, before bounds lead to one plain rate: "
    "too large leaps about at first, too small starts slowly."
)
FINAL_RATE = (
    "The plain learning rate that every coordinate comes to in the end: too large overshoots as "
    "gradient descent does, too small creeps."
)
CLOSING = (
    "How fast the bounds close in on the final rate: large values end the adapting almost at "
    "once, small ones leave it Adam for a long time."
)
CAPPED_STEP = (
    "The longest step in each coordinate: too long a step overshoots the minimum again and again, "
    "too short a step takes very many."
)
DIRECTION_MEMORY = (
    "How long the direction of past slopes is remembered: near 1 it rolls on through noise but "
    "past turns too, at 0 each step follows the newest slope alone."
)
WARMED_MEMORY = (
    "How long the direction of past slopes is remembered once its warm-up is over: near 1 it "
    "rolls on past turns, at 0 it follows the newest slope alone."
)
MOMENTUM_WARMUP = (
    "How fast the momentum rises from about half of its value to all of it: small values take "
    "thousands of steps, large ones no time."
)
SIZE_MEMORY = (
    "How long the size of past slopes is remembered: near 1 one steep place shortens the steps "
    "for long, at 0 they are divided by the newest slope alone."
)
LARGEST_MEMORY = (
    "How slowly the largest slope so far is forgotten: near 1 one steep place shortens the steps "
    "for long, at 0 only the newest slope counts."
)
PEAK_MEMORY = (
    "How long the mean runs of which the highest value is kept for good: near 1 a single steep "
    "slope hardly raises it, near 0 it shortens all later steps."
)
SURPRISE_MEMORY = (
    "How long it remembers by how much slopes surprised it: near 1 one surprise shortens the "
    "steps for long, near 0 only the newest one counts."
)
SURPRISE_EPS = (
    "Added to the mean of surprises at every step: a tiny value lets steps on steady slopes grow "
    "very long, a large one makes it plain momentum."
)
SIZE_SPEED = (
    "How slowly the size of slopes that it divides by may change: near 1 it adapts late to steep "
    "and to gentle ground, near 0 it jumps with every slope."
)
SIZE_START = (
    "What the mean of squared slopes starts from: a large value keeps the first steps short, a "
    "tiny one lets them be as long as the rate."
)
CHANGE_MEMORY = (
    "How long it remembers how slopes change, to see where they are heading: near 1 it reacts "
    "late, at 0 it leaves the changes out."
)
AHEAD_MEMORY = (
    "How long the size of the slopes that it foresees is remembered: near 1 one steep place "
    "shortens the steps for long, near 0 they jump with every slope."
)
WEIGHT_DECAY = (
    "How strongly each step pulls all coordinates towards 0, beside what the loss asks for: too "
    "much holds the point off the minimum, at 0 there is no pull."
)
SIGN_MIX = (
    "How much the memory counts beside the newest slope when a sign is taken: near 1 it is steady "
    "under noise but late in turns, at 0 it is sign descent."
)
SIGN_MEMORY = (
    "How long the slopes that it takes the sign of are remembered: near 1 it is steady under "
    "noise but late in turns, near 0 only the last ones count."
)
NEWEST_SHARE = (
    "How much of a step comes from the mean of past slopes, the rest from the newest one: 1 is "
    "Adam, 0 forgets the past and follows every noise."
)
NEWEST_SIZE = (
    "How much of the divisor comes from the mean of past sizes, the rest from the newest slope: 1 "
    "is Adam, 0 divides by the newest slope alone, noise and all."
)
CURVATURE_MEMORY = (
    "How long past looks at the curvature are remembered: near 1 it evens out noise but knows the "
    "ground late, at 0 only the last look counts."
)
CURVATURE_SHARE = (
    "How strongly a step is divided by the curvature before it is capped: large values make short "
    "steps, small ones leave only the sign of the slope."
)
CURVATURE_EPS = (
    "The least curvature that a slope is divided by: a large value shortens steps on level "
    "ground, a tiny one leaves them to the cap."
)
CURVATURE_EVERY = (
    "How many steps one look at the curvature serves: many are cheap but use old curvatures, 1 "
    "asks for the Hessian at every step."
)

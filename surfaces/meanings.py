"""What each knob of a surface does, and what too much and too little of it do."""

CONDITION = (
    "How many times as much the bowl bends across as along: at 1 it is round, and the larger it "
    "is, the longer gradient descent takes."
)
ANGLE = (
    "By how many degrees the valley is turned against the axes: at 0 and 90 each coordinate "
    "stands alone, near 45 rules that scale each for itself lose that advantage."
)
WALL_HEIGHT = (
    "How high the wall rises, and so how wide it is: a low one is a thin strip that steps may "
    "leap over, a high one is hit more often."
)
WALL_SLOPE = (
    "How steep the wall is: the steeper, the farther one gradient on it throws the point, and a "
    "gentle one is just a hillside."
)
TILT = (
    "How much the four valleys differ in depth: at 0 they are equal, and the more, the more there "
    "is to lose in the wrong one."
)
WAVES = (
    "How high the waves across the bent valley are: low ones let a path slide along it, high ones "
    "hold it in the nearest hollow."
)
SWITCH = (
    "How sharply the unit switches: the sharper, the more level the ground where it is sure of "
    "itself, and the longer a path stands still there."
)
CERTAINTY = (
    "How sure the right answer is: near 1 the minimum itself lies far out where slopes are small, "
    "lower values bring it closer."
)
RAVINES = (
    "How narrow the ravines are: large values leave level ground between thin cuts, small ones "
    "make wide valleys that slopes lead into."
)
WELLS = (
    "How many wells there are: few leave much level ground, many run into each other and hide the "
    "deepest."
)
WELL_WIDTH = (
    "How wide each well is: narrow ones leave level ground between them, wide ones melt into a "
    "few broad hollows."
)
WELL_SEED = (
    "Which places and depths chance gives to the wells: every number is another landscape of the "
    "same kind, none too large or too small."
)
RINGS = (
    "How close the rings follow each other: large values put many narrow moats around the centre, "
    "small ones a few wide ones."
)
DENTS = (
    "How deep the dents in the bowl are: at 0 it is a plain bowl, and deep dents hold every path "
    "that takes short steps."
)
BOWL_WIDTH = (
    "How wide the bowl under the waves is: a wide one hides its slope behind them, a narrow one "
    "leads down across them."
)
CREASE = (
    "How many times as steep the loss is along y as along x: at 1 they are alike, far from 1 no "
    "step length suits both."
)
UP = (
    "How strongly the pass bends up along x: the more, the smaller the learning rate that does "
    "not overshoot there, and little makes x slow."
)
DOWN = (
    "How strongly the ground falls away along y at the pass: the less, the longer a path lingers "
    "there, and the shallower the valleys are."
)
REACH = (
    "How far from the centre the three hollows lie: a small reach makes them shallow and near, a "
    "large one deep and far out."
)
FUNNEL_DEPTH = (
    "How deep the funnel is beside its dents: a shallow one leaves the dents to hold a path, a "
    "deep one draws long steps to its middle."
)
FUNNEL_DECAY = (
    "How narrow the funnel is: large values make it a hole in a dented plain, small ones a wide "
    "cone that shows the way from afar."
)
VALLEY_END = (
    "Where along the valley the minimum lies, at x = a and y = a squared: far from the start the "
    "way along the level floor is long, near it short."
)
VALLEY_WALLS = (
    "How steep the walls are beside the floor: large values leave a narrow valley that bears only "
    "a small learning rate, small ones a wide one."
)
SIGMA = (
    "How strong the noise is in each coordinate of the gradients that steps see: at 0 there is "
    "none, and the more, the farther from the minimum steps of a fixed rate stay."
)
BATCH_SIZE = (
    "How many samples a step sees: few make cheap steps in noisy directions, all of them make "
    "dear steps along the true gradient."
)
CLASSIFIER_L2 = (
    "How strongly large weights are punished: too much makes every answer unsure, too little lets "
    "weights grow on and on where the classes lie apart."
)
NETWORK_L2 = (
    "How strongly large weights are punished: too much keeps the network from fitting the data, "
    "at 0 it may fit their noise too."
)
HELD_OUT = (
    "The part of the samples that training never sees and that validates it: too few judge by "
    "luck, too many leave little to learn from."
)
SAMPLES = (
    "How many samples there are: many make the loss sure and each full gradient dear, few leave "
    "much of it to chance."
)
DATA_SEED = (
    "Which samples chance draws: every number gives others of the same kind, none too large or "
    "too small."
)
LINE_NOISE = (
    "How far the samples scatter about the line: at 0 they lie on it, and the more, the higher "
    "the loss that is left at the minimum."
)
OUTLIER_SHARE = (
    "The part of the samples that are outliers: at 0 the line is clean, and many of them pull the "
    "fit away from the rest."
)
LIFT = (
    "How far the outliers lie above the line: at 0 there are none, and the farther, the more "
    "their squares outvote the rest."
)
RATIO = (
    "How many times as large the numbers of the second input are: at 1 no direction is much "
    "steeper than another, large values make a narrow valley."
)
MOON_NOISE = (
    "How far the samples scatter about the two half circles: little leaves the moons apart, much "
    "mixes them beyond any model."
)
TURNS = (
    "How many times each spiral winds round: few are easily learned, many need a large network "
    "and many steps."
)
SPIRAL_NOISE = (
    "How far the samples scatter about the two spirals: little leaves the arms apart, much mixes "
    "neighbouring arms beyond any model."
)
FAR_SHARE = (
    "The part of the samples that lie far on the wrong side: at 0 there are none, and many "
    "outvote the two groups."
)
FAR_DISTANCE = (
    "How far out the far samples lie: near ones hardly matter, and the farther out, the harder "
    "each of them pulls."
)
GROUP_NOISE = (
    "How far the samples of each group scatter about its middle: little leaves the groups apart, "
    "much mixes them."
)
SPECIES = (
    "How many species there are to tell apart: 2 are easy, and the third overlaps with one of them."
)

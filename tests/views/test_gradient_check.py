"""The page of the gradient check without a browser."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from studies.gradient_check.puzzles import alike, puzzle
from studies.gradient_check.specification import DEFAULT, GradientCheckSpec
from surfaces import AbsoluteValue, LogisticRegression, Rosenbrock
from surfaces.networks import Perceptron
from tests.views import pages
from tests.views.pages import settled
from views.parts.controls.fields import ChoiceField, Field, NumberField
from views.parts.gradient_check_fields import PLACES, anywhere, fields, place

opened = partial(pages.opened, "gradient_check")


def boxes(app: AppTest) -> list[str]:
    return [e.value for kind in (app.success, app.error, app.warning, app.info) for e in kind]


def table(app: AppTest) -> str:
    return next(e.proto.body for e in app.get("html") if "the gradient says" in e.proto.body)


def curve(app: AppTest) -> dict[str, Any]:
    (found,) = app.get("plotly_chart")
    return json.loads(found.proto.spec)


def address(app: AppTest) -> str:
    texts = {k: v if isinstance(v, str) else v[0] for k, v in app.query_params.items()}
    return "&".join(f"{k}={quote(v)}" for k, v in texts.items())


def every(examined: GradientCheckSpec) -> dict[str, Field]:
    groups = [*place(examined), *fields(examined)]
    return {field.key: field for group in groups for field in group.everything()}


def test_first_sight_is_a_right_gradient_and_its_v():
    app = opened()
    assert app.title[0].value == "Gradient check"
    (told,) = boxes(app)
    assert told == (
        "The gradient is right. x: agrees to 15 digits by complex steps, to 10 by central"
        " differences; y: agrees to 15 digits."
    )
    assert {trace.get("name") for trace in curve(app)["data"]} >= {
        "forward", "central", "complex step",
    }  # fmt: skip
    assert "-215.6" in table(app)
    assert GradientCheckSpec.nearest(address(app)) == (DEFAULT, [])


def test_the_numbers_are_those_of_the_chosen_step():
    loss = Rosenbrock()
    for h in (1e-2, 1e-6):
        shown = table(opened(f"h={h:g}"))
        ahead, here = loss.value(np.array([[-1.2 + h, -1.2], [1.0, 1.0]]))
        assert f"h = {h:.2g}" in shown
        assert f"<td>{(ahead - here) / h:.7g}"[:-1] in shown


def test_a_mistake_on_purpose_is_named_and_found():
    app = opened("surface=Rosenbrock()&at=-1.2,1&mistake=sign-x")
    assert "x: the gradient says 215.6, the differences -215.6, with the other sign" in (
        app.error[0].value
    )
    assert any("Wrong on purpose: a sign flipped, in x." in e.value for e in app.caption)


def test_a_kink_has_no_complex_steps_and_says_why():
    app = opened("surface=AbsoluteValue()&at=0,1")
    assert "jumps from -1 to 1" in app.warning[0].value
    assert any("No complex steps here" in e.value for e in app.caption)


def test_of_noise_the_page_says_which_step_is_checked():
    app = opened("surface=Noisy(Rosenbrock())&at=1,2&step=7")
    assert any("loss of step 7" in e.value for e in app.caption)
    assert app.success


def test_a_network_is_checked_part_by_part():
    app = opened("surface=Perceptron(layers='5,3')&weights=2&mistake=slope-1")
    parts = [option.content for option in app.get("button_group")[1].proto.options]
    assert parts == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert app.error[0].value.startswith("The gradient is wrong. W1:")
    app.session_state["gradient-shown"] = "b3"
    before = curve(app)
    assert curve(settled(app.run()))["data"] != before["data"]


def test_a_broken_link_says_so():
    app = opened("surface=Rosenbrok()&at=1,2", misread=True)
    assert "Rosenbrok" in app.warning[0].value
    assert "could not be read" in app.warning[0].value


def answer(app: AppTest, seed: int, name: str) -> AppTest:
    app.selectbox(key=f"gradient-guess-{seed}").set_value(name)
    (button,) = [b for b in app.button if b.label == "Answer"]
    return settled(button.click().run())


def told_before_the_answer(app: AppTest) -> str:
    captions = [e.value for e in (*app.caption, *app.markdown, *app.html)]
    return "\n".join([*captions, *boxes(app), address(app)])


@pytest.mark.parametrize("seed", [6, 2])
def test_a_mistake_is_to_be_found(seed):
    posed = puzzle(seed)
    app = opened(f"find={seed}")
    told = told_before_the_answer(app)
    assert posed.mistake
    assert posed.mistake not in told
    assert not boxes(app), "the verdict comes after the answer"
    assert GradientCheckSpec.nearest(address(app))[0].find == seed
    wrong = next(n for n in ("penalty-added", "float32") if n not in alike(posed))
    try:
        told = answer(app, seed, wrong).error[0].value
    except ValueError:  # not a mistake that a network can have
        told = answer(app, seed, "float32").error[0].value
    assert told.startswith("No.")
    right = answer(app, seed, posed.mistake)
    assert right.success[0].value.startswith("Right: ")
    assert right.error[0].value.startswith("The gradient is wrong.")


def test_no_answer_is_no_answer():
    app = opened("find=6")
    (button,) = [b for b in app.button if b.label == "Answer"]
    assert settled(button.click().run()).info[0].value == "Choose an answer first."


def test_another_point_and_another_puzzle():
    app = opened("find=6")
    next(b for b in app.button if b.label == "Another point").click()
    settled(app.run())
    assert GradientCheckSpec.nearest(address(app))[0] == GradientCheckSpec(
        Rosenbrock(), find=6, point=1
    )
    app.number_input(key="gradient-puzzle").set_value(7)
    settled(app.run())
    assert GradientCheckSpec.nearest(address(app))[0] == GradientCheckSpec(Rosenbrock(), find=7)


def test_there_and_back_again():
    app = opened("surface=Booth()&at=1,2")
    app.button_group(key="gradient-mode").set_value("Find the mistake")
    settled(app.run())
    assert GradientCheckSpec.nearest(address(app))[0].find is not None
    app.button_group(key="gradient-mode").set_value("Check any gradient")
    settled(app.run())
    assert (
        GradientCheckSpec.nearest(address(app))[0]
        == GradientCheckSpec.nearest("surface=Booth()&at=1,2")[0]
    )


def test_every_loss_can_be_chosen():
    offered = [name for _, members in PLACES for name, _ in members]
    assert len(offered) > 43
    assert {"Formula", "Perceptron", "SoftmaxClassifier"} <= {*offered}
    spoilt = GradientCheckSpec(Rosenbrock(), mistake="sign-x")
    for name in offered:
        chosen = every(spoilt)["surface"].change(spoilt, name)
        assert type(chosen.surface).__name__ == name
        assert not chosen.mistake
        assert every(chosen)


def test_fields_change_what_they_say():
    old = GradientCheckSpec(Rosenbrock(), start=(0.5, 0.5))
    assert every(old)["surface.b"].change(old, 50.0).surface == Rosenbrock(b=50.0)
    assert every(old)["start.0"].change(old, 1.5).start == (1.5, 0.5)
    assert every(old)["h"].change(old, 1e-9).h == 1e-9
    assert every(old)["mistake"].change(old, "swapped").mistake == "swapped"
    assert every(old)["along"].change(old, "random").along == "random"
    noisy = every(old)["noise"].change(old, 2.0)
    assert every(noisy)["step"].change(noisy, 9).step == 9
    with pytest.raises(ValueError, match="cannot be made here"):
        every(old)["mistake"].change(old, "slope-1")


def test_a_parameter_of_a_network_is_picked_by_number():
    old = GradientCheckSpec(Perceptron(layers="3"), along="5")
    number = every(old)["along-number"]
    assert isinstance(number, NumberField)
    assert (number.low, number.high) == (1, Perceptron(layers="3").count)
    assert number.change(old, 11.0).along == "11"
    assert every(old)["weights"].change(old, 3).weights == 3


def test_a_change_of_the_loss_drops_what_cannot_be_checked_any_more():
    old = GradientCheckSpec(Perceptron(layers="5,3"), mistake="slope-2")
    smaller = every(old)["surface.layers"].change(old, "5")
    assert (smaller.surface, smaller.mistake) == (Perceptron(layers="5"), "")
    same = every(old)["surface.layers"].change(old, "4,4")
    assert same.mistake == "slope-2"
    with pytest.raises(ValueError, match="no number of units"):
        every(old)["surface.layers"].change(old, "many")


def test_a_random_point_is_on_the_map_and_easily_read():
    surface = LogisticRegression()
    for _ in range(20):
        at = anywhere(surface)
        assert surface.domain.nearest(at) == at
        assert all(len(f"{c:g}") <= 7 for c in at)
    old = GradientCheckSpec(AbsoluteValue())
    assert every(old)["point"].change(old, "random").start != old.start


def test_a_puzzle_has_no_field_that_tells():
    posed = GradientCheckSpec(Rosenbrock(), find=3)
    shown = [field.key for group in fields(posed) for field in group.everything()]
    assert shown == ["h"]


def test_mistakes_are_offered_by_name():
    field = every(DEFAULT)["mistake"]
    assert isinstance(field, ChoiceField)
    ((_, options),) = field.options
    assert options[0] == ("", "none")
    assert ("inner-x", "the inner derivative forgotten, in x") in options

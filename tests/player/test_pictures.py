"""The moving canvas against Plotly's own idea of where things are, and what pictures cost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from figures.styles import STYLES
from tests.browser import Serve, Visit
from tests.player.driver import Player, rgb

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")

# The middle of a red marker that Plotly draws at a point of the same scene.
MARKER_IN_3D = """async ([x, y, z]) => {
  const { stage } = document.querySelector('.player').player;
  const { layout } = stage.scene.figure;
  const aspect = stage.place.width / stage.place.height;
  const camera = { ...layout.scene.camera, eye: stage.orbit.eye(aspect) };
  const figure = document.body.appendChild(document.createElement('div'));
  const still = { displayModeBar: false, plotGlPixelRatio: 1 };
  const marker = { size: 9, color: '#ff0000', line: { width: 0 } };
  const trace = { type: 'scatter3d', mode: 'markers', x: [x], y: [y], z: [z], marker };
  const axes = Object.fromEntries(['xaxis', 'yaxis', 'zaxis'].map((name) => [name,
    { ...layout.scene[name], visible: false }]));
  await Plotly.newPlot(figure, [trace], { ...layout, scene: { ...layout.scene, ...axes, camera } }, still);
  const plot = figure._fullLayout.scene._scene.glplot;
  await new Promise((done) => setTimeout(done, 300));
  plot.redraw();
  const { width, height } = plot.canvas;
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(plot.canvas, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let [sx, sy, n] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] < 200 || data[i + 1] > 50 || data[i + 3] < 200) continue;
    const k = i / 4; sx += k % width + 0.5; sy += Math.floor(k / width) + 0.5; n += 1;
  }
  Plotly.purge(figure); figure.remove();
  return [sx / n, sy / n, n];
}"""


def test_paths_lie_where_plotly_puts_their_points_in_2d(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?rules=5&steps=100&lr=0.05&surface=Himmelblau"))
    player.seek(100)
    for zoom in (None, "player.stage.lens.zoom(2.5, 0.7, 0.4); return player.stage.aim()"):
        if zoom:
            player.ask(zoom)
            player.ask("player.draw()")
        for step in (0, 30, 100):
            theirs = player.ask(
                "await player.stage.turn; const { xaxis, yaxis } = player.stage.axes.figure._fullLayout;"
                "const { path } = player.stage.runs[0];"
                "return [xaxis.l2p(path.x[given]), yaxis.l2p(path.y[given])];",
                step,
            )
            assert player.pixel(0, step) == pytest.approx(theirs, abs=0.5)
    x, y = player.pixel(0, 100)
    assert player.ink(0, x, y)[:3] == rgb(STYLES[0].color), "no head where the run is"


def test_contours_lie_under_the_points_that_they_belong_to(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?n=2&steps=40&surface=Himmelblau"))
    player.ask("player.stage.lens.zoom(2, 0.25, 0.6); return player.stage.aim()")
    corner, own = player.ask(
        "const { terrain, panels, projection } = player.stage;"
        "const map = panels[1].map, group = map.firstElementChild;"
        "const source = player.stage.contours.figure._fullLayout;"
        "const at = new DOMPoint(source.xaxis.l2p(1), source.yaxis.l2p(2)).matrixTransform(group.getCTM());"
        "return [[at.x, at.y], projection.project(1, 2)];"
    )
    assert corner == pytest.approx(own, abs=0.5)


def test_paths_lie_where_plotly_puts_their_points_in_3d(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?rules=5&steps=100&lr=0.05&dim=3d&surface=Himmelblau")
    player = Player(page)
    player.seek(100)
    player.ask("player.stage.orbit.turn(0.13, 0.08); return player.stage.aim()")
    for step in (0, 60):
        point = player.ask(
            "const { path } = player.stage.runs[0]; return [path.x[given], path.y[given], path.z[given]]",
            step,
        )
        x, y, size = page.evaluate(MARKER_IN_3D, point)
        assert size > 20, "Plotly's marker was not found"
        assert player.pixel(0, step) == pytest.approx((x, y), abs=0.5)


def test_what_stands_behind_a_ridge_is_drawn_lighter(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?rules=0&steps=40&dim=3d&surface=Himmelblau&lr=0.01"))
    player.seek(40)
    from_above, from_aside = (
        player.ask(
            "player.stage.orbit.elevation = given; player.stage.aim();"
            "const { hidden } = player.stage.traceOf(0); return hidden.reduce((a, b) => a + b, 0) / hidden.length;",
            elevation,
        )
        for elevation in (1.5, 0.05)
    )
    assert from_above == 0
    assert from_aside > 0.5


def test_twelve_panels_in_3d_share_one_scene_and_leave_nothing_behind(
    serve: Serve, visit: Visit
) -> None:
    page = visit(f"{serve(PAGE)}/?n=12&steps=40&dim=3d")
    player = Player(page)
    expect(player.plots).to_have_count(12)
    assert page.evaluate("[...document.querySelectorAll('.player-backstage canvas')].length") <= 2
    pictures = player.ask(
        "return player.stage.panels.map(({ scene }) => {"
        "  const { width, height } = scene;"
        "  const copy = Object.assign(document.createElement('canvas'), { width, height });"
        "  const context = copy.getContext('2d', { willReadFrequently: true });"
        "  context.drawImage(scene, 0, 0);"
        "  return context.getImageData(0, 0, width, height).data.filter((v, i) => i % 4 === 3 && v).length / width / height;"
        "});"
    )
    assert min(pictures) > 0.15, "a panel shows no landscape"
    left = page.evaluate(
        """async () => {
          const element = document.querySelector('.player');
          const { player } = element;
          const { gl } = player.stage.scene.plot;
          let frames = 0;
          const ask = window.requestAnimationFrame;
          player.destroy();
          window.requestAnimationFrame = (callback) => { frames += 1; return ask(callback); };
          window.dispatchEvent(new Event('resize'));
          await new Promise((done) => setTimeout(done, 400));
          return [element.childElementCount, gl.isContextLost(), frames];
        }"""
    )
    assert left == [0, True, 0]

"""The moving canvas against Plotly's own idea of where things are, and what pictures cost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from figures.styles import STYLES
from tests.browser import Serve, Visit
from tests.web.player.driver import Player, rgb

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")

# The middle of a red marker that Plotly draws at a point of the same scene.
MARKER_IN_3D = """async ([x, y, z]) => {
  const { landscape } = document.querySelector('.player').player;
  const { layout } = landscape.scene.figure;
  const shown = landscape.layout;
  const eye = landscape.scene.eye(landscape.orbit, shown.width, shown.height);
  const camera = { ...layout.scene.camera, eye };
  const figure = document.body.appendChild(document.createElement('div'));
  const still = { displayModeBar: false, plotGlPixelRatio: 1 };
  const marker = { size: 9, color: '#ff0000', line: { width: 0 } };
  const trace = { type: 'scatter3d', mode: 'markers', x: [x], y: [y], z: [z], marker };
  const axes = Object.fromEntries(['xaxis', 'yaxis', 'zaxis'].map((name) => [name,
    { ...layout.scene[name], visible: false }]));
  const scene = { ...layout.scene, ...axes, camera };
  await Plotly.newPlot(figure, [trace], { ...layout, scene }, still);
  const plot = figure._fullLayout.scene._scene.glplot;
  const { width, height } = plot.canvas;
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  const found = () => {
    plot.redraw();
    context.clearRect(0, 0, width, height);
    context.drawImage(plot.canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let [sx, sy, n] = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] < 200 || data[i + 1] > 50 || data[i + 3] < 200) continue;
      const k = i / 4; sx += k % width + 0.5; sy += Math.floor(k / width) + 0.5; n += 1;
    }
    return [sx / n, sy / n, n];
  };
  let [before, now] = [null, found()]; // Plotly draws in its own time: until two frames are alike
  for (let frame = 0; frame < 1000 && !(now[2] && String(now) === String(before)); frame++) {
    await new Promise(requestAnimationFrame);
    [before, now] = [now, found()];
  }
  Plotly.purge(figure); figure.remove();
  return now;
}"""


# A browser, or a machine, that can draw nothing in 3D.
WITHOUT_WEBGL = """
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
  };
"""


# How much of each panel's picture of the landscape is not empty.
FILLED = """
  return landscape.panels.map(({ scene }) => {
    const { width, height } = scene;
    const copy = Object.assign(document.createElement('canvas'), { width, height });
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.drawImage(scene, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return data.filter((v, i) => i % 4 === 3 && v).length / width / height;
  });
"""

# What is left half a second after the end; Streamlit goes on asking for frames of its own.
LEFT = """async () => {
  const element = document.querySelector('.player');
  const { player } = element;
  const { gl } = player.landscape.scene.plot;
  let frames = 0;
  const ask = window.requestAnimationFrame;
  player.destroy();
  window.requestAnimationFrame = (callback) => {
    frames += /web-assets|plotly/.test(new Error().stack);
    return ask(callback);
  };
  window.dispatchEvent(new Event('resize'));
  await new Promise((done) => setTimeout(done, 500));
  return { children: element.childElementCount, lost: gl.isContextLost(), frames };
}"""


# Plotly draws axes in its own time: whether they show what the panels show.
AXES_FOLLOW = """() => {
  const { viewport: lens, axes } = document.querySelector('.player').player.landscape;
  const { xaxis, yaxis } = axes.figure._fullLayout;
  const ends = [lens.x0, lens.x1, lens.y0, lens.y1];
  return [...xaxis.range, ...yaxis.range].every((v, k) => Math.abs(v - ends[k]) < 1e-9);
}"""


def test_paths_and_contours_lie_where_plotly_puts_their_points_in_2d(
    serve: Serve, visit: Visit
) -> None:
    player = Player(visit(f"{serve(PAGE)}/?rules=5,2&steps=100&lr=0.05&surface=Himmelblau"))
    player.seek(100)
    player.settle()
    for zoom in (1, 2.5):
        player.ask("landscape.zoom(given, 0.7, 0.4); return landscape.aim()", zoom)
        player.ask("player.draw()")
        player.page.wait_for_function(AXES_FOLLOW)
        for step in (0, 30, 100):
            theirs = player.ask(
                "const { xaxis, yaxis } = landscape.axes.figure._fullLayout;"
                "const { path } = landscape.runs[0];"
                "return [xaxis.l2p(path.x[given]), yaxis.l2p(path.y[given])];",
                step,
            )
            assert player.pixel(0, step) == pytest.approx(theirs, abs=0.5)
        contour, point = player.ask(
            "const { xaxis, yaxis } = landscape.contours.figure._fullLayout;"
            "const mirror = landscape.panels[1].map.firstElementChild.getCTM();"
            "const at = new DOMPoint(xaxis.l2p(1), yaxis.l2p(2)).matrixTransform(mirror);"
            "return [[at.x, at.y], landscape.projection.project(1, 2)];"
        )
        assert contour == pytest.approx(point, abs=0.5)
    x, y = player.pixel(0, 100)
    assert player.ink(0, x, y) == rgb(STYLES[0].color), "no head where the run is"


def test_paths_lie_where_plotly_puts_their_points_in_3d(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?rules=5&steps=100&lr=0.05&dim=3d&surface=Himmelblau")
    player = Player(page)
    player.seek(100)
    player.settle()
    player.ask("landscape.drag(0.1, 0.08); return landscape.aim()")
    for step in (0, 60):
        point = player.ask(
            "const { path } = landscape.runs[0]; const t = given;"
            "return [path.x[t], path.y[t], path.z[t]];",
            step,
        )
        x, y, size = page.evaluate(MARKER_IN_3D, point)
        assert size > 20, "Plotly's marker was not found"
        assert player.pixel(0, step) == pytest.approx((x, y), abs=0.5)

    def hidden(elevation: float) -> float:
        return player.ask(
            "landscape.orbit.elevation = given; landscape.aim();"
            "const { hidden } = landscape.canvas.pathOf(0, landscape.runs[0], landscape);"
            "return hidden.reduce((a, b) => a + b, 0) / hidden.length;",
            elevation,
        )

    assert hidden(1.5) == 0, "nothing is hidden from above"
    assert hidden(0.05) > 0.3, "ridges hide what is behind them"


def test_without_webgl_the_page_says_so_and_shows_all_but_the_3d_picture(
    serve: Serve, visit: Visit
) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=60&dim=3d", watched=False)
    page.add_init_script(WITHOUT_WEBGL)
    page.reload()
    player = Player(page)
    alert = player.root.get_by_role("alert")
    expect(alert).to_have_text(
        "The picture could not be drawn. This browser has no WebGL: choose 2D instead of 3D."
    )
    charts = player.root.locator(".player-charts .js-plotly-plot .main-svg")
    expect(charts.first).to_be_visible()
    expect(player.start).to_have_count(0)  # hidden, also from screen readers
    player.press("2D")
    expect(alert).to_have_count(0)
    expect(player.start).to_be_visible()


def test_twelve_panels_in_3d_share_one_scene_and_leave_nothing_behind(
    serve: Serve, visit: Visit
) -> None:
    page = visit(f"{serve(PAGE)}/?n=12&steps=40&dim=3d")
    player = Player(page)
    expect(player.plots).to_have_count(12)
    player.settle()
    assert page.locator(".player-backstage canvas").count() <= 2
    assert min(player.ask(FILLED)) > 0.15, "a panel shows no landscape"
    assert page.evaluate(LEFT) == {"children": 0, "lost": True, "frames": 0}

"""No garbage is collected by force after a run of a page; what a session held goes all the same."""

from __future__ import annotations

import gc
import inspect
import subprocess
import sys
import weakref

from streamlit import config
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from experiments import Experiment
from tests.browser import ROOT
from tests.views.pages import opened

OPTION = "runner.postScriptGC"


def test_a_server_started_here_collects_nothing_by_force():
    """The option is hidden: Streamlit would say nothing if it were gone, or called otherwise."""
    ask = f"from streamlit import config; print(config.get_option({OPTION!r}))"
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
    assert OPTION in config._config_options_template


def test_the_option_is_read_where_a_run_of_a_page_ends():
    source = inspect.getsource(ScriptRunner._on_script_finished)
    assert f'if config.get_option("{OPTION}"):\n            gc.collect' in source


def test_what_a_visitor_looked_at_goes_with_the_session():
    app = opened("race", Experiment.usual.to_query())
    held = weakref.ref(app.session_state["race"])
    assert held() is not None
    del app
    gc.collect()  # as Python does by itself, now and then
    assert held() is None

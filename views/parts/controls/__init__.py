"""The controls beside a race: what can be changed, described in Python and drawn by the browser.

A hundred widgets of the framework would be drawn anew with every change; one component with plain
form elements answers while a slider is still being moved. Python says which fields there are, from
the knobs of the dataclasses, and how each changes the experiment; the browser only shows them.
"""

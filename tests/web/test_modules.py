"""What imports what, read from the files themselves."""

from __future__ import annotations

from web.modules import graph, imports, renamed


def written(folder, **files: str) -> None:
    for name, code in files.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(code)


def test_a_graph_goes_up_and_down_and_round_in_circles(tmp_path):
    written(
        tmp_path,
        a__a='import { b } from "../b/a.js";\nimport "./c.js";\n',
        b__a='export {\n  one,\n  two,\n} from "../a/a.js";\n',
        a__c='// import { no } from "./no.js";\n/** @import { No } from "./no.js" */\nlet x;\n',
    )
    entry = tmp_path / "a" / "a.js"
    assert graph(entry)[0] == entry
    assert {*graph(entry)} == {entry, tmp_path / "b" / "a.js", tmp_path / "a" / "c.js"}
    assert imports(tmp_path / "a" / "c.js") == []


def test_names_replace_addresses_and_nothing_else(tmp_path):
    code = 'import {\n  b,\n} from "./deep/b.js";\nconst text = \'from "./deep/b.js";\';\n'
    written(tmp_path, a=code, deep__b="export const b = 1;\n")
    found = renamed(tmp_path / "a.js", lambda path: path.relative_to(tmp_path).as_posix())
    assert found == code.replace('"./deep/b.js";', '"deep/b.js";', 1)

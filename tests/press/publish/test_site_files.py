"""Beside the pages: the theme's files trimmed, or a sentence that says what has changed."""

from __future__ import annotations

import pytest

from fulcrum.errors import FulcrumError
from press.publish import gate, site_files
from press.workspace.workspace import Workspace


@pytest.fixture
def built(tmp_path):
    """A folder as Sphinx leaves it, with the theme's files."""
    static = tmp_path / "_static"
    (static / "vendor").mkdir(parents=True)
    (static / "scripts").mkdir()
    for name in site_files.UNUSED[1:]:
        (static / name).touch()
    (static / site_files.THEME).write_text(f"scan({site_files.SCANNED})")
    return tmp_path


def test_what_no_page_uses_is_left_out(built):
    site_files._trim(built / "_static")
    assert [path.name for path in built.rglob("*.js")] == ["pydata-sphinx-theme.js"]
    assert (built / "_static" / site_files.THEME).read_text() == 'scan(["fu-none"])'


def test_a_theme_that_measures_something_else_stops_the_build(built):
    (built / "_static" / site_files.THEME).write_text("(()=>{})()")
    with pytest.raises(FulcrumError, match=r"has changed.*correct SCANNED in lib"):
        site_files.complete(Workspace.open(built), built)


def test_a_theme_that_brings_other_files_stops_the_build(built):
    (built / "_static" / "scripts" / "bootstrap.js").unlink()
    with pytest.raises(FulcrumError, match=r"no longer brings scripts/bootstrap\.js.*UNUSED"):
        site_files.complete(Workspace.open(built), built)


@pytest.mark.parametrize(("script", "findings"), [(site_files.MODE, 0), ("other()", 1)])
def test_a_script_that_the_policy_does_not_name_is_refused(tmp_path, script, findings):
    policy = f'<meta http-equiv="Content-Security-Policy" content="{site_files.policy()}">'
    page = f"{policy}<script>{script}</script><script type='application/json'>{{}}</script>"
    (tmp_path / "page.html").write_text(page)
    refused = gate.site_findings(tmp_path)
    assert len(refused) == findings
    assert all("a script that its policy forbids: other()" in str(finding) for finding in refused)

"""Chapters on a Dask cluster, in the long lane only: the package is optional, and slow to start."""

from __future__ import annotations

import json

import pytest


@pytest.mark.full
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_chapters_run_where_a_scheduler_says(project, cli, capsys):
    from distributed import LocalCluster  # noqa: PLC0415 - an optional package

    workspace = project.workspace
    before = workspace.record("border")["results"]
    workspace.record_file("border").unlink()
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as cluster:
        assert cli("build", "border", "--force", "--scheduler", cluster.scheduler_address) == 0
    assert "executed border" in capsys.readouterr().out
    after = json.loads(workspace.record_file("border").read_text())["results"]
    assert after == before

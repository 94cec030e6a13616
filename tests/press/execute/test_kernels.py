"""Kernels: warm ones answer like cold ones, see the library as it is, and can always be ended."""

from __future__ import annotations

import ast
import os
import select
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME
from jupyter_client.manager import KernelManager

from fulcrum.errors import FulcrumError
from press.execute import kernels

PATIENCE = 30
SURROUNDINGS = """{
    "path": sys.path, "folder": os.getcwd(),
    "arguments": [os.path.basename(a) for a in sys.argv[:2]],
    "environment": {k: v for k, v in os.environ.items() if k not in FREE},
    "hash": hash("Tajikistan"), "zone": time.tzname, "temporary": tempfile.gettempdir(),
    "signals": [str(signal.getsignal(n)) for n in (signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE)],
    "streams": [os.readlink(f"/proc/self/fd/{n}").partition(":")[0] for n in (1, 2)],
    "flags": str(sys.flags),
    "leader": os.getsid(0) == os.getpid(), "filters": sorted(map(str, warnings.filters)),
    "main": sorted(name for name in vars(sys.modules["__main__"]) if not name.startswith("_")),
    "chart": alt.Chart(pd.DataFrame({"x": [1, 2]})).mark_bar().encode(x="x").to_json(),
    "sum": float(np.linalg.inv(np.arange(1, 10).reshape(3, 3) + np.eye(3)).sum()),
}"""
IMPORTS = (
    "import os, signal, sys, tempfile, time, warnings, altair as alt, numpy as np, pandas as pd"
)
# What differs between any two kernels, cold ones too.
FREE = ("JPY_SESSION_NAME", "PYTEST_CURRENT_TEST")


class Session:
    """A running kernel, and a client that talks to it."""

    def __init__(self, manager, client):
        self.manager, self.client = manager, client

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def run(self, code):
        return self.client.execute_interactive(code, timeout=PATIENCE, output_hook=lambda _: None)

    def value(self, expression):
        """What an expression is worth in the kernel, as a Python literal."""
        content = self.client.execute_interactive(
            "", user_expressions={"value": expression}, timeout=PATIENCE
        )["content"]["user_expressions"]["value"]
        assert content["status"] == "ok", content
        return ast.literal_eval(content["data"]["text/plain"])


@contextmanager
def session(*, warm, folder, name=NATIVE_KERNEL_NAME, **environment):
    with tempfile.TemporaryDirectory(prefix="fk") as sockets, Path(os.devnull).open("w") as nowhere:
        manager = KernelManager(kernel_name=name, transport="ipc", ip=str(Path(sockets) / "k"))
        kernels.provide(manager, warm=warm)
        client = None
        try:
            manager.start_kernel(
                cwd=str(folder),
                env=os.environ | {"PYTHONHASHSEED": "0"} | environment,
                stdout=nowhere,
                stderr=nowhere,
            )
            client = manager.blocking_client()
            client.start_channels()
            client.wait_for_ready(timeout=PATIENCE)
            yield Session(manager, client)
        finally:
            if client is not None:
                client.stop_channels()
            manager.shutdown_kernel(now=True)
            manager.context.term()


@pytest.fixture(autouse=True)
def _open():
    """Kernels may start, whatever a test stopped before."""
    kernels.allow()


@pytest.fixture(scope="module", autouse=True)
def _parents_end():
    yield
    kernels.kill_all()
    kernels.allow()


@pytest.fixture
def light(tmp_path):
    """A search path on which the heavy packages are empty, for parents that start at once."""
    folder = tmp_path / "light"
    folder.mkdir()
    for name in ("pandas", "altair", "networkx", "scipy"):
        (folder / f"{name}.py").touch()
    return str(folder)


def gone(*pids):
    """Whether all these processes end (nobody needs to have asked for their exit code yet)."""
    for pid in pids:
        with suppress(ProcessLookupError):
            watch = os.pidfd_open(pid)
            try:
                if not select.select([watch], [], [], PATIENCE)[0]:
                    return False
            finally:
                os.close(watch)
    return True


def test_a_warm_kernel_finds_itself_where_a_cold_one_does(tmp_path):
    library = tmp_path / "lib"
    library.mkdir()
    surroundings = {
        "PYTHONPATH": str(library),
        "TZ": "Asia/Dushanbe",
        "TMPDIR": str(library),
        "FULCRUM_RECORDS": "here",
    }
    seen = {}
    for warm in (False, True):
        with session(warm=warm, folder=tmp_path, **surroundings) as kernel:
            kernel.run(IMPORTS)
            kernel.run(f"FREE = {FREE}")
            seen[warm] = kernel.value(SURROUNDINGS)
            assert kernel.manager.provisioner.kind == ("warm" if warm else "cold")
    assert seen[True]["folder"] == str(tmp_path)
    assert str(library) in seen[True]["path"]
    assert seen[True]["environment"]["FULCRUM_RECORDS"] == "here"
    assert seen[True] == seen[False]


def test_variables_are_taken_anew_for_each_kernel_of_a_parent(tmp_path):
    asked = 'os.environ.get("FULCRUM_ROOT"), os.environ.get("FULCRUM_RECORDS"), time.tzname[0]'
    with session(warm=True, folder=tmp_path, FULCRUM_ROOT="one", TZ="UTC") as kernel:
        kernel.run("import os, time")
        assert kernel.value(asked) == ("one", None, "UTC")
    before = kernels.parents()
    with session(warm=True, folder=tmp_path, FULCRUM_RECORDS="two", TZ="Asia/Dushanbe") as kernel:
        kernel.run("import os, time")
        assert kernel.value(asked) == (os.environ.get("FULCRUM_ROOT"), "two", "+05")
    assert kernels.parents() == before


def test_the_library_is_imported_as_it_stands_when_the_kernel_starts(tmp_path):
    module = tmp_path / "fulcrum" / "borders.py"
    module.parent.mkdir()
    (module.parent / "__init__.py").touch()
    for length in (206, 1344):
        module.write_text(f"length = {length}\n", encoding="utf-8")
        with session(warm=True, folder=tmp_path, PYTHONPATH=str(tmp_path)) as kernel:
            kernel.run("import sys; early = [m for m in sys.modules if m.startswith('fulcrum')]")
            kernel.run("from fulcrum.borders import length")
            assert kernel.value("early") == []
            assert kernel.value("length") == length


def test_what_chapters_need_is_there_before_they_ask(tmp_path):
    with session(warm=True, folder=tmp_path) as kernel:
        kernel.run("import sys")
        assert kernel.value("{'numpy', 'pandas', 'altair', 'yaml'} <= set(sys.modules)")


def test_kernels_of_one_parent_draw_different_random_numbers(tmp_path):
    drawn = []
    for _ in range(2):
        with session(warm=True, folder=tmp_path) as kernel:
            kernel.run("import random, numpy as np")
            drawn += [kernel.value("random.random()"), kernel.value("float(np.random.rand())")]
    assert len(set(drawn)) == 4


@pytest.mark.parametrize("warm", [True, False])
def test_a_notebook_may_name_any_kernel_and_gets_this_interpreter(tmp_path, warm):
    with session(warm=warm, folder=tmp_path, name="some-conda-environment") as kernel:
        kernel.run("import sys")
        assert kernel.value("sys.executable") == sys.executable
        assert kernel.value("sys.prefix") == sys.prefix


@pytest.mark.parametrize("warm", [True, False])
def test_an_interrupted_kernel_goes_on(tmp_path, warm):
    with session(warm=warm, folder=tmp_path) as kernel:
        kernel.run("import os, signal")
        reply = kernel.run("os.kill(os.getpid(), signal.SIGINT)\nwhile True: pass")
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert kernel.value("1 + 1") == 2


@pytest.mark.parametrize(("warm", "how"), [(True, "exit"), (True, "kill"), (False, "exit")])
def test_the_end_of_a_kernel_is_noticed_with_its_exit_code(tmp_path, warm, how):
    with session(warm=warm, folder=tmp_path) as kernel:
        process = kernel.manager.provisioner.process
        assert process.poll() is None
        kernel.run("import os")
        if how == "exit":
            kernel.client.execute("os._exit(3)")
        else:
            os.kill(kernel.pid, signal.SIGKILL)
        assert process.wait(PATIENCE) == (3 if how == "exit" else -signal.SIGKILL)
        assert not kernel.manager.is_alive()


def test_what_a_dead_kernel_left_running_is_ended(tmp_path):
    with session(warm=True, folder=tmp_path) as kernel:
        kernel.run("import subprocess; child = subprocess.Popen(['tail', '-f', '/dev/null'])")
        child = kernel.value("child.pid")
        kernel.client.execute("import os; os._exit(3)")
        kernel.manager.provisioner.process.wait(PATIENCE)
        kernel.manager.cleanup_resources()  # all that a notebook client does for a dead kernel
        assert gone(child)
        assert kernels.running() == []


def test_kernels_leave_no_open_files_behind(tmp_path):
    counts = []
    for _ in range(3):
        with session(warm=True, folder=tmp_path) as kernel:
            assert kernel.value("1") == 1
            parent = psutil.Process(kernel.manager.provisioner.warm_parent.process.pid)
            counts.append((parent.num_fds(), len(parent.children())))
    assert len(set(counts)) == 1


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_kernels as t
here = Path.cwd()
with t.session(warm=True, folder=here) as warm, t.session(warm=False, folder=here) as cold:
    print(warm.pid, cold.pid, *t.kernels.parents(), flush=True)
    input()
"""


def test_nothing_outlives_a_build_that_is_killed(tmp_path):
    code = BUILD.format(tests=str(Path(__file__).parent))
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as build:
        pids = [int(pid) for pid in build.stdout.readline().split()]
        assert len(pids) == 3
        build.kill()
        assert build.wait(PATIENCE) == -signal.SIGKILL
        assert gone(*pids)


def test_a_parent_that_cannot_start_says_what_to_do(tmp_path):
    (tmp_path / "pandas.py").write_text("raise RuntimeError('no pandas here')\n")
    with (
        pytest.raises(FulcrumError, match="--lane review"),
        session(warm=True, folder=tmp_path, PYTHONPATH=str(tmp_path)),
    ):
        pass


def test_parents_without_kernels_do_not_pile_up(tmp_path, light):
    for number in range(kernels.KEPT + 1):
        with session(warm=True, folder=tmp_path, PYTHONPATH=f"{light}:/{number}") as kernel:
            assert kernel.value("1 + 1") == 2
    assert len(kernels.parents()) == kernels.KEPT


def test_a_parent_that_was_killed_is_replaced(tmp_path, light):
    with session(warm=True, folder=tmp_path, PYTHONPATH=light) as kernel:
        parent = psutil.Process(kernel.manager.provisioner.warm_parent.process.pid)
        parent.kill()
        assert kernel.manager.provisioner.process.wait(PATIENCE) == -signal.SIGKILL
        assert gone(kernel.pid)
    with session(warm=True, folder=tmp_path, PYTHONPATH=light) as kernel:
        assert kernel.value("1 + 1") == 2
    assert parent.pid not in kernels.parents()


@pytest.mark.parametrize("warm", [True, False])
def test_killing_all_leaves_no_process(tmp_path, warm):
    with session(warm=warm, folder=tmp_path) as kernel:
        kernel.run("import subprocess; child = subprocess.Popen(['tail', '-f', '/dev/null'])")
        processes = [kernel.pid, kernel.value("child.pid"), *kernels.parents()]
        assert kernels.running() == [kernel.pid]
        assert kernels.parents() or not warm
        kernels.kill_all()
        assert kernels.running() == kernels.parents() == []
        kernel.manager.provisioner.process.wait(PATIENCE)  # a cold one is our own child
        assert gone(*processes)


@pytest.mark.parametrize("warm", [True, False])
def test_no_kernel_starts_after_all_were_killed(tmp_path, warm):
    kernels.kill_all()
    with (
        pytest.raises(FulcrumError, match="stopped before"),
        session(warm=warm, folder=tmp_path),
    ):
        pass
    assert kernels.running() == kernels.parents() == []

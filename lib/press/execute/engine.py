"""The papermill engine of the book: it watches what each kernel uses."""

from __future__ import annotations

import ast
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import LocalHandler, papermill_io

from fulcrum.errors import FulcrumError
from press.execute import kernels, receipts
from press.workspace.workspace import Workspace

ENGINE: Final = "fulcrum"
for _name in ("papermill", "traitlets"):  # a theme's colours turn on what all loggers say
    logging.getLogger(_name).setLevel(logging.WARNING)


class Files(LocalHandler):
    """Files as papermill reads and writes them, without a working directory kept for them.

    Papermill keeps that of the process while it executes a notebook. Of notebooks that overlap, the
    last to end would put back that of another, and the next would go to a folder that may be gone.
    """

    def cwd(self, new_path: str | None) -> None:
        """Keep nothing: our paths are absolute, and others begin where the process is."""


papermill_io.register("local", Files())


class ReceiptClient(PapermillNotebookClient):
    """A notebook client that watches what its kernel uses and asks it at the end."""

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Start the kernel over a socket of its own, and note it so that it can be killed."""
        self.km.transport = "ipc"
        self.km.ip = str(Path(self.nb_man.fulcrum_sockets) / "k")
        kernels.provide(self.km, warm=self.nb_man.fulcrum_warm)
        super().start_new_kernel(**kwargs)
        self.nb_man.fulcrum_kernel = self.km.provisioner.kind

    def papermill_execute_cells(self) -> None:
        """Execute the cells between the watch and the question."""
        self._silently(receipts.PRELUDE)
        super().papermill_execute_cells()
        if any(o.output_type == "error" for c in self.nb.cells for o in c.get("outputs", ())):
            return
        answer = self._silently("", receipt=receipts.QUESTION)["user_expressions"]["receipt"]
        if answer["status"] != "ok":
            raise FulcrumError(
                f"The kernel could not say what it used ({answer['evalue']}). "
                "A cell may have given the name of a module to something else. Look at its last "
                "lines."
            )
        self.nb_man.fulcrum_answer = json.loads(ast.literal_eval(answer["data"]["text/plain"]))

    def _silently(self, code: str, **expressions: str) -> Mapping[str, Any]:
        options = {"silent": True, "store_history": False, "user_expressions": expressions}
        content: Mapping[str, Any] = self.wait_for_reply(self.kc.execute(code, **options))[
            "content"
        ]
        return content


class ReceiptEngine(NBClientEngine):
    """Papermill's engine with the client above."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        answers: dict[str, Any],
        environment: dict[str, str],
        folder: str,
        log: str,
        warm: bool,
        log_output: bool = False,
        **_: Any,
    ) -> None:
        """Execute in ``folder`` with ``environment``; the answer lands in ``answers``."""
        for cell in nb_man.nb.cells:
            if "injected-parameters" in cell.metadata.get("tags", []):
                cell["id"] = "injected-parameters"
        with tempfile.TemporaryDirectory(prefix="fk") as sockets:
            nb_man.fulcrum_sockets, nb_man.fulcrum_answer = sockets, None
            nb_man.fulcrum_warm = warm
            client = ReceiptClient(
                nb_man,
                kernel_name=kernel_name,
                timeout=None,
                startup_timeout=120,
                log_output=log_output,
                shutdown_kernel="immediate",  # all that counts has been answered by then
                resources={"metadata": {"path": folder}},
            )
            # What the kernel process itself prints (not its cells) goes to a file.
            with Path(log).open("a", encoding="utf-8") as lines:
                client.execute(env=environment, stdout=lines, stderr=lines)
        answers.update(answer=nb_man.fulcrum_answer, kernel=nb_man.fulcrum_kernel)


papermill_engines.register(ENGINE, ReceiptEngine)


def environment(workspace: Workspace, records: Path | None) -> dict[str, str]:
    """The environment of a chapter's kernel: hashes, threads, project, records."""
    kept = {k: v for k, v in os.environ.items() if k != "FULCRUM_RECORDS"}
    kept |= {"PYTHONHASHSEED": "0", "FULCRUM_ROOT": str(workspace.folder)}
    kept.setdefault("OPENBLAS_NUM_THREADS", "1")  # kernels side by side have the cores already
    return kept | ({"FULCRUM_RECORDS": str(records)} if records else {})

"""The command line: every verb is one function of ``press``, imported when it is called.

One module for each user: ``reader`` makes the book and its editions, ``reviewer`` compares it with
the published record, ``author`` helps to write it.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any, Final

import typer
from typer.main import get_command

from fulcrum.errors import FulcrumError
from press.cli import author, reader, reviewer

FAILED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130
"""What a shell makes of Ctrl-C, and typer too."""

app = typer.Typer(
    help="Execute, check and publish the book.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich would be imported to draw frames around the help
)


for _verb in (
    *(reader.build, reader.pdf, reader.edition, reader.editions),
    *(reviewer.review, reviewer.compare, reviewer.robustness, reviewer.accept),
    *(author.preview, author.check, author.seal),
):
    app.command()(_verb)
app.add_typer(author.new, name="new")
app.add_typer(author.rename, name="rename")


def _called(words: list[str]) -> str:
    """The verb that was called, as it was written: ``build``, or ``new chapter``."""
    command: Any = get_command(app)
    verb = ["fulcrum"]
    for word in words:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            break
        verb.append(word)
    return " ".join(verb)


def _in_words(error: Exception, words: list[str]) -> tuple[str, int]:
    """A failure as a sentence, and the exit code that belongs to it."""
    if isinstance(error, FulcrumError):
        return str(error), FAILED
    usage = getattr(error, "format_message", None)
    if usage is not None:  # typer could not read the words
        return f"{usage()} See {_called(words)} --help.", MISUSED
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return (
        f"{_called(words)} failed for a reason that nobody foresaw ({what}). The book published "
        "before stays as it was. Run it again with --traceback to see where it happened."
    ), FAILED


def main() -> None:
    """Run the command line.

    Every failure is a sentence on standard error; a traceback stands above it only with
    ``--traceback``. Exit codes: 0 done, 1 failed or does not agree, 2 misused, 130 interrupted.
    """
    words = sys.argv[1:]
    try:
        code = app(standalone_mode=False) or 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        if "--traceback" in words:
            traceback.print_exc()
        sentence, code = _in_words(error, words)
        print(sentence, file=sys.stderr)
    if code == INTERRUPTED:
        print("Interrupted. The book published before stays as it was.", file=sys.stderr)
    sys.exit(code)

"""Code in few colours: keywords, texts, numbers, comments and what is defined; the rest is ink.

A mark around every name, sign and space would be half of all elements of a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexers import PythonLexer
from pygments.token import Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace

PLAIN = (Name, Operator, Punctuation, Whitespace)
COLOURED = (Name.Builtin, Name.Function, Name.Class, Name.Decorator, Operator.Word)
WHOLE = (String, Number, Keyword)


class QuietLexer(PythonLexer):
    """Python whose tokens without a colour of their own are text, and whose kinds are coarse."""

    name = "Python, quietly"
    aliases: ClassVar[list[str]] = []

    def get_tokens_unprocessed(self, *args: Any, **kwargs: Any) -> Iterator[tuple[int, Any, str]]:
        """The tokens of a text with their places, as Pygments asks for them."""
        for place, kind, text in super().get_tokens_unprocessed(*args, **kwargs):
            plain = any(kind in group for group in PLAIN) and not any(kind in c for c in COLOURED)
            whole = next((group for group in WHOLE if kind in group), kind)
            yield place, Text if plain else whole, text

"""``python -m fulcrum.cli`` is ``fulcrum``."""

from fulcrum.cli import main

main()

"""``python -m press.cli`` is ``fulcrum``."""

from press.cli import main

main()

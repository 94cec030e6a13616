"""The one exception that a user of Fulcrum is meant to read."""

from __future__ import annotations


class FulcrumError(Exception):
    """Something a person can mend: a sentence that says what was found, where, and what to do."""

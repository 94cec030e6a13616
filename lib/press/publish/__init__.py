"""From executed chapters to a published book, past the gate."""

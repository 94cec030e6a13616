"""The book for other states and years."""

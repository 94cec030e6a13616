"""Numbers in, numbers out; each measure with its reference."""

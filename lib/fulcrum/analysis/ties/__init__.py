"""What states trade, owe, send and vote."""

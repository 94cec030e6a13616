"""Executes, checks and publishes the book; knows notebooks, not politics."""

"""Borders, bases and kin: what lies where."""

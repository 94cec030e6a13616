"""Calculations whose assumptions a reader can change."""

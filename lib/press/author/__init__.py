"""Checks, skeletons, coding sheets and the live preview."""

"""Papermill executes the chapters; each execution leaves a receipt."""

"""Find a Chromium for the browser tests, or install one; run as a script it prints its path."""

from press.publish.browser import ARGUMENTS, ensure

__all__ = ["ARGUMENTS", "ensure"]

if __name__ == "__main__":
    print(f"Browser: {ensure()}")

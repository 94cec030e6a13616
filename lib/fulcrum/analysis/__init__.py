"""What this report computes, by subject."""

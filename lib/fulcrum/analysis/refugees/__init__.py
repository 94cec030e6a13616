"""Who came, who was expected, and who passed through."""

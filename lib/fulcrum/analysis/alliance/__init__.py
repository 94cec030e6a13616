"""Members of the alliance, their bargain, and small allies next to wars."""

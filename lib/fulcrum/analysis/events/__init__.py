"""What actors said and did, as coded from the record."""

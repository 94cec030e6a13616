"""Cold re-execution, comparison with the record, certificate."""

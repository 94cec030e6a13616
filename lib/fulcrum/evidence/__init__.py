"""The contract between report and press: tables in, typed payloads out."""

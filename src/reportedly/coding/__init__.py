"""The method: a report in, its coding out."""

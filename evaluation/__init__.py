"""Scores, gate, replay and speed: what the coder gets right, measured on sets that stay where they are."""

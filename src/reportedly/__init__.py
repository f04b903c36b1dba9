"""Reportedly turns news reports into event data you can check: who did what to whom, and according to whom."""

__version__ = "0.1.0"

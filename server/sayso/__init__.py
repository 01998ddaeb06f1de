"""Sayso: who each statement comes from, and how sure it is said to be."""

from __future__ import annotations

__version__ = "0.1.0"
SCHEMA = "sayso/1.0"

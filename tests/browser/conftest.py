"""Fixtures of the journeys."""

from tests.browser.fixtures import desk, extension, pages, sayso_server, shots

__all__ = ["desk", "extension", "pages", "sayso_server", "shots"]

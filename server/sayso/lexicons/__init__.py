"""Word lists as data; ``sayso.lexicon`` reads them."""

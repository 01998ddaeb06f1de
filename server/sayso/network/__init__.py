"""The trained network: words and parse in; tags, lemmas, trees, names, and who says what out.

One bidirectional LSTM reads the words (`encoder`), and each component turns what it left in
`doc.tensor` into one layer of facts: `trees` the parse, `names` the names, `roles` source, cue and
content with what belongs together. Tags and morphology are spaCy's own components on the same
tensor (`heads`), lemmas a table and rules (`lemmas`). Training happens elsewhere (server/training,
with PyTorch); what runs here needs NumPy alone. Importing this package is what makes the shipped
pipeline loadable.
"""

from __future__ import annotations

from sayso.network import encoder, heads, lemmas, names, roles, trees

__all__ = ["encoder", "heads", "lemmas", "names", "roles", "trees"]

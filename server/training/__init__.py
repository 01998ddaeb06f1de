"""How Sayso's model is made: corpora are prepared, three parts trained, packaged and measured."""

"""The reader of Universal Dependencies keeps the raw text exactly."""

import pytest

from training.conllu import parse_conllu

SNIPPET = """\
# newdoc id = invented
# newpar
# text = "Mayor Oda can't wait," she said.
1\t"\t"\tPUNCT\t``\t_\t6\tpunct\t_\tSpaceAfter=No
2\tMayor\tMayor\tPROPN\tNNP\tNumber=Sing\t6\tnsubj\t_\t_
3\tOda\tOda\tPROPN\tNNP\tNumber=Sing\t2\tflat\t_\t_
4-5\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
4\tca\tcan\tAUX\tMD\tVerbForm=Fin\t6\taux\t_\t_
5\tn't\tnot\tPART\tRB\tPolarity=Neg|Typo=Yes\t6\tadvmod\t_\t_
6\twait\twait\tVERB\tVB\tVerbForm=Inf\t10\tccomp\t_\tSpaceAfter=No
7\t,\t,\tPUNCT\t,\t_\t6\tpunct\t_\tSpaceAfter=No
8\t"\t"\tPUNCT\t''\t_\t6\tpunct\t_\t_
8.1\tso\tso\tADV\tRB\t_\t_\t_\t10:advmod\t_
9\tshe\tshe\tPRON\tPRP\tPerson=3\t10\tnsubj\t_\t_
10\tsaid\tsay\tVERB\tVBD\tTense=Past|VerbForm=Fin\t0\troot\t_\tSpaceAfter=No
11\t.\t.\tPUNCT\t.\t_\t10\tpunct\t_\t_

# text = Nobody asked.
1\tNobody\tnobody\tPRON\tNN\tNumber=Sing\t2\tnsubj\t_\t_
2\tasked\task\tVERB\tVBD\tTense=Past|VerbForm=Fin\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tSpaceAfter=No
"""


def test_text_is_exact_through_multiword_tokens_and_empty_nodes() -> None:
    first, second = parse_conllu(SNIPPET.splitlines(keepends=True))
    built = "".join(word.form + " " * word.space_after for word in first.words)
    assert built.strip() == first.text == '"Mayor Oda can\'t wait," she said.'
    assert "so" not in [word.form for word in first.words]
    assert second.text == "Nobody asked."


def test_heads_count_from_zero_and_the_root_is_its_own() -> None:
    first, _ = parse_conllu(SNIPPET.splitlines(keepends=True))
    said = first.words[9]
    assert (said.form, said.head, said.dep) == ("said", 9, "ROOT")
    assert first.words[5].head == 9


def test_borders_and_kept_features() -> None:
    first, second = parse_conllu(SNIPPET.splitlines(keepends=True))
    assert first.opens_document and first.opens_paragraph
    assert not second.opens_paragraph
    assert first.words[4].morph == "Polarity=Neg"


def test_words_that_do_not_make_the_text_are_named() -> None:
    broken = SNIPPET.replace("# text = Nobody asked.", "# text = Nobody answered.")
    with pytest.raises(ValueError, match="Nobody asked"):
        list(parse_conllu(broken.splitlines(keepends=True)))

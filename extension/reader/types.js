// Made by `sayso generate` from server/sayso/notes/ and accuracy.json. Do not edit.
globalThis.sayso ??= {};
globalThis.sayso.measured = {"blind": 6, "seen": 45, "few": 10};
globalThis.sayso.types = {
  "named-source": {
    "family": "sourcing",
    "tone": "credit",
    "line": "solid",
    "title": "Named source",
    "question": "Is this source a party to the story, and is there a quotation, a date or a place you could check?",
    "often_fine": "Naming the source is what good reporting does.",
    "measured": {
      "blind": [35, 38],
      "seen": [256, 268]
    }
  },
  "relayed-attribution": {
    "family": "sourcing",
    "tone": "question",
    "line": "double",
    "title": "Second-hand or third-hand",
    "question": "How many mouths has this passed through, and can you reach the first one?",
    "often_fine": "Crediting another newsroom openly is honest; the chain is there so that you can follow it.",
    "measured": {
      "blind": [2, 3],
      "seen": [8, 9]
    }
  },
  "described-unnamed-source": {
    "family": "sourcing",
    "tone": "observation",
    "line": "dashed",
    "title": "Unnamed source, described",
    "question": "Why is this person not named, and what might they gain?",
    "often_fine": "Unnamed means not named to you: the reporter normally knows who it is, and naming can cost a source a job or a life.",
    "measured": {
      "blind": [9, 9],
      "seen": [20, 28]
    }
  },
  "bare-unnamed-source": {
    "family": "sourcing",
    "tone": "question",
    "line": "dashed",
    "title": "Unnamed source, not described",
    "question": "Who are they, and how would they know?",
    "often_fine": "A short item may describe the same sources further up; look there first.",
    "measured": {
      "blind": [2, 2],
      "seen": [3, 3]
    }
  },
  "vague-authority": {
    "family": "sourcing",
    "tone": "question",
    "line": "dashed",
    "title": "Unspecified authority",
    "question": "Which experts or critics, how many, and who disagrees?",
    "often_fine": "A summary sentence may be borne out by named people in the paragraphs that follow.",
    "measured": {
      "blind": [4, 5],
      "seen": [5, 7]
    }
  },
  "agentless-attribution": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Nobody in particular says",
    "question": "Believed or understood by whom, and on what evidence?",
    "often_fine": "Where something is common knowledge, or the holder of the view was named just before.",
    "measured": {
      "blind": [3, 3],
      "seen": [26, 26]
    }
  },
  "evidential-adverb": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Said to be so",
    "question": "Reported or alleged by whom? Can you find that report?",
    "often_fine": "‘Allegedly’ protects a person who has not been convicted; the charge and the court are usually near by.",
    "measured": {
      "blind": [2, 2],
      "seen": [9, 9]
    }
  },
  "anonymity-explained": {
    "family": "sourcing",
    "tone": "credit",
    "line": "solid",
    "title": "Reason for anonymity given",
    "question": "Does the reason fit the risk?",
    "often_fine": "Giving the reason is what the codes of ethics ask for.",
    "measured": {
      "blind": [3, 3],
      "seen": [5, 5]
    }
  },
  "state-affiliated-source": {
    "family": "sourcing",
    "tone": "observation",
    "line": "dashed",
    "title": "State-affiliated outlet as source",
    "question": "Does this outlet answer to a government that is a party to the story?",
    "often_fine": "State outlets report plain facts too; the point is to know who is speaking. The same words are used for every country.",
    "measured": {
      "blind": [0, 0],
      "seen": [3, 3]
    }
  },
  "social-media-source": {
    "family": "sourcing",
    "tone": "observation",
    "line": "dashed",
    "title": "Social media as source",
    "question": "Who posted it, when and where, and did anybody verify it?",
    "often_fine": "When the article says that it checked the material, or why it could not.",
    "measured": {
      "blind": [2, 2],
      "seen": [12, 13]
    }
  },
  "unspecified-document": {
    "family": "sourcing",
    "tone": "observation",
    "line": "dashed",
    "title": "Document you cannot look up",
    "question": "What is it called, who wrote it, and can you find it?",
    "often_fine": "When the document is linked or was named further up.",
    "measured": {
      "blind": [5, 6],
      "seen": [6, 7]
    }
  },
  "document-cited": {
    "family": "sourcing",
    "tone": "credit",
    "line": "solid",
    "title": "Document you can look up",
    "question": "Does the document say what the article says it says?",
    "often_fine": "Citing a findable document is good practice.",
    "measured": {
      "blind": [2, 2],
      "seen": [11, 12]
    }
  },
  "limits-stated": {
    "family": "sourcing",
    "tone": "credit",
    "line": "solid",
    "title": "Says what is not known",
    "question": "Has it been cleared up since?",
    "often_fine": "Saying what is not known is a mark of careful reporting.",
    "measured": {
      "blind": [8, 9],
      "seen": [27, 27]
    }
  },
  "unattributed-reaction": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Reaction without a voice",
    "question": "Who reacted, and is anybody quoted?",
    "often_fine": "When the following paragraphs quote the people who reacted.",
    "measured": {
      "blind": [3, 3],
      "seen": [10, 10]
    }
  },
  "unowned-concern": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Worry, doubt or rumour without an owner",
    "question": "Whose concern or question is it? Could it be an accusation put as a question?",
    "often_fine": "When people holding the concern are named near by.",
    "measured": {
      "blind": [3, 3],
      "seen": [7, 7]
    }
  },
  "imputed-motive": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Motive or feeling without a source",
    "question": "How could the writer know this?",
    "often_fine": "When the person has said so, in this article or in a record it cites.",
    "measured": {
      "blind": [1, 2],
      "seen": [15, 15]
    }
  },
  "unattributed-figure": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Number without a source",
    "question": "Who counted, when, and how?",
    "often_fine": "Public records and official results are often given without repeating the source.",
    "measured": {
      "blind": [1, 4],
      "seen": [9, 12]
    }
  },
  "modal-hedge": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "May, might, could",
    "question": "How likely, and says who?",
    "often_fine": "Hedging is honest when the evidence is incomplete.",
    "measured": {
      "blind": [8, 8],
      "seen": [23, 27]
    }
  },
  "stacked-hedge": {
    "family": "hedging",
    "tone": "question",
    "line": "dotted",
    "title": "Hedge with a push",
    "question": "What makes it easy, or likely? Where is the arithmetic?",
    "often_fine": "Rarely needed: the plain hedge says the same.",
    "measured": {
      "blind": [2, 2],
      "seen": [3, 4]
    }
  },
  "probability-term": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Verbal probability",
    "question": "Which number would you put on it? Analysts bound to ICD 203 mean 55–80 % by ‘likely’; this writer may not.",
    "often_fine": "Good forecasting says how likely.",
    "measured": {
      "blind": [8, 8],
      "seen": [15, 15]
    }
  },
  "possibility-word": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Possible, potential, perhaps",
    "question": "Possible compared with what?",
    "often_fine": "It keeps an open question open.",
    "measured": {
      "blind": [4, 4],
      "seen": [9, 9]
    }
  },
  "appearance-verb": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Seems, appears",
    "question": "What was actually seen?",
    "often_fine": "It says that the writer infers rather than knows.",
    "measured": {
      "blind": [3, 3],
      "seen": [11, 11]
    }
  },
  "conditional-premise": {
    "family": "hedging",
    "tone": "question",
    "line": "dotted",
    "title": "Only if",
    "question": "Is the condition met later in the article, or forgotten?",
    "often_fine": "Stating the condition is honest, as long as it is kept.",
    "measured": {
      "blind": [2, 2],
      "seen": [3, 3]
    }
  },
  "approximator": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Open-ended number",
    "question": "Is it a floor, a ceiling or a guess, and who counted?",
    "often_fine": "Rounded and minimum figures are usual while an event goes on.",
    "measured": {
      "blind": [6, 8],
      "seen": [47, 47]
    }
  },
  "vague-quantity": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Amount without a number",
    "question": "How many, and of how many?",
    "often_fine": "When the number follows, or does not matter to the story.",
    "measured": {
      "blind": [4, 4],
      "seen": [20, 24]
    }
  },
  "vague-time": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "When was that?",
    "question": "On what date?",
    "often_fine": "In background sentences where the date does not matter.",
    "measured": {
      "blind": [3, 4],
      "seen": [10, 10]
    }
  },
  "booster": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Certainty asserted",
    "question": "Clear to whom, and from what?",
    "often_fine": "In opinion pieces.",
    "measured": {
      "blind": [2, 2],
      "seen": [5, 5]
    }
  },
  "factive-verb": {
    "family": "hedging",
    "tone": "question",
    "line": "dotted",
    "title": "Reported as established",
    "question": "Would ‘said’ be as true?",
    "often_fine": "When the article has shown the evidence already.",
    "measured": {
      "blind": [6, 6],
      "seen": [18, 18]
    }
  },
  "doubting-verb": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Reported with doubt",
    "question": "Why not ‘said’? Does the article doubt all sides alike?",
    "often_fine": "When the statement is disputed or cannot be checked.",
    "measured": {
      "blind": [6, 6],
      "seen": [13, 13]
    }
  },
  "tentative-verb": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Inferred, not said",
    "question": "Was it said, or is it somebody's reading of the facts?",
    "often_fine": "It is the right verb for evidence short of proof.",
    "measured": {
      "blind": [5, 5],
      "seen": [7, 7]
    }
  },
  "distancing-term": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Held at a distance",
    "question": "Who describes it so, and who does not?",
    "often_fine": "For charges not yet proven in court.",
    "measured": {
      "blind": [3, 3],
      "seen": [4, 4]
    }
  },
  "scare-quotes": {
    "family": "hedging",
    "tone": "observation",
    "line": "dotted",
    "title": "Words in quotation marks, nobody quoted",
    "question": "Is it a quotation, irony or doubt? Whose word is it?",
    "often_fine": "Headlines quote single words from a speaker named in the text below.",
    "measured": {
      "blind": [0, 0],
      "seen": [3, 3]
    }
  },
  "headline-certainty-gap": {
    "family": "article",
    "tone": "question",
    "line": "double",
    "title": "Headline surer than the text",
    "question": "Which of the two does the evidence bear out?",
    "often_fine": "Headlines are short, but the hedge or the source usually fits.",
    "measured": {
      "blind": [0, 0],
      "seen": [2, 4]
    }
  },
  "headline-quote-unmatched": {
    "family": "article",
    "tone": "question",
    "line": "double",
    "title": "Quoted in the headline, not in the text",
    "question": "Who used this word?",
    "often_fine": "When the text gives the same words unquoted, from a named source.",
    "measured": {
      "blind": [1, 1],
      "seen": [3, 3]
    }
  },
  "headline-attribution-dropped": {
    "family": "article",
    "tone": "question",
    "line": "double",
    "title": "Source moved up in the headline",
    "question": "Who is really speaking?",
    "often_fine": "When the named source is quoted first-hand elsewhere in the text.",
    "measured": {
      "blind": [0, 0],
      "seen": [1, 1]
    }
  },
  "certainty-drift": {
    "family": "article",
    "tone": "question",
    "line": "double",
    "title": "From ‘could’ to fact",
    "question": "What happened between ‘could’ and ‘is’?",
    "often_fine": "When a later paragraph brings new evidence.",
    "measured": {
      "blind": [0, 0],
      "seen": [1, 1]
    }
  },
  "single-origin": {
    "family": "article",
    "tone": "question",
    "line": "double",
    "title": "Everything from one side",
    "question": "What would the other side, or somebody uninvolved, say?",
    "often_fine": "Short breaking items.",
    "measured": {
      "blind": [0, 0],
      "seen": [0, 0]
    }
  },
  "no-direct-quotation": {
    "family": "article",
    "tone": "observation",
    "line": "dotted",
    "title": "Nobody is quoted",
    "question": "Did the writer speak to anybody?",
    "often_fine": "Data stories and briefs.",
    "measured": {
      "blind": [0, 0],
      "seen": [3, 3]
    }
  },
  "missing-provenance": {
    "family": "article",
    "tone": "observation",
    "line": "dotted",
    "title": "No author, date or links",
    "question": "Who wrote it, when, and from what?",
    "often_fine": "Agency copy may carry the agency's name only.",
    "measured": {
      "blind": [0, 0],
      "seen": [0, 0]
    }
  }
};

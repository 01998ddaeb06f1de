// Made by `sayso generate` from server/sayso/notes/. Do not edit.
globalThis.sayso ??= {};
globalThis.sayso.types = {
  "named-source": {
    "family": "sourcing",
    "tone": "credit",
    "line": "solid",
    "title": "Named source",
    "question": "Is this source a party to the story, and is there a quotation, a date or a place you could check?",
    "often_fine": "Naming the source is what good reporting does."
  },
  "relayed-attribution": {
    "family": "sourcing",
    "tone": "question",
    "line": "double",
    "title": "Second-hand or third-hand",
    "question": "How many mouths has this passed through, and can you reach the first one?",
    "often_fine": "Crediting another newsroom openly is honest; the chain is there so that you can follow it."
  },
  "described-unnamed-source": {
    "family": "sourcing",
    "tone": "observation",
    "line": "dashed",
    "title": "Unnamed source, described",
    "question": "Why is this person not named, and what might they gain?",
    "often_fine": "Unnamed means not named to you: the reporter normally knows who it is, and naming can cost a source a job or a life."
  },
  "bare-unnamed-source": {
    "family": "sourcing",
    "tone": "question",
    "line": "dashed",
    "title": "Unnamed source, not described",
    "question": "Who are they, and how would they know?",
    "often_fine": "A short item may describe the same sources further up; look there first."
  },
  "vague-authority": {
    "family": "sourcing",
    "tone": "question",
    "line": "dashed",
    "title": "Unspecified authority",
    "question": "Which experts or critics, how many, and who disagrees?",
    "often_fine": "A summary sentence may be borne out by named people in the paragraphs that follow."
  },
  "agentless-attribution": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Nobody in particular says",
    "question": "Believed or understood by whom, and on what evidence?",
    "often_fine": "Where something is common knowledge, or the holder of the view was named just before."
  },
  "evidential-adverb": {
    "family": "sourcing",
    "tone": "question",
    "line": "wavy",
    "title": "Said to be so",
    "question": "Reported or alleged by whom? Can you find that report?",
    "often_fine": "‘Allegedly’ protects a person who has not been convicted; the charge and the court are usually near by."
  }
};

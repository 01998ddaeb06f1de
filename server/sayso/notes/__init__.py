"""The note types, in the order in which people meet them: sourcing, hedging, the whole article.

A name here is the NoteType, not the module of the same name; all use goes through ``NOTE_TYPES``.
"""

from __future__ import annotations

from sayso.note import NoteType
from sayso.notes.agentless_attribution import agentless_attribution
from sayso.notes.anonymity_explained import anonymity_explained
from sayso.notes.appearance_verb import appearance_verb
from sayso.notes.approximator import approximator
from sayso.notes.bare_unnamed_source import bare_unnamed_source
from sayso.notes.booster import booster
from sayso.notes.certainty_drift import certainty_drift
from sayso.notes.conditional_premise import conditional_premise
from sayso.notes.described_unnamed_source import described_unnamed_source
from sayso.notes.distancing_term import distancing_term
from sayso.notes.document_cited import document_cited
from sayso.notes.doubting_verb import doubting_verb
from sayso.notes.evidential_adverb import evidential_adverb
from sayso.notes.factive_verb import factive_verb
from sayso.notes.headline_attribution_dropped import headline_attribution_dropped
from sayso.notes.headline_certainty_gap import headline_certainty_gap
from sayso.notes.headline_quote_unmatched import headline_quote_unmatched
from sayso.notes.imputed_motive import imputed_motive
from sayso.notes.limits_stated import limits_stated
from sayso.notes.missing_provenance import missing_provenance
from sayso.notes.modal_hedge import modal_hedge
from sayso.notes.named_source import named_source
from sayso.notes.no_direct_quotation import no_direct_quotation
from sayso.notes.possibility_word import possibility_word
from sayso.notes.probability_term import probability_term
from sayso.notes.relayed_attribution import relayed_attribution
from sayso.notes.scare_quotes import scare_quotes
from sayso.notes.single_origin import single_origin
from sayso.notes.social_media_source import social_media_source
from sayso.notes.stacked_hedge import stacked_hedge
from sayso.notes.state_affiliated_source import state_affiliated_source
from sayso.notes.tentative_verb import tentative_verb
from sayso.notes.unattributed_figure import unattributed_figure
from sayso.notes.unattributed_reaction import unattributed_reaction
from sayso.notes.unowned_concern import unowned_concern
from sayso.notes.unspecified_document import unspecified_document
from sayso.notes.vague_authority import vague_authority
from sayso.notes.vague_quantity import vague_quantity
from sayso.notes.vague_time import vague_time

NOTE_TYPES: tuple[NoteType, ...] = (
    # sourcing
    named_source,
    relayed_attribution,
    described_unnamed_source,
    bare_unnamed_source,
    vague_authority,
    agentless_attribution,
    evidential_adverb,
    anonymity_explained,
    state_affiliated_source,
    social_media_source,
    unspecified_document,
    document_cited,
    limits_stated,
    unattributed_reaction,
    unowned_concern,
    imputed_motive,
    unattributed_figure,
    # hedging
    modal_hedge,
    stacked_hedge,
    probability_term,
    possibility_word,
    appearance_verb,
    conditional_premise,
    approximator,
    vague_quantity,
    vague_time,
    booster,
    factive_verb,
    doubting_verb,
    tentative_verb,
    distancing_term,
    scare_quotes,
    # article
    headline_certainty_gap,
    headline_quote_unmatched,
    headline_attribution_dropped,
    certainty_drift,
    single_origin,
    no_direct_quotation,
    missing_provenance,
)

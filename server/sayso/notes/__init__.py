"""The note types, in the order in which people meet them: sourcing, hedging, the whole article.

A name here is the NoteType, not the module of the same name; all use goes through ``NOTE_TYPES``.
"""

from __future__ import annotations

from sayso.note import NoteType
from sayso.notes.agentless_attribution import agentless_attribution
from sayso.notes.bare_unnamed_source import bare_unnamed_source
from sayso.notes.certainty_drift import certainty_drift
from sayso.notes.described_unnamed_source import described_unnamed_source
from sayso.notes.evidential_adverb import evidential_adverb
from sayso.notes.headline_attribution_dropped import headline_attribution_dropped
from sayso.notes.headline_certainty_gap import headline_certainty_gap
from sayso.notes.headline_quote_unmatched import headline_quote_unmatched
from sayso.notes.missing_provenance import missing_provenance
from sayso.notes.named_source import named_source
from sayso.notes.no_direct_quotation import no_direct_quotation
from sayso.notes.relayed_attribution import relayed_attribution
from sayso.notes.single_origin import single_origin
from sayso.notes.vague_authority import vague_authority

NOTE_TYPES: tuple[NoteType, ...] = (
    # sourcing
    named_source,
    relayed_attribution,
    described_unnamed_source,
    bare_unnamed_source,
    vague_authority,
    agentless_attribution,
    evidential_adverb,
    # hedging
    # article
    headline_certainty_gap,
    headline_quote_unmatched,
    headline_attribution_dropped,
    certainty_drift,
    single_origin,
    no_direct_quotation,
    missing_provenance,
)

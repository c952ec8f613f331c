"""
The catalogue: gift types on offer, who may give them, and their media.
"""

from largesse.catalogue.catalogue import Catalogue
from largesse.catalogue.content import content_of
from largesse.catalogue.eligibility import Occasion, ineligible
from largesse.catalogue.media import MEDIA_ROOT, MediaFile, MediaRegistry
from largesse.catalogue.offer import MediaAddresses, Offer

__all__ = [
    "MEDIA_ROOT",
    "Catalogue",
    "MediaAddresses",
    "MediaFile",
    "MediaRegistry",
    "Occasion",
    "Offer",
    "content_of",
    "ineligible",
]

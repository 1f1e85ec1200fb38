"""Change the directory: the vocabularies and pages that a new service begins with, the site, its texts."""

from meetings.directory.actions.site import (
    PageText,
    SiteFacts,
    ensure_site_pages,
    save_site,
    save_site_page,
    set_up_site,
)
from meetings.directory.actions.vocabularies import ensure_vocabularies

__all__ = [
    "PageText",
    "SiteFacts",
    "ensure_site_pages",
    "ensure_vocabularies",
    "save_site",
    "save_site_page",
    "set_up_site",
]

"""A browser without a screen: fetches pages from the app in process, fills in forms, and checks every page it gets.

    page = browser.get("/moten/1-natverksmote/anmalan")
    form = page.form("Anmäl mig")          # by its button, legend, heading or aria-label
    form["name"] = "Åsa Öberg"
    form["privacy"] = True                 # a checkbox
    form["sector"] = "Kommun"              # a select or radio, by value or by the words shown
    page = form.submit()
    assert page.status == 422
    assert page.errors == ["Skriv din e-postadress."]

Each request runs in a context of its own, as in production, even while the test has an application context open;
what the test itself has left uncommitted is an error, and what it has loaded is read anew afterwards.
"""

from tests.browser.form import Form
from tests.browser.page import Page, page_faults
from tests.browser.reading import words
from tests.browser.visitor import Browser

__all__ = ["Browser", "Form", "Page", "page_faults", "words"]

"""The shape of what is typed: sign-ups, changes, settings."""

from meetings.registration.forms.people import (
    ChangeForm,
    LostLinkForm,
    OptInForm,
    OwnButton,
    PersonForm,
    SignUpForm,
    WordOffered,
    WordSelect,
    change_form,
    label_opt_ins,
    sign_up_form,
    wording,
)
from meetings.registration.forms.settings import SettingsForm, settings_shown

__all__ = [
    "ChangeForm",
    "LostLinkForm",
    "OptInForm",
    "OwnButton",
    "PersonForm",
    "SettingsForm",
    "SignUpForm",
    "WordOffered",
    "WordSelect",
    "change_form",
    "label_opt_ins",
    "settings_shown",
    "sign_up_form",
    "wording",
]

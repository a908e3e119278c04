"""What forms that are written out with crispy share."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property


class PlainForm(forms.Form):
    """A form whose tags and buttons stand in the template."""

    use_required_attribute = False

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

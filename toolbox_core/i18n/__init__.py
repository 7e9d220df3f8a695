"""Languages: message catalogues, the choice of a visitor's language, and values as people write them.

Everything that is shown takes an explicit locale; nothing depends on a global.
"""

from toolbox_core.i18n.catalogues import N_ as N_
from toolbox_core.i18n.catalogues import Catalogues as Catalogues
from toolbox_core.i18n.catalogues import interpolate as interpolate
from toolbox_core.i18n.catalogues import load_catalogue as load_catalogue
from toolbox_core.i18n.languages import choose_language as choose_language
from toolbox_core.i18n.languages import direction as direction
from toolbox_core.i18n.languages import language_name as language_name
from toolbox_core.i18n.languages import locale_of as locale_of
from toolbox_core.i18n.writing import format_amount as format_amount
from toolbox_core.i18n.writing import format_bytes as format_bytes
from toolbox_core.i18n.writing import format_compact as format_compact
from toolbox_core.i18n.writing import format_day as format_day
from toolbox_core.i18n.writing import format_moment as format_moment
from toolbox_core.i18n.writing import format_number as format_number
from toolbox_core.i18n.writing import format_percent as format_percent

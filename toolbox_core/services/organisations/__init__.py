"""One directory of organisations for all modules: public bodies, companies, civil-society groups."""

from toolbox_core.services.organisations.directory import (
    Card,
    add_identifier,
    add_name,
    add_organisation,
    by_slug,
    card,
    count,
    everyone_in,
    find,
    rename,
    resolve,
)
from toolbox_core.services.organisations.linking import (
    Linked,
    Mention,
    link_organisation,
    link_organisations,
    linked_references,
    organisation_of,
)
from toolbox_core.services.organisations.merging import (
    answer_question,
    history,
    merge,
    open_questions,
    questions_waiting,
    unmerge,
)
from toolbox_core.services.organisations.models import KINDS, Organisation, OrganisationQuestion

__all__ = [
    "KINDS",
    "Card",
    "Linked",
    "Mention",
    "Organisation",
    "OrganisationQuestion",
    "add_identifier",
    "add_name",
    "add_organisation",
    "answer_question",
    "by_slug",
    "card",
    "count",
    "everyone_in",
    "find",
    "history",
    "link_organisation",
    "link_organisations",
    "linked_references",
    "merge",
    "open_questions",
    "organisation_of",
    "questions_waiting",
    "rename",
    "resolve",
    "unmerge",
]

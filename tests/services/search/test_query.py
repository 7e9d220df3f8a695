"""What was typed, in the language of each database."""

from __future__ import annotations

from toolbox_core.services.search.query import Query, Term, for_fts5, for_tsquery, understand


def test_a_query_in_each_language() -> None:
    query = understand('schools "primary care" -roof')

    assert query == Query((Term(("schools",), True), Term(("primary", "care"))), (Term(("roof",), True),))
    assert for_fts5(query) == '("schools"* AND "primary care") NOT "roof"*'
    assert for_tsquery(query) == "('schools':*) & ('primary' <-> 'care') & !('roof':*)"
    assert for_tsquery(query, in_title=True) == "('schools':A*) & ('primary':A <-> 'care':A) & !('roof':*)"

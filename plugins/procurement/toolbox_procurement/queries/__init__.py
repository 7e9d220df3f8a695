"""Everything that is read: sessions in, frozen records out. No HTTP, no HTML, no language."""

from toolbox_procurement.queries.health import computed as computed
from toolbox_procurement.queries.redactions import redactions as redactions
from toolbox_procurement.queries.sources import coverage as coverage
from toolbox_procurement.queries.sources import repairs as repairs
from toolbox_procurement.queries.sources import runs as runs
from toolbox_procurement.queries.sources import source as source
from toolbox_procurement.queries.sources import sources as sources

__all__ = ["computed", "coverage", "redactions", "repairs", "runs", "source", "sources"]

"""What writes: whole files of plans, single records, and who answers for them."""

from toolbox_nap_monitor.services.desk import Stored
from toolbox_nap_monitor.services.institutions import institution_reference
from toolbox_nap_monitor.services.settling import settle
from toolbox_nap_monitor.services.storing import store

__all__ = ["Stored", "institution_reference", "settle", "store"]

"""What reads: HTML, JSON, CSV and the command line share one query each."""

from toolbox_nap_monitor.queries.changing import changes as changes
from toolbox_nap_monitor.queries.commitments import commitment as commitment
from toolbox_nap_monitor.queries.comparing import compare as compare
from toolbox_nap_monitor.queries.institutions import scorecards as scorecards
from toolbox_nap_monitor.queries.members import member as member
from toolbox_nap_monitor.queries.members import members as members
from toolbox_nap_monitor.queries.members import plan as plan
from toolbox_nap_monitor.queries.overview import overview as overview
from toolbox_nap_monitor.queries.overview import starts as starts

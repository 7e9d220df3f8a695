"""``python -m toolbox_core.cli``: the command ``toolbox`` of this very interpreter."""

from toolbox_core.cli import main

main()

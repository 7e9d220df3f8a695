"""Red flags: one module per indicator, and the engine that folds them over a file.

``run`` finds the modules ``r…`` here and computes them; ``base`` says what an indicator is; ``shapes`` decodes what
they look at. A new one is begun with ``toolbox procurement add-indicator CODE``.
"""

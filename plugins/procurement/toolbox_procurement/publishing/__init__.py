"""From a draft to what the public sees: releases compiled, facts, flags, sums, directory and search, in one act."""

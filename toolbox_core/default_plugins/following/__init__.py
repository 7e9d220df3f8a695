"""Following what happens here: Atom feeds, letters for those who asked for them twice, signed webhooks for programs."""

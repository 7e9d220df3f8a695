"""From files to a draft: every release is read, checked and kept; nothing becomes public by it."""

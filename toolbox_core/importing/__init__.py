"""Reading what governments publish: guess the format, read rows one by one, say plainly what is wrong."""

"""The tax receipt: what 1,000 paid were spent on, and an estimate of what somebody pays, from dated rules."""

"""The demo set: contracts of the fictional Republic of Aldora and its City of Port Sennen, the same at every making."""

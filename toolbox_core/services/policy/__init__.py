"""What a site keeps about the open-source policy: verdicts, waivers, advisories, and the catalogues it reads."""

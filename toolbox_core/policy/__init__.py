"""The open-source policy as code: rules, the tier that follows from them, waivers, advisories, catalogues."""

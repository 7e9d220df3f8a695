"""The directory of organisations: public bodies, companies, civil society."""

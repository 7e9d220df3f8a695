"""The programming interface described: the OpenAPI document, and pages for people who write programs."""

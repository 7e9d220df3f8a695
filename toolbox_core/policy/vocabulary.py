"""The words of publiccode.yml 0.7 (its schema, lists of categories, scopes and aliases) as compact tables."""

from __future__ import annotations

VERSIONS = (
    "0.2",
    "0.2.0",
    "0.2.1",
    "0.2.2",
    "0.3",
    "0.3.0",
    "0.4",
    "0.4.0",
    "0.5",
    "0.5.0",
    "0.6",
    "0.6.0",
    "0.7",
    "0.7.0",
    "0",
)
"""``0`` stands for the newest ``0.x``."""
CURRENT = ("0", "0.7", "0.7.0")
STATUSES = ("concept", "development", "beta", "stable", "obsolete")
TYPES = tuple(
    "standalone/mobile standalone/iot standalone/desktop standalone/web standalone/backend standalone/other "
    "addon library configurationFiles".split()
)
PLATFORMS = ("web", "windows", "mac", "linux", "ios", "android")
MAINTENANCE = ("internal", "contract", "community", "none")
ALIASES = ("gdpr", "eidas", "nis2", "cra", "spid", "cie", "anpr", "pagopa", "io")
SCOPES = tuple(
    "agriculture culture defence education emergency-services employment energy environment "
    "finance-and-economic-development foreign-affairs government healthcare infrastructures justice local-authorities "
    "manufacturing research science-and-technology security society sport tourism transportation welfare".split()
)
CATEGORIES = tuple(
    "accounting agile-project-management applicant-tracking application-development appointment-scheduling backup "
    "billing-and-invoicing blog budgeting business-intelligence business-process-management cad call-center-management "
    "cloud-management collaboration communications compliance-management contact-management content-management crm "
    "customer-service-and-support data-analytics data-collection data-visualization design design-system "
    "digital-asset-management digital-citizenship document-management donor-management e-commerce e-signature "
    "educational-content email-management email-marketing employee-management enterprise-project-management "
    "enterprise-social-networking erp event-management facility-management feedback-and-reviews-management "
    "financial-reporting fleet-management fundraising gamification geographic-information-systems grant-management "
    "graphic-design help-desk hr ide identity-management instant-messaging integrated-library-system "
    "inventory-management it-asset-management it-development it-management it-security it-service-management "
    "knowledge-management learning-management-system marketing mind-mapping mobile-marketing mobile-payment "
    "network-management office online-booking online-community other payment-gateway payroll predictive-analysis "
    "procurement productivity-suite project-collaboration project-management property-management "
    "real-estate-management regulations-and-directives remote-support resource-management sales-management seo "
    "service-desk social-media-management survey talent-management task-management taxes-management test-management "
    "time-management time-tracking translation video-conferencing video-editing visitor-management voip "
    "warehouse-management web-collaboration web-conferencing website-builder whistleblowing "
    "workflow-management".split()
)
TOP = tuple(
    "publiccodeYmlVersion name applicationSuite url landingURL isBasedOn softwareVersion releaseDate logo platforms "
    "categories organisation usedBy fundedBy roadmap developmentStatus softwareType supports "
    "intendedAudience description legal maintenance localisation dependsOn".split()
)
MANDATORY = tuple(
    "publiccodeYmlVersion name url platforms developmentStatus softwareType description legal maintenance "
    "localisation".split()
)
DEPRECATED = {
    "monochromeLogo": "leave it out",
    "inputTypes": "leave it out",
    "outputTypes": "leave it out",
    "organizationUri": "write organisation/uri",
}
"""Old keys, and what to do instead."""
INNER = {
    "intendedAudience": ("scope", "countries", "unsupportedCountries"),
    "legal": ("license", "mainCopyrightOwner"),
    "maintenance": ("type", "contacts", "contractors"),
    "localisation": ("localisationReady", "availableLanguages"),
    "organisation": ("uri", "name"),
    "dependsOn": ("open", "proprietary", "hardware"),
}
"""The keys of the sections."""
INNER_DEPRECATED = {"legal": {"repoOwner": "write organisation/name", "authorsFile": "leave it out"}}
DESCRIPTION = tuple(
    "localisedName shortDescription longDescription documentation apiDocumentation features screenshots videos "
    "awards".split()
)
DESCRIPTION_DEPRECATED = ("genericName",)
CONTACT = ("name", "email", "phone", "affiliation")
CONTRACTOR = ("name", "until", "email", "website")
DEPENDENCY = ("name", "versionMin", "versionMax", "version", "optional")
SHORT_LENGTH = 150
LONG_LENGTHS = (150, 10_000)
OLD_NAME_LENGTH = 35

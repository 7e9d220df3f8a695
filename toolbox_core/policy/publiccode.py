"""Every rule of publiccode.yml 0.7, asked of one file. Source: the schema of the standard, core section.

``problems(data)`` yields ``(rule, sentence)``: the rule is one of ``RULES``, the sentence names the key and the value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolbox_core.policy import vocabulary as words
from toolbox_core.policy.shapes import (
    Found,
    all_of,
    is_address,
    is_country,
    is_date,
    list_of,
    one_of,
    path_of,
    section_of,
    text,
    texts,
)

RULES = {
    "keys": "publiccode.yml has every mandatory key and no unknown one",
    "values": "publiccode.yml holds values of the prescribed types and lists",
    "addresses": "publiccode.yml holds whole addresses",
    "descriptions": "publiccode.yml describes the software within the prescribed lengths",
    "maintenance": "publiccode.yml says who maintains the software",
    "languages": "publiccode.yml names languages and countries by their codes",
    "current": "publiccode.yml is of the present version, without deprecated keys",
}
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
"""RFC 5646: language, extended language, script, region, variants, extensions, private use."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def problems(data: Any) -> Found:
    """Everything that is wrong with the data of one ``publiccode.yml``."""
    if not isinstance(data, dict):
        yield "keys", "publiccode.yml is not a table of keys and values."
        return
    yield from _keys(data)
    yield from _values(data)
    yield from _addresses(data)
    yield from _descriptions(data)
    yield from _maintenance(data)
    yield from _languages(data)
    yield from _deprecated(data)


def _keys(data: Mapping[str, Any]) -> Found:
    for key in words.MANDATORY:
        if data.get(key) in (None, "", [], {}):
            yield "keys", f"The mandatory key {key} is missing or empty."
    yield from _unknown(data, (*words.TOP, *words.DEPRECATED), "", countries=True)
    for name, allowed in words.INNER.items():
        section = data.get(name)
        if section is None:
            continue
        if not isinstance(section, dict):
            yield "keys", f"{name} must be a section with keys."
            continue
        yield from _unknown(section, (*allowed, *words.INNER_DEPRECATED.get(name, ())), f"{name}/")
    for place, key in (
        ("legal", "license"),
        ("localisation", "localisationReady"),
        ("localisation", "availableLanguages"),
        ("maintenance", "type"),
    ):
        section = data.get(place)
        if isinstance(section, dict) and section.get(key) in (None, "", []):
            yield "keys", f"The mandatory key {place}/{key} is missing or empty."
    organisation = data.get("organisation")
    if isinstance(organisation, dict) and not organisation.get("uri"):
        yield "keys", "The section organisation needs the key uri."


def _unknown(section: Mapping[str, Any], allowed: Sequence[str], where: str, *, countries: bool = False) -> Found:
    for key in section:
        if key in allowed or (countries and is_country(str(key).upper())):
            continue
        near = difflib.get_close_matches(str(key), allowed, n=1)
        yield "keys", f"{where}{key} is no key of the standard." + (f" Did you mean {near[0]}?" if near else "")


def _values(data: Mapping[str, Any]) -> Found:
    version = data.get("publiccodeYmlVersion")
    if version is not None and str(version) not in words.VERSIONS:
        yield "values", f'publiccodeYmlVersion {version!r} is no version of the standard; the present one is "0.7".'
    elif version is not None and not isinstance(version, str):
        yield "values", f'publiccodeYmlVersion must be text: write "{version}" in quotation marks.'
    for key in ("name", "applicationSuite", "softwareVersion", "url", "landingURL", "logo", "roadmap"):
        yield from text(data.get(key), key)
    for place, key in (("legal", "mainCopyrightOwner"), ("organisation", "name"), ("organisation", "uri")):
        yield from text(section_of(data, place).get(key), f"{place}/{key}")
    yield from one_of(data.get("developmentStatus"), words.STATUSES, "developmentStatus")
    yield from one_of(data.get("softwareType"), words.TYPES, "softwareType")
    yield from texts(data.get("platforms"), "platforms", one=True)
    yield from texts(data.get("isBasedOn"), "isBasedOn", one=True)
    yield from texts(data.get("usedBy"), "usedBy")
    yield from all_of(data.get("categories"), words.CATEGORIES, "categories")
    audience = section_of(data, "intendedAudience")
    yield from all_of(audience.get("scope"), words.SCOPES, "intendedAudience/scope")
    date = data.get("releaseDate")
    if date is not None and not is_date(date):
        yield "values", f"releaseDate {date!r} is not a day written YYYY-MM-DD."
    ready = section_of(data, "localisation").get("localisationReady")
    if ready is not None and not isinstance(ready, bool):
        yield "values", f"localisation/localisationReady must be true or false, not {ready!r}."
    yield from _licence(section_of(data, "legal").get("license"))
    yield from _organisations(data.get("fundedBy"))
    yield from _supports(data.get("supports"))
    for kind, entries in section_of(data, "dependsOn").items():
        yield from _dependencies(entries, f"dependsOn/{kind}")


def _licence(stated: Any) -> Found:
    from toolbox_core.policy.licences import licence_fault

    if stated:
        sentence = licence_fault(str(stated)) if isinstance(stated, str) else "it is not text"
        if sentence:
            yield "values", f"legal/license {stated!r}: {sentence}."


def _organisations(listed: Any) -> Found:
    if listed is None:
        return
    if not isinstance(listed, list):
        yield "values", "fundedBy must be a list."
        return
    for place, entry in enumerate(listed):
        if not isinstance(entry, dict) or not (entry.get("name") or entry.get("uri")):
            yield "values", f"fundedBy[{place}] must have a name or a uri."


def _supports(listed: Any) -> Found:
    if listed is None:
        return
    if not isinstance(listed, list):
        yield "values", "supports must be a list of entries with an id."
        return
    for place, entry in enumerate(listed):
        stated = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(stated, str) or not stated:
            yield "values", f"supports[{place}] needs an id."
        elif stated.startswith("alias:"):
            if stated.removeprefix("alias:") not in words.ALIASES:
                yield (
                    "values",
                    f"supports[{place}]: {stated!r} is no alias; the aliases are {', '.join(words.ALIASES)}.",
                )
        elif not re.match(r"[a-z][a-z0-9+.-]*:.", stated):
            yield "values", f"supports[{place}]: {stated!r} is neither an alias (alias:gdpr) nor a URI."


def _dependencies(entries: Any, where: str) -> Found:
    if not isinstance(entries, list):
        yield "values", f"{where} must be a list."
        return
    for place, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            yield "values", f"{where}[{place}] needs a name."
            continue
        yield from _unknown(entry, words.DEPENDENCY, f"{where}[{place}]/")
        if not isinstance(entry.get("optional", False), bool):
            yield "values", f"{where}[{place}]/optional must be true or false, not {entry['optional']!r}."
        for key in ("versionMin", "versionMax", "version"):
            if entry.get(key) is not None and not isinstance(entry[key], str):
                yield "values", f'{where}[{place}]/{key} must be text: write "{entry[key]}" in quotation marks.'


def _addresses(data: Mapping[str, Any]) -> Found:
    named = [(key, data.get(key)) for key in ("url", "landingURL", "roadmap")]
    based = data.get("isBasedOn")
    named += [("isBasedOn", one) for one in (based if isinstance(based, list) else [based])]
    for language, section in section_of(data, "description").items():
        if isinstance(section, dict):
            named += [
                (f"description/{language}/{key}", section.get(key)) for key in ("documentation", "apiDocumentation")
            ]
            named += [(f"description/{language}/videos", one) for one in list_of(section.get("videos"))]
    named += [
        (f"maintenance/contractors[{place}]/website", one.get("website"))
        for place, one in enumerate(list_of(section_of(data, "maintenance").get("contractors")))
        if isinstance(one, dict)
    ]
    for key, value in named:
        if value is not None and not is_address(value):
            yield "addresses", f"{key} {value!r} is not a whole address such as https://code.example.org/project.git."
    organisation = section_of(data, "organisation").get("uri")
    if organisation and not re.match(r"[a-z][a-z0-9+.-]*:.", str(organisation)):
        yield "addresses", f"organisation/uri {organisation!r} is not a URI."
    logo = data.get("logo")
    if isinstance(logo, str) and not re.search(r"\.(svgz?|png)$", path_of(logo), re.IGNORECASE):
        yield "addresses", f"logo {logo!r} must be an SVG or a PNG."
    for language, section in section_of(data, "description").items():
        for one in list_of(section.get("screenshots")) if isinstance(section, dict) else ():
            if isinstance(one, str) and not re.search(r"\.(png|jpe?g)$", path_of(one), re.IGNORECASE):
                yield "addresses", f"description/{language}/screenshots: {one!r} must be a PNG or a JPG."


def _descriptions(data: Mapping[str, Any]) -> Found:
    described = section_of(data, "description")
    languages = {key: value for key, value in described.items() if isinstance(value, dict)}
    for language, section in described.items():
        if not isinstance(section, dict):
            yield "descriptions", f"description/{language} must be a section with keys."
            continue
        yield from _unknown(section, words.DESCRIPTION + words.DESCRIPTION_DEPRECATED, f"description/{language}/")
        short, long = section.get("shortDescription"), section.get("longDescription")
        if not short or not isinstance(short, str):
            yield "descriptions", f"description/{language}/shortDescription is missing."
        elif len(short.strip()) > words.SHORT_LENGTH:
            yield (
                "descriptions",
                (
                    f"description/{language}/shortDescription has {len(short.strip())} characters; "
                    f"at most {words.SHORT_LENGTH} are allowed."
                ),
            )
        low, high = words.LONG_LENGTHS
        if long is not None and not isinstance(long, str):
            yield "descriptions", f"description/{language}/longDescription must be text, not {long!r}."
        if isinstance(long, str) and not low <= len(long.strip()) <= high:
            yield (
                "descriptions",
                (
                    f"description/{language}/longDescription has {len(long.strip())} characters; "
                    f"{low} to {high} are wanted."
                ),
            )
        features = section.get("features")
        if features is not None and not (isinstance(features, list) and all(isinstance(one, str) for one in features)):
            yield "descriptions", f"description/{language}/features must be a list of sentences."
        yield from _described(section, f"description/{language}")
    for key in ("longDescription", "features"):
        if languages and not any(section.get(key) for section in languages.values()):
            yield "descriptions", f"No language of description has {key}; at least one must."


def _described(section: Mapping[str, Any], where: str) -> Found:
    """The optional parts of a description."""
    for key in ("localisedName", "genericName"):
        for _, sentence in text(section.get(key), f"{where}/{key}"):
            yield "descriptions", sentence
    generic = section.get("genericName")
    if isinstance(generic, str) and len(generic.strip()) > words.OLD_NAME_LENGTH:
        yield "descriptions", f"{where}/genericName has more than {words.OLD_NAME_LENGTH} characters."
    for key in ("screenshots", "videos", "awards"):
        for _, sentence in texts(section.get(key), f"{where}/{key}"):
            yield "descriptions", sentence


def _maintenance(data: Mapping[str, Any]) -> Found:
    section = section_of(data, "maintenance")
    kind = section.get("type")
    for rule, sentence in one_of(kind, words.MAINTENANCE, "maintenance/type"):
        yield ("maintenance" if rule else rule), sentence
    contacts, contractors = section.get("contacts"), section.get("contractors")
    if kind in ("internal", "community") and not contacts:
        yield "maintenance", f"maintenance/type is {kind}, so maintenance/contacts must name somebody."
    if kind == "contract" and not contractors:
        yield "maintenance", "maintenance/type is contract, so maintenance/contractors must name the contractor."
    if kind in ("internal", "community", "none") and contractors:
        yield "maintenance", f"maintenance/type is {kind}, so maintenance/contractors must not be there."
    yield from _people(contacts, "contacts", words.CONTACT)
    yield from _people(contractors, "contractors", words.CONTRACTOR)
    for place, entry in enumerate(contractors if isinstance(contractors, list) else ()):
        if isinstance(entry, dict) and not is_date(entry.get("until")):
            yield "maintenance", f"maintenance/contractors[{place}]/until must be the last day, written YYYY-MM-DD."


def _people(listed: Any, what: str, allowed: Sequence[str]) -> Found:
    if listed is None:
        return
    if not isinstance(listed, list):
        yield "maintenance", f"maintenance/{what} must be a list."
        return
    for place, entry in enumerate(listed):
        where = f"maintenance/{what}[{place}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
            yield "maintenance", f"{where} needs a name."
            continue
        for _, sentence in _unknown(entry, allowed, f"{where}/"):
            yield "maintenance", sentence
        email = entry.get("email")
        if email is not None and not EMAIL.fullmatch(str(email)):
            yield "maintenance", f"{where}/email {email!r} is not an e-mail address."
        for key in ("phone", "affiliation"):
            if entry.get(key) is not None and not isinstance(entry[key], str):
                yield "maintenance", f'{where}/{key} must be text: write "{entry[key]}" in quotation marks.'


def _languages(data: Mapping[str, Any]) -> Found:
    listed = section_of(data, "localisation").get("availableLanguages")
    if listed is not None and not isinstance(listed, list):
        yield "languages", "localisation/availableLanguages must be a list."
    names = [str(one) for one in listed] if isinstance(listed, list) else []
    for name in [*names, *map(str, section_of(data, "description"))]:
        if not LANGUAGE.fullmatch(name):
            yield "languages", f"{name!r} is no language tag (BCP 47), such as en or pt-BR."
    for key in ("countries", "unsupportedCountries"):
        countries = section_of(data, "intendedAudience").get(key)
        if countries is not None and not isinstance(countries, list):
            yield "languages", f"intendedAudience/{key} must be a list."
        for country in countries if isinstance(countries, list) else ():
            if not is_country(str(country).upper()):
                yield "languages", f"intendedAudience/{key}: {country!r} is no country code (ISO 3166-1 alpha-2)."


def _deprecated(data: Mapping[str, Any]) -> Found:
    version = data.get("publiccodeYmlVersion")
    if version is not None and str(version) not in words.CURRENT:
        yield "current", f"It is written in version {version} of the standard; the present one is 0.7."
    for key in data:
        if key in words.DEPRECATED:
            yield "current", f"{key} is deprecated; {words.DEPRECATED[key]}."
        elif is_country(str(key).upper()):
            yield "current", f"The country section {key!r} is deprecated; use supports."
    for name, old in words.INNER_DEPRECATED.items():
        for key in section_of(data, name):
            if key in old:
                yield "current", f"{name}/{key} is deprecated; {old[key]}."
    for language, section in section_of(data, "description").items():
        if isinstance(section, dict) and "genericName" in section:
            yield "current", f"description/{language}/genericName is deprecated; leave it out."
    for key in ("countries", "unsupportedCountries"):
        for country in list_of(section_of(data, "intendedAudience").get(key)):
            if str(country) != str(country).upper():
                yield "current", f"intendedAudience/{key}: write {country!r} in capital letters."

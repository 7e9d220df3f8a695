"""Licences by their SPDX ids: which are approved by the OSI, which may be used together, whether a text is whole.

Sources: the OSI's list of approved licences by SPDX id; EUPL-1.2, Appendix (compatible licences) and article 5; the
compatibility notes of the GPL's authors. The answers are a first look for engineers, not legal advice.
"""

from __future__ import annotations

import functools
import re
from typing import Any

APPROVED = frozenset(
    "0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later APL-1.0 APSL-1.0 APSL-1.1 "
    "APSL-1.2 APSL-2.0 Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-1.0-Perl Artistic-1.0-cl8 Artistic-2.0 "
    "BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 BlueOak-1.0.0 CAL-1.0 "
    "CAL-1.0-Combined-Work-Exception CATOSL-1.1 CDDL-1.0 CECILL-2.1 CERN-OHL-P-2.0 CERN-OHL-S-2.0 CERN-OHL-W-2.0 "
    "CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0 EFL-1.0 EFL-2.0 EPL-1.0 EPL-2.0 EUDatagrid EUPL-1.1 "
    "EUPL-1.2 Entessa Fair Frameworx-1.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ICU IPA "
    "IPL-1.0 ISC Intel JAM LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only "
    "LGPL-3.0-or-later LPL-1.0 LPL-1.02 LPPL-1.3c LiLiQ-P-1.1 LiLiQ-R-1.1 LiLiQ-Rplus-1.1 MIT MIT-0 "
    "MIT-Modern-Variant MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MirOS Motosoto MulanPSL-2.0 "
    "Multics NASA-1.3 NCSA NGPL NPOSL-3.0 NTP Naumen Nokia OCLC-2.0 OFL-1.1 OFL-1.1-RFN OFL-1.1-no-RFN OGTSL "
    "OLDAP-2.8 OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01 PostgreSQL Python-2.0 QPL-1.0 "
    "RPL-1.1 RPL-1.5 RPSL-1.0 RSCPL SISSL SPL-1.0 SimPL-2.0 Sleepycat UCL-1.0 UPL-1.0 Unicode-3.0 Unicode-DFS-2016 "
    "Unlicense VSL-1.0 W3C Watcom-1.0 Xnet ZPL-2.0 ZPL-2.1 Zlib".split()
)
OFTEN_IN_LIBRARIES = frozenset({"PSF-2.0", "CC0-1.0", "CC-BY-4.0", "MIT-CMU", "Unicode-TOU"})
"""Free, permissive, met in dependencies, and not (or not under this id) on the OSI's list."""
STRONG = frozenset(
    "GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later AGPL-3.0-only AGPL-3.0-or-later OSL-2.1 OSL-3.0 "
    "CECILL-2.1 SimPL-2.0 Sleepycat QPL-1.0 RPL-1.5".split()
)
"""Whoever passes the whole on must pass it on under this licence. The EUPL is not among them when it is imported: it
reads linking as interoperability."""
OF_EUPL = frozenset(
    "GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later AGPL-3.0-only AGPL-3.0-or-later OSL-2.1 OSL-3.0 "
    "EPL-1.0 CECILL-2.1 MPL-2.0 LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later LiLiQ-R-1.1 "
    "LiLiQ-Rplus-1.1".split()
)
"""EUPL-1.2, Appendix."""
CONFLICTS = (
    (r"GPL-2\.0-only", r"(A?GPL-3\.0|LGPL-3\.0|Apache-|EUPL-1\.1|CDDL|EPL|OSL|MPL-1|QPL)"),
    (r"A?GPL-", r"(CDDL|EPL|OSL|CPL|IPL|MPL-1|QPL|SimPL|Sleepycat|BSD-4|RPL)"),
    (r"OSL-", r"A?GPL-"),
)
"""Pairs that may not be parts of one work, in either direction."""
WORDS = {
    "EUPL": "European Union Public Licence",
    "AGPL": "GNU AFFERO GENERAL PUBLIC LICENSE",
    "LGPL": "GNU LESSER GENERAL PUBLIC LICENSE",
    "GPL": "GNU GENERAL PUBLIC LICENSE",
    "Apache": "Apache License",
    "MIT": "Permission is hereby granted, free of charge",
    "BSD": "Redistribution and use in source and binary forms",
    "ISC": "Permission to use, copy, modify, and",
    "MPL": "Mozilla Public License",
    "EPL": "Eclipse Public License",
    "CECILL": "CeCILL",
    "OSL": "Open Software License",
    "CC0": "CC0 1.0 Universal",
    "LiLiQ": "Licence Libre du Québec",
}
"""By what the text of a family of licences is known."""
LONG_TEXT = {"EUPL": 8000, "AGPL": 25_000, "LGPL": 6000, "GPL": 14_000, "Apache": 8000, "MPL": 12_000, "EPL": 9000}
"""Characters that a whole text of the family has at least; the others: 500."""
NAMES = {
    "mit license": "MIT",
    "mit": "MIT",
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "psf": "PSF-2.0",
    "psfl": "PSF-2.0",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "gnu lesser general public license v3 or later (lgplv3+)": "LGPL-3.0-or-later",
    "gnu library or lesser general public license (lgpl)": "LGPL-2.1-or-later",
    "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only",
    "gnu general public license v3 or later (gplv3+)": "GPL-3.0-or-later",
    "gnu affero general public license v3": "AGPL-3.0-only",
    "european union public licence 1.2 (eupl 1.2)": "EUPL-1.2",
    "the unlicense (unlicense)": "Unlicense",
    "zope public license": "ZPL-2.1",
}
"""What packages wrote before there were expressions, in small letters."""


@functools.cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


@functools.cache
def alternatives(expression: str) -> tuple[frozenset[str], ...]:
    """The ways in which ``A OR (B AND C)`` can be taken: ``({A}, {B, C})``; exceptions are left off.

    Raises ``ValueError`` with a sentence when it is no SPDX expression.
    """
    from license_expression import ExpressionError, LicenseSymbol, LicenseWithExceptionSymbol

    licensing = _licensing()
    try:
        parsed = licensing.parse(expression, validate=True, strict=True)
    except ExpressionError as error:
        raise ValueError(str(error).rstrip(".")) from error
    if parsed is None:
        raise ValueError("it is empty")
    plain = licensing.dnf(parsed)
    ways = plain.args if type(plain).__name__ == "OR" else (plain,)
    found = []
    for way in ways:
        symbols = way.args if type(way).__name__ == "AND" else (way,)
        keys = set()
        for symbol in symbols:
            if isinstance(symbol, LicenseWithExceptionSymbol):
                keys.add(str(symbol.license_symbol.key))
            elif isinstance(symbol, LicenseSymbol):
                keys.add(str(symbol.key))
        found.append(frozenset(keys))
    return tuple(found)


def licence_fault(expression: str) -> str:
    """Why this is no SPDX licence expression, as half a sentence; empty when it is one."""
    try:
        alternatives(expression)
    except ValueError as error:
        return f"it is no SPDX licence expression ({error})"
    return ""


def approved(expression: str) -> bool:
    """Whether it can be taken under licences that the OSI has approved, and no others."""
    try:
        return any(way <= APPROVED for way in alternatives(expression))
    except ValueError:
        return False


def as_spdx(stated: str) -> str:
    """What a package wrote of its licence as an SPDX expression; empty when nobody can tell."""
    if stated and not licence_fault(stated):
        return stated
    parts = [NAMES.get(part.strip().lower(), "") for part in stated.split(", ")] if stated else [""]
    if stated.lower() in NAMES:
        return NAMES[stated.lower()]
    return " AND ".join(parts) if all(parts) else ""


def may_use(own: str, other: str) -> str:
    """Why a work under ``own`` may not use a library under ``other``, as half a sentence; empty when it may."""
    try:
        own_ways, other_ways = alternatives(own), alternatives(other)
    except ValueError as error:
        return f"{error}"
    reasons = ["; ".join(_conflicts(mine, theirs)) for mine in own_ways for theirs in other_ways]
    return "" if any(not reason for reason in reasons) else reasons[0]


def _conflicts(own: frozenset[str], other: frozenset[str]) -> list[str]:
    reasons = []
    for theirs in sorted(other):
        if theirs not in APPROVED | OFTEN_IN_LIBRARIES:
            reasons.append(f"{theirs} is not a free licence that this policy knows")
        for mine in sorted(own):
            if mine == theirs:
                continue
            if mine.startswith("EUPL"):
                if theirs in STRONG and theirs not in OF_EUPL:
                    reasons.append(f"{theirs} is not in the appendix of {mine}")
            elif any(_clash(a, b, mine, theirs) for a, b in CONFLICTS):
                reasons.append(f"{mine} and {theirs} cannot be parts of one work")
            elif theirs in STRONG and not mine.startswith(("GPL", "AGPL")):
                reasons.append(f"the whole would have to be passed on under {theirs}")
    return reasons


def _clash(one: str, other: str, mine: str, theirs: str) -> bool:
    return any(re.match(one, a) and re.match(other, b) for a, b in ((mine, theirs), (theirs, mine)))


def text_fault(text: str, expression: str) -> str:
    """Why ``text`` is not the whole text of the licence, as a sentence; empty when it looks whole."""
    try:
        wanted = alternatives(expression)[0]
    except ValueError:
        return ""
    for licence in sorted(wanted):
        family = next((name for name in WORDS if licence.startswith(name)), "")
        shortest = LONG_TEXT.get(family, 500)
        flat = " ".join(text.split()).lower()
        if len(text) < shortest:
            return f"It has {len(text)} characters; the text of {licence} has more than {shortest}."
        if family and " ".join(WORDS[family].split()).lower() not in flat:
            return f"It does not read like {licence}: the words {WORDS[family]!r} are missing."
    return ""

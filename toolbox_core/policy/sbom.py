"""A software bill of materials of installed packages, in CycloneDX 1.6 (ECMA-424), made by its own library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from toolbox_core.policy.licences import as_spdx
from toolbox_core.policy.packages import Package, dependencies, package


def bill_of_materials(name: str, others: Iterable[str] = ()) -> str:
    """CycloneDX JSON of one installed package and everything it needs; ``others`` are further roots (plugins).

    The components are sorted and there is no clock in it but the time stamp, so that two bills can be compared.
    """
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6

    bom = Bom()
    root = _component(package(name), ComponentType.APPLICATION)
    bom.metadata.component = root
    wanted = [package(other) for other in sorted(set(others) - {name})]
    made: dict[str, Component] = {}
    for one in [*wanted, *dependencies([name, *(other.name for other in wanted)])]:
        if one.version and one.name not in made:
            made[one.name] = _component(one, ComponentType.LIBRARY)
            bom.components.add(made[one.name])
    bom.register_dependency(root, made.values())
    return JsonV1Dot6(bom).output_as_string(indent=2)


def unlisted(names: Sequence[str]) -> list[str]:
    """What keeps a bill of a package that needs ``names`` from being whole, one sentence each."""
    found = [f"{name} is not installed here, so it cannot be listed." for name in names if not package(name).version]
    parts = [one for one in map(package, names) if one.version] + dependencies(names)
    return found + [
        f"{one.name} {one.version} names no licence that has an SPDX id ({one.licence or 'none'})."
        for one in parts
        if not as_spdx(one.licence)
    ]


def _component(one: Package, kind: Any) -> Any:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
    from cyclonedx.model.component import Component
    from packageurl import PackageURL

    licence = as_spdx(one.licence)
    sources = [ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(one.source))] if one.source else []
    return Component(
        name=one.name,
        version=one.version,
        type=kind,
        bom_ref=f"{one.name}@{one.version}",
        description=one.summary or None,
        licenses=[LicenseFactory().make_from_string(licence or one.licence)] if one.licence else [],
        purl=PackageURL("pypi", name=one.name.lower().replace("_", "-"), version=one.version),
        external_references=sources,
    )

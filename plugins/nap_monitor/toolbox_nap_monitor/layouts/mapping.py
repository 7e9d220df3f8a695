"""What columns of a file never seen before can mean, and how they are recognised by their names.

A mapping is plain JSON, saved with the plan and used again for its next file::

    {"columns": {"N.º": "commitment", "Compromiso": "title", "Estado": "status", "Título (en)": "title:en"},
     "language": "es", "dates": "dmy", "period": "2026-H1", "statuses": {"En marcha": "in-progress"}}

A field can name a language (``title:en``); otherwise texts are in the mapping's own ``language``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from toolbox_core import N_, InputError, fold
from toolbox_nap_monitor.rows import COMMITMENT_TEXTS, STATUSES

FIELDS: Mapping[str, str] = {
    "commitment": N_("commitment: number"),
    "title": N_("commitment: title"),
    "short-title": N_("commitment: short title"),
    "milestone": N_("milestone: code"),
    "parent": N_("milestone: code of the one above"),
    "milestone-title": N_("milestone: title"),
    "lead": N_("lead institution"),
    "support": N_("supporting institutions"),
    "contact": N_("mailbox of the lead institution"),
    "starts": N_("start"),
    "due": N_("deadline"),
    "status": N_("status"),
    "percent": N_("percentage"),
    "period": N_("reporting period"),
    "progress": N_("progress"),
    "challenges": N_("challenges"),
    "next-steps": N_("next steps"),
    "evidence": N_("evidence: addresses"),
    "theme": N_("theme"),
    "policy-area": N_("policy areas"),
    "value": N_("OGP values"),
    "sdg": N_("sustainable development goals"),
    "uid": N_("OGP's identifier"),
    "url": N_("address"),
    "weight": N_("weight"),
    "description": N_("description"),
    "problem": N_("problem"),
    "causes": N_("causes"),
    "solution": N_("solution"),
    "result": N_("expected result"),
    "baseline": N_("baseline"),
    "target": N_("target"),
    "transparency": N_("how it promotes transparency"),
    "participation": N_("how it improves participation"),
    "accountability": N_("how it fosters accountability"),
    "inclusion": N_("inclusion"),
    "budget": N_("budget"),
}
"""What a column can mean, with the English message id."""
_TRANSLATED = {"title", "short-title", "milestone-title", "progress", "challenges", "next-steps", *COMMITMENT_TEXTS}
_NAMES = """\
commitment=commitment id|commitment no|commitment number|commitment code|number|no|n|nr|numero|n°|compromiso no|\
numero de \
compromiso|numero de l'engagement|code engagement|codigo|code|id|رقم
title=commitment|commitment title|title|name|titre|engagement|intitule|titulo|compromiso|nombre|nombre del compromiso|\
compromisso|impegno|الالتزام|عنوان
short-title=short title|titre court|titulo corto
milestone=milestone id|milestone no|milestone number|milestone code|subcommitment id|action id|jalon no|hito no|\
codigo de hito
parent=parent|parent code|parent milestone
milestone-title=milestone|milestone title|activity|action|sub-commitment|subcommitment|deliverable|output|indicator|\
jalon|\
etape|action prevue|hito|actividad|accion|meta|marco|atividade|النشاط
lead=lead|lead institution|lead agency|lead implementing agency|responsible|responsible institution|agency|ministry|\
institution|institution responsable|ministere|porteur|pilote|ministere pilote|responsable|institucion responsable|\
entidad|\
entidad responsable|dependencia|orgao responsavel|الجهة المسؤولة
support=support|supporting|supporting institution|supporting institutions|supporting institution(s)|partners|\
partenaires|\
instituciones de apoyo|coresponsables|otros actores
contact=contact|email|e-mail|contact email|courriel|correo|correo electronico
starts=start|start date|starts|begin|date de debut|debut|fecha de inicio|inicio|data de inicio
due=end|end date|due|due date|deadline|target date|completion date|expected completion date|date limite|echeance|\
date de fin|fin|fecha de termino|fecha limite|fecha fin|fecha de fin|plazo|prazo|الموعد النهائي
status=status|completion|completion level|state|progress status|statut|etat|etat d'avancement|avancement|\
niveau d'avancement|\
estado|estatus|estado de avance|nivel de avance|situacao|الحالة
percent=percent|percentage|% complete|% completion|progress %|pourcentage|% d'avancement|porcentaje|% de avance|\
avance (%)
period=period|reporting period|periode|periodo|trimestre
progress=progress|progress update|update|description of the results|results|achievements|progres|realisations|bilan|\
avances|\
resultados|descripcion del avance|progresso
challenges=challenges|obstacles|difficulties|reasons for delay|defis|difficultes|obstaculos|desafios|retos|dificultades
next-steps=next steps|prochaines etapes|proximos pasos|siguientes pasos
evidence=evidence|evidence links|links|link|url evidence|preuves|liens|lien|evidencia|evidencias|enlaces|\
medios de verificacion
theme=theme|axis|axe|thematique|eje|tema|area tematica|eixo
policy-area=policy area|policy areas|politique|area de politica
value=ogp values|ogp value|values|valeurs|valeurs ogp|valores|valores ogp
sdg=sdg|sdgs|odd|ods|sustainable development goals
uid=ogp id|ogp identifier|commitment unique identifier|uid
url=url|web page|website|page|adresse|pagina web
weight=weight|poids|peso
description=description|full text|commitment description|texte|description de l'engagement|descripcion|descripcion del \
compromiso|descricao
problem=problem|public problem|public problem addressed|problem addressed|probleme|probleme public|problema|\
problema publico|\
problematica
causes=causes|causas
solution=solution|proposed solution|solution proposee|solucion|solucion propuesta
result=result|expected result|expected results|resultat attendu|resultats attendus|resultado esperado|\
resultados esperados
baseline=baseline|situation de depart|linea base|linea de base
target=target|cible|meta final
transparency=transparency|transparence|transparencia
participation=participation|participacion
accountability=accountability|redevabilite|rendicion de cuentas
inclusion=inclusion|gender|genre|genero
budget=budget|presupuesto"""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _NAMES.splitlines():
        field, _, names = line.partition("=")
        for name in names.split("|"):
            found.setdefault(_bare(name), field)
    return found


def _bare(name: str) -> str:
    """A column's name as it is compared: folded, without the signs around words."""
    folded = fold(name.replace("_", " ")).replace("º", "").replace("°", "").replace("’", "'")
    return " ".join(folded.split()).strip(" .:#*")


def split_field(field: str) -> tuple[str, str]:
    """``title:en`` as ``("title", "en")``."""
    name, _, language = field.partition(":")
    return name, language


def propose(columns: Sequence[str]) -> dict[str, str]:
    """A field for each column whose name is known; the first column wins a field, unless their languages differ."""
    known, found, taken = _known(), {}, set()
    for column in columns:
        bare, language = _bare(column), ""
        field = known.get(bare, "")
        if not field:
            head, tail = bare.rsplit(" ", 1) if " " in bare else (bare, "")
            tail = tail.strip("()[]")
            if len(tail) == 2 and tail.isalpha():
                field, language = known.get(head.strip(" -"), ""), tail
        if field and language:
            field = f"{field}:{language}" if field in _TRANSLATED else ""
        if field and field not in taken:
            found[column] = field
            taken.add(field)
    if "title" not in taken and "commitment" in taken and "milestone-title" not in taken:
        return found
    return found


def check(mapping: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """A mapping made whole. Raises ``InputError`` in one sentence when it cannot be used for ``columns``."""
    chosen = mapping.get("columns")
    if not isinstance(chosen, Mapping) or not chosen:
        raise InputError(
            "The mapping names no columns.",
            fix='Write {"columns": {"Name in the file": "title"}}; see `toolbox nap fields`.',
        )
    there = set(columns)
    for column, field in chosen.items():
        name, language = split_field(str(field))
        if column not in there:
            raise InputError(f"The file has no column {column!r}.", fix=f"It has {', '.join(columns)}.")
        if name and name not in FIELDS:
            raise InputError(f"There is no field {name!r}.", fix=f"Fields are {', '.join(FIELDS)}.")
        if language and name not in _TRANSLATED:
            raise InputError(f"The field {name!r} has no languages.", fix=f"Write {name!r} alone.")
    names = {split_field(str(field))[0] for field in chosen.values()}
    if not names & {"title", "commitment"}:
        raise InputError("No column is the commitment's title or number.", fix="Map one to `title` or `commitment`.")
    wrong = sorted(set(map(str, mapping.get("statuses", {}).values())) - set(STATUSES))
    if wrong:
        raise InputError(f"{', '.join(wrong)}: no such status.", fix=f"Statuses are {', '.join(STATUSES)}.")
    if mapping.get("dates", "first") not in ("first", "dmy", "mdy"):
        raise InputError("`dates` is `first`, `dmy` or `mdy`.")
    return {"language": "und", "dates": "first", "period": "", "statuses": {}, **mapping}

"""OGP's commitments database in its two layouts: 98 columns (2011 to 2016) and 171 columns (2024).

A column is a name and what it holds: a field of the commitment (``title``), a tag (``tag``: scheme and word), a verdict
(``verdict``: indicator and the report it stands in), the number beside a verdict (``code``), or a ``fact`` of the file
that is kept as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its exact name in the file, its kind, and up to two arguments of the kind."""

    name: str
    kind: str = "fact"
    first: str = ""
    second: str = ""


_OLD_START = """\
Country=member|Action Plan Number=plan|Theme=tag-text:theme|Comm No=number|Comm Dummy|Commitment Title=title|\
Short Title=short-title|Full Text=text|Start Date=starts|End Date=due|Lead Institution=lead|\
Supporting Institution(s)=support|Contact Name|Contact Position|Contact Email|Contact Telephone"""
_OLD_AREAS = """\
Anti-corruption|Conflicts of Interest|Asset disclosure|Audits & Controls|Whistleblower Protections|Fiscal Openness|\
Citizen Budgets|Participatory Budgeting|E-petitions|Social Audits|Public Participation|Public Procurement|\
Access to Information|Records Management|Open Data|Elections & Political Finance|Law Enforcement & Justice|\
Public Service Delivery|E-government|Capacity Building|Legislation & Regulation|Private sector|Legislature|\
Sub-national|\
Judiciary|Media & Telecommunications|Education|Health & Nutrition|Citizenship & Immigration|Welfare & Social Security|\
Water & Sanitation|Infrastructure|Public Safety|Defense|Natural Resources|Aid|Nonprofits|Labor|Science & Technology|\
Gender & Sexuality|Human Rights|Marginalized Communities|OGP"""
_OLD_END = """\
Checksum|ODWG=tag:working-group:Open Data|FOWG=tag:working-group:Fiscal Openness|\
LOWG=tag:working-group:Legislative Openness|ATWG=tag:working-group:Access to Information|\
ONRWG=tag:working-group:Openness in Natural Resources|Compound|Cluster|PoC Specified? (Delete?)|\
Specificity=verdict:specificity:progress|_Specificity=code:specificity:progress|\
GC-PubInt=tag:grand-challenge:Increasing public integrity|\
GC-PubRes=tag:grand-challenge:More effectively managing public resources|\
GC-PubSvc=tag:grand-challenge:Improving public services|\
GC-CorpAcc=tag:grand-challenge:Increasing corporate accountability|\
GC-SafComm=tag:grand-challenge:Creating safer communities|Value -Info=tag:value:transparency|\
Value -Part=tag:value:participation|Value -Acc=tag:value:accountability|Value -Tech=tag:value:technology|\
_Relevant=verdict:relevance:progress|Potential impact=verdict:potential-impact:progress|\
_Pot Impact Coded=code:potential-impact:progress|Completion (progress report)=verdict:completion:progress|\
_CompletionProgress=code:completion:progress|Starred (pre-June 2014 assessments)|Starred (2015 only)|\
Starred (current formula) progress report|IRM Assessed (Y/N)?|Year of submission=year|\
Report publication year (progress report)=report-year:progress|\
Report publication year (end of term)=report-year:end-of-term|Completion (end of term)=verdict:completion:end-of-term|\
_CompletionEndTerm=code:completion:end-of-term|Change in completion|_ChangeCompletion|\
Did it open government (end of term only)=verdict:diog:end-of-term|_OpenGovt=code:diog:end-of-term|\
Starred (current formula) end of term"""
_NEW_START = """\
Commitment Unique Identifier=uid|Country/Locality=member|Action Plan Number=plan|Commitment Number=number|\
Code=member-code|Region=region|National Or Local=level|Commitment Dummy|Year Of Submission=year|\
Action Plan End Year=end-year|Action Plan Duration (Years)=duration|Theme=tag-text:theme|Commitment Title=title|\
Short Title=short-title|Full Text=text|Start Date=starts|End Date=due|Lead Institution=lead|\
Supporting Institution(s)=support"""
_NEW_AREAS = """\
Anti-Corruption and Integrity|Anti-corruption Institutions|Anti-Corruption Strategies|Asset Disclosure|Audits|\
Beneficial Ownership|Conflicts Of Interest|Elections|Political Finance|Lobbying|Open Contracting|Public Procurement|\
Right To Information|Whistleblower Protections|Civic Space and Enabling Environment|Freedom of Assembly|\
Freedom of Association|Freedom of Expression|Democratizing Decision-Making|Digital Participation|\
Mainstreaming Participation|Regulatory Governance|Social Accountability|Digital Governance|Automated Decision-making|\
Data Stewardship and Privacy|Digital Inclusion|Disinformation/Misinformation|Online Civic Space|Environment & Climate|\
Climate Finance|Climate Mitigation and Adaptation|Environmental Regulation|International Environmental Agreements|\
Fiscal Openness|Publication Of Budget/Fiscal Information|Public Participation In Budget/Fiscal Policy|\
Oversight Of Budget/Fiscal Policies|Stimulus and Economic Recovery|Tax|Debt|Inclusion|Gender|Gender-Based Violence|\
Economic Inclusion|LGBTQIA+|People with Disabilities|Youth|Justice|Access to Justice|Open Justice|\
Policing & Corrections|Judiciary|Open Parliaments|Public Service Delivery|Citizenship & Immigration|Education|\
Health & Nutrition|Infrastructure & Transport|Water & Sanitation|Capacity Building|Digital Transformation|Legislation|\
Regulation|Legislative Oversight|Open Data|Public Participation|Aid|Energy|Extractive Industries|\
Land and Spatial Planning|Media & Telecommunications|Science & Technology|Security & Public Safety|Labor|\
Private Sector|Subnational|Human Rights|Open Parliament Plan|Sustainable Development Goals|\
Open Data (Water/Sanitation)|Open Data (Health)|Open Data (Education)|Participation in Lawmaking|\
Access to information|Money in Politics"""
_NEW_END = """\
Report Publication Year (Progress Report)=report-year:progress|Compound|Cluster|\
Specificity=verdict:specificity:progress|_Specificity=code:specificity:progress|\
Verifiable=verdict:verifiable:progress|OGP Value Access To Information=tag:value:transparency|\
OGP Value Civic Participation=tag:value:participation|OGP Value Public Accountability=tag:value:accountability|\
OGP Value Technology=tag:value:technology|_Relevant=verdict:relevance:progress|\
Potential Impact=verdict:potential-impact:progress|_Potential Impact=code:potential-impact:progress|\
Completion (Progress Report)=verdict:completion:progress|_CompletionProgress=code:completion:progress|\
Starred (2015 Only)|Starred (Current Formula) Progress Report|\
Potential for Results=verdict:potential-for-results:progress|\
_Potential for Results=code:potential-for-results:progress|Cluster (AP Review)|Cluster Commitment ID(s)=cluster|\
Report Publication Year (End Of Term)=report-year:end-of-term|\
Completion (End Of Term)=verdict:completion:end-of-term|_CompletionEndTerm=code:completion:end-of-term|\
Change In Completion|_ChangeCompletion|Early Results=verdict:early-results:end-of-term|\
_Early Results=code:early-results:end-of-term|Did It Open Government (Overall)=verdict:diog:end-of-term|\
_OpenGovernment=code:diog:end-of-term|\
Did It Open Government (Access To Information)=verdict:diog-information:end-of-term|\
_DIOGATI=code:diog-information:end-of-term|\
Did It Open Government (Civic Participation)=verdict:diog-participation:end-of-term|\
_DIOGCP=code:diog-participation:end-of-term|\
Did It Open Government: Public Accountability=verdict:diog-accountability:end-of-term|\
_DIOGPA=code:diog-accountability:end-of-term|Starred (Current Formula) End of Term|Carried Forward|\
Most Recently Assessed|Star - Most Recently Assessed|IRM Assessed|Updated? (Website)|Active Commitment|Max star|\
Ambition Assessed|Comp Assessed|DIOG Assessed|Midterm Only|Max Completion|Raw Completion|High Completion|High Ambition|\
High DIOG|Ambitious and complete, or DIOG|Ambitious but not complete|Complete but not ambitious|\
Not complete or ambitious|Not reviewed|CHECKSUM|IRM-Based Score|Binding constraint|URL=url|Latest IRM Report|\
Subnational in NAPs|Action Plan ID=plan-id|id"""


def _columns(text: str, kind: str = "fact") -> list[Column]:
    found = []
    for entry in text.split("|"):
        name, _, meaning = entry.partition("=")
        if kind == "tag":
            found.append(Column(name, "tag", "policy-area", name))
        else:
            found.append(Column(name, *(meaning.split(":") if meaning else ["fact"])))
    return found


@lru_cache(maxsize=2)
def columns(layout: str) -> tuple[Column, ...]:
    """The columns of ``ogp-2016`` (98) or ``ogp-2024`` (171), in the order of the file."""
    if layout == "ogp-2016":
        return (*_columns(_OLD_START), *_columns(_OLD_AREAS, "tag"), *_columns(_OLD_END))
    return (*_columns(_NEW_START), *_columns(_NEW_AREAS, "tag"), *_columns(_NEW_END))


LAYOUTS = ("ogp-2016", "ogp-2024")

"""What the indicators are called, how they are computed in plain words, and where each formula comes from."""

from __future__ import annotations

from toolbox_budget_portal.indicators import formulas as f
from toolbox_core import N_

NAMES = {
    "balance": N_("Balance"),
    "primary-balance": N_("Balance before interest"),
    "savings": N_("Savings from current revenue"),
    "own-revenue": N_("Share of own revenue"),
    "interest-share": N_("Interest as a share of revenue"),
    "tax-per-person": N_("Taxes per inhabitant"),
    "debt-per-person": N_("Debt per inhabitant"),
    "debt-to-revenue": N_("Debt compared with a year's revenue"),
    "debt-to-gdp": N_("Debt as a share of gross domestic product"),
    "execution": N_("Spent, of what was approved in the end"),
    "outturn": N_("Spent, of what was approved at first"),
}
FORMULAS = {
    "balance": N_("Revenue without loans taken up, less spending without debt paid back."),
    "primary-balance": N_("The balance plus interest paid: what would be left over without earlier debt."),
    "savings": N_("Current revenue less current spending: what is left for investment and for paying debt back."),
    "own-revenue": N_(
        "Revenue without loans and without transfers from other governments, divided by revenue without loans."
    ),
    "interest-share": N_("Interest paid, divided by revenue without loans."),
    "tax-per-person": N_("Taxes, divided by the number of inhabitants."),
    "debt-per-person": N_("What is owed at the end of the year, divided by the number of inhabitants."),
    "debt-to-revenue": N_("What is owed at the end of the year, divided by the year's revenue without loans."),
    "debt-to-gdp": N_("What is owed at the end of the year, divided by the year's gross domestic product."),
    "execution": N_("What was spent, divided by what was approved with all changes made during the year."),
    "outturn": N_("What was spent, divided by what was approved before the year began."),
}
SOURCES = {
    "balance": N_(
        "Net lending or net borrowing in the Government Finance Statistics Manual 2014 of the International Monetary "
        "Fund, chapter 4, where loans and repayments are financing. Amounts are those of the budget."
    ),
    "primary-balance": N_(
        "Primary balance in the Government Finance Statistics Manual 2014 of the International Monetary Fund, "
        "chapter 4."
    ),
    "savings": N_("“Épargne brute” in French local finance: operating revenue less operating spending."),
    "own-revenue": N_(
        "The other side of “government transfers to total revenues” in the Canadian Statement of Recommended Practice "
        "SORP 4, Indicators of Financial Condition."
    ),
    "interest-share": N_(
        "“Public debt charges to revenues” in the Canadian Statement of Recommended Practice SORP 4, Indicators of "
        "Financial Condition."
    ),
    "tax-per-person": N_(
        "Compare ratio 2 of article R. 2313-1 of the French Code général des collectivités territoriales, which counts "
        "direct taxes only."
    ),
    "debt-per-person": N_("Ratio 5 of article R. 2313-1 of the French Code général des collectivités territoriales."),
    "debt-to-revenue": N_(
        "Compare ratio 11 of article R. 2313-1 of the French Code général des collectivités territoriales, which "
        "divides by operating revenue."
    ),
    "debt-to-gdp": N_(
        "As in the Protocol on the excessive deficit procedure (No 12) to the treaties of the European Union. Gross "
        "debt as the publisher's file gives it."
    ),
    "execution": N_("The rate that this site shows with every budget."),
    "outturn": N_("Indicator PI-1, aggregate expenditure outturn, of the PEFA framework of 2016."),
}
FIGURES = {
    f.REVENUE: N_("All revenue"),
    f.SPENDING: N_("All spending"),
    f.LOANS: N_("Loans taken up, within revenue"),
    f.REPAID: N_("Debt paid back, within spending"),
    f.INTEREST: N_("Interest"),
    f.TAX: N_("Taxes"),
    f.TRANSFERS: N_("Transfers from other governments"),
    f.CURRENT_REVENUE: N_("Current revenue"),
    f.CURRENT_SPENDING: N_("Current spending"),
    f.DEBT: N_("Debt at the end of the year"),
    f.POPULATION: N_("Inhabitants"),
    f.GDP: N_("Gross domestic product"),
    f.SPENT: N_("Spent"),
    f.LIMIT: N_("Approved, with changes"),
    f.APPROVED: N_("Approved at first"),
}
WHY_NOT = {
    f.REVENUE: N_("no revenue of this year has been published"),
    f.SPENDING: N_("no spending of this year has been published"),
    f.LOANS: N_("the year's revenue is not divided by the codes that are said to be loans"),
    f.REPAID: N_("the year's spending is not divided by the codes that are said to be debt paid back"),
    f.INTEREST: N_("nobody has said which codes of this budget are interest, and no debt file tells it"),
    f.TAX: N_("nobody has said which codes of this budget are taxes"),
    f.TRANSFERS: N_("nobody has said which codes of this budget are transfers from other governments"),
    f.CURRENT_REVENUE: N_("nobody has said which codes of this budget are current revenue"),
    f.CURRENT_SPENDING: N_("nobody has said which codes of this budget are current spending"),
    f.DEBT: N_("no debt at the end of this year has been published"),
    f.POPULATION: N_("no number of inhabitants has been published for this year"),
    f.GDP: N_("no gross domestic product has been published for this year"),
    f.SPENT: N_("what was spent in this year has not been published yet"),
    f.LIMIT: N_("what was approved for this year has not been published"),
    f.APPROVED: N_("what was approved before this year began has not been published"),
}
NOT_DIVIDED = N_("this year's budget is not divided by the codes that are said to be it: %(figure)s")
BELOW = N_("a figure to divide by is not above zero: %(figure)s")

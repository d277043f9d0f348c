"""What a pack says: whose duplicates count, the parts of rules, and the changes that its examples are to notice."""

from models.codes.code import Code


class RulePart(Code):
    """The tables of the first stage whose rows are changed by mutants."""

    RULE = "rules"
    REFINEMENT = "refinements"
    ROUTE = "routing"


class RuleChange(Code):
    """What a mutant changes of a rule of a pack."""

    GONE = "gone"
    """The whole rule."""
    CONDITION_GONE = "condition_gone"
    SERVICES_GONE = "services_gone"
    """It holds for all services."""
    THRESHOLD = "threshold"
    EFFECT = "effect"
    TEAM = "team"
    PRIORITY = "priority"
    PROBLEM = "problem"
    FLAG = "flag"
    REPLY = "reply"
    LINK = "link"
    LIMIT = "limit"
    """The last day by law, or a date of the reply: a day later."""
    STOP = "stop"
    RECORD = "record"
    """It ties the request to no fault."""


class Whose(Code):
    """Whose open requests a new one is compared with."""

    APPLICANT = "applicant"
    CONCERNED = "concerned"
    """Those about the same person, whoever filed them."""
    ANYONE = "anyone"

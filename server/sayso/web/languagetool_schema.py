"""What LanguageTool's clients send and read, as models, with the names that they have there."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sayso.web.schema import Answer


class CheckRequest(BaseModel):
    """A form as LanguageTool's clients send it. Either ``text`` or ``data`` is needed."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"oneOf": [{"required": ["text"]}, {"required": ["data"]}]},
    )

    text: str = Field(description="The words to check.", default="")
    data: str = Field(
        description='JSON: {"annotation": [{"text": "…"}, {"markup": "…"}]}.', default=""
    )
    language: str = Field(
        description="'auto', 'en-US' …; others than English have no matches.", pattern=r"\S"
    )
    preferredVariants: str = ""
    enabledRules: str = Field(description="Ids, separated by commas.", default="")
    disabledRules: str = ""
    enabledCategories: str = ""
    disabledCategories: str = ""
    enabledOnly: str = Field(description="'true' looks for what is enabled alone.", default="")
    apiKey: str = Field(description="The server's token, where it has one.", default="")


class Software(Answer):
    """What answers."""

    name: str
    version: str
    buildDate: str
    apiVersion: Literal[1]
    premium: bool
    premiumHint: str
    status: str


class SoftwareAnswer(Answer):
    """What answers, as /v2/info says it."""

    software: Software


class DetectedLanguage(Answer):
    """The same language again; confidence 0 says that it was not measured."""

    name: str
    code: str
    confidence: float


class CheckedLanguage(Answer):
    """The language that was checked."""

    name: str
    code: str
    detectedLanguage: DetectedLanguage


class MatchContext(Answer):
    """The words and what stands around them; offset and length are UTF-16 units of ``text``."""

    text: str
    offset: int = Field(ge=0)
    length: int = Field(gt=0)


class MatchType(Answer):
    """How an editor should draw it."""

    typeName: Literal["Hint"]


class RuleUrl(Answer):
    """A page about the note type."""

    value: str


class RuleCategory(Answer):
    """The family of the note type."""

    id: Literal["SOURCING", "HEDGING", "ARTICLE"]
    name: str


class MatchRule(Answer):
    """The note type."""

    id: str = Field(pattern=r"^SAYSO_[A-Z_]+$")
    description: str
    issueType: Literal["style"]
    urls: list[RuleUrl]
    isPremium: bool
    category: RuleCategory


class Match(Answer):
    """A note in LanguageTool's words; offset and length are UTF-16 units."""

    message: str
    shortMessage: str
    replacements: list[str] = Field(max_length=0)
    offset: int = Field(ge=0)
    length: int = Field(gt=0)
    context: MatchContext
    sentence: str
    type: MatchType
    rule: MatchRule
    ignoreForIncompleteSentence: bool
    contextForSureMatch: int


class CheckWarnings(Answer):
    """Whether something is missing."""

    incompleteResults: bool


class CheckAnswer(Answer):
    """The answer to a check, field by field as LanguageTool's clients read it."""

    software: Software
    warnings: CheckWarnings
    language: CheckedLanguage
    matches: list[Match]
    sentenceRanges: list[list[int]]


class Parameter(Answer):
    """The limits."""

    maxTextLength: int = Field(description="In characters.", gt=0)


class RuleListed(Answer):
    """A note type as a rule that may be switched on or off."""

    ruleId: str = Field(pattern=r"^SAYSO_[A-Z_]+$")
    description: str
    categoryId: Literal["SOURCING", "HEDGING", "ARTICLE"]
    categoryName: str
    locQualityIssueType: Literal["style"]
    isDefaultOff: Literal["yes"] = Field(
        description="Left out where the note type is on by default.", default="yes"
    )


class ConfigurationAnswer(Answer):
    """What answers, its limits, and the rules."""

    software: Software
    parameter: Parameter
    rules: list[RuleListed]


class LanguageListed(Answer):
    """A variant of English."""

    name: str
    code: Literal["en"]
    longCode: str

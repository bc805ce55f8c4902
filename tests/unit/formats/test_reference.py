"""The reference of the documents names every document, every key and every limit that there is."""

import re
from pathlib import Path

import pytest

from designer.domain.nodes import KINDS, TRIGGERS
from designer.formats import documents
from designer.formats import scenario as schemas
from designer.formats.conditions import DEEPEST, OPERATORS
from designer.formats.data import AttributeSchema, EventTypeSchema
from designer.formats.fields import schema_of
from designer.formats.matrix import (
    CriterionSchema,
    GainSchema,
    MarkSchema,
    MatrixSchema,
    RowSchema,
    VoteSchema,
)
from designer.formats.message import TemplateSchema
from designer.formats.plan import CampaignSchema
from designer.formats.policy import (
    CapSchema,
    ExclusionSchema,
    GapSchema,
    PolicySchema,
    QuietHoursSchema,
    ScoreSchema,
)
from designer.formats.yamltext import parse_yaml

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "format.md").read_text()


def keys(schema) -> list[str]:
    return [field.data_key or key for key, field in schema_of(schema).fields.items()]


@pytest.mark.parametrize(
    "word",
    [
        *(value for name, value in vars(documents).items() if name.isupper() and isinstance(value, str)),
        *OPERATORS,
        *keys(schemas.ScenarioSchema),
        *keys(schemas.SheetSchema),
        *(
            key
            for schema in (
                PolicySchema,
                CapSchema,
                GapSchema,
                ScoreSchema,
                ExclusionSchema,
                QuietHoursSchema,
                CampaignSchema,
                MatrixSchema,
                CriterionSchema,
                RowSchema,
                MarkSchema,
                GainSchema,
                VoteSchema,
                AttributeSchema,
                EventTypeSchema,
            )
            for key in keys(schema)
        ),
        *(field.name for kind in (*KINDS, *TRIGGERS) for field in kind.fields),
        *(kind.kind for kind in (*KINDS, *TRIGGERS)),
    ],
)
def test_a_word_of_the_documents_is_in_the_reference(word: str):
    assert re.search(rf"`[^`]*\b{re.escape(word)}\b[^`]*`", PAGE)


def test_every_example_of_the_reference_is_yaml():
    pages = Path(__file__).parents[3] / "docs" / "reference"
    for page in pages.rglob("*.md"):
        for example in re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL):
            parse_yaml(example, page.name)


def test_the_example_of_a_message_has_every_key():
    (example,) = re.findall(r"```yaml\n(format: message/1.*?)```", PAGE, re.DOTALL)
    assert set(re.findall(r"^(\w+):", example, re.MULTILINE)) == {"format", *keys(TemplateSchema)}


def test_limits_are_those_of_the_code():
    page = " ".join(PAGE.split())
    assert f"{documents.DEEPEST} levels of lists" in page
    assert f"{documents.LARGEST:,} values" in page
    assert f"{schemas.LARGEST:,} nodes" in page
    assert f"{DEEPEST} levels of `all`" in page
    assert documents.HEAVIEST == 2_000_000

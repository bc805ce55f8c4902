"""Portfolios are folders with all below them; what stands beside a scenario is read with it."""

from pathlib import Path

import pytest

from designer.domain.data import DataModel, Type
from designer.domain.errors import BadInput
from designer.formats import load_data
from designer.formats.portfolio import Overrides, read
from designer.formats.tables import columns, read_cell, read_contacts, read_events

SCENARIO = "format: scenario/1\nkey: {key}\nname: {key}\ntrigger: {{kind: manual}}\nnodes: []\nedges: []\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def keys(reading) -> list[str]:
    return [scenario.key for scenario in reading.portfolio.scenarios]


def messages(reading) -> str:
    return "\n".join(finding.line_of_text() for finding in reading.findings)


def test_a_folder_is_read_with_all_below_it(tmp_path: Path):
    write(
        tmp_path,
        b_yaml=SCENARIO.format(key="b"),
        deep__er__a_yaml=SCENARIO.format(key="a"),
        notes_yaml="just: notes",
        policy_yaml="format: policy/1\ncaps: [{id: week, max: 1, per: P7D}]\n",
        data_yaml="format: data/1\nattributes: {city: {}}\n",
        segments_yaml="segments: {all: {condition: {all: []}}}",
        plan_yaml="format: plan/1\n",
        matrix_yaml="rows: {a: {scores: {volume: 3}}}",
        messages__welcome_yaml="format: message/1\nkey: welcome\nchannel: email\nname: W\n",
        contacts_csv="id,city\n1,Lyon\n",
        events_csv="contact,event,at\n",
    )
    (tmp_path / "messages" / "later.fr.md").write_text("Bonjour")
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / ".hidden", c_yaml=SCENARIO.format(key="c"))
    (reading,) = read([tmp_path])
    assert reading.findings == ()
    assert keys(reading) == ["a", "b"]
    assert reading.portfolio.policy.caps[0].id == "week"
    assert reading.portfolio.data.declared
    assert set(reading.portfolio.segments) == {"all"}
    assert reading.portfolio.templates >= {"welcome", "later", "later.fr"}
    assert reading.portfolio.columns == {"id", "city"}
    assert set(reading.templates) == {"welcome"}
    assert reading.portfolio.messages == reading.templates
    assert reading.portfolio.matrix.rows["a"].scores["volume"].level == 3
    assert reading.contacts == tmp_path / "contacts.csv"
    assert Path(reading.sources["scenario:a"].file) == tmp_path / "deep" / "er" / "a.yaml"


def test_a_folder_below_with_its_own_policy_is_a_portfolio_of_its_own(tmp_path: Path):
    write(
        tmp_path,
        a_yaml=SCENARIO.format(key="a"),
        own__policy_yaml="format: policy/1\n",
        own__b_yaml=SCENARIO.format(key="b"),
        own__deep__c_yaml=SCENARIO.format(key="c"),
        other__d_yaml=SCENARIO.format(key="d"),
    )
    assert [(reading.root.name, keys(reading)) for reading in read([tmp_path])] == [
        (tmp_path.name, ["a", "d"]),
        ("own", ["b", "c"]),
    ]


def test_without_documents_names_are_not_checked(tmp_path: Path):
    write(tmp_path, a_yaml=SCENARIO.format(key="a"))
    (reading,) = read([tmp_path])
    assert not reading.portfolio.data.declared
    assert reading.portfolio.templates is None
    assert reading.portfolio.columns is None
    assert not reading.portfolio.segments_declared


def test_templates_of_the_library_are_known_to_every_portfolio_with_messages(tmp_path: Path):
    write(tmp_path, a_yaml=SCENARIO.format(key="a"), messages__own_yaml="")
    (reading,) = read([tmp_path])
    assert {"own", "livre-blanc-1"} <= reading.portfolio.templates


def test_files_given_by_themselves_make_one_portfolio(tmp_path: Path):
    write(
        tmp_path,
        a_yaml=SCENARIO.format(key="a"),
        b_yaml=SCENARIO.format(key="b"),
        policy_yaml="format: policy/1",
    )
    (reading,) = read([tmp_path / "b.yaml", tmp_path / "a.yaml", tmp_path / "policy.yaml"])
    assert keys(reading) == ["a", "b"]
    assert "policy" in reading.sources


def test_a_file_given_by_itself_must_be_a_scenario(tmp_path: Path):
    write(tmp_path, a_yaml="just: notes")
    (reading,) = read([tmp_path / "a.yaml"])
    assert "format: this value is needed" in messages(reading)


def test_a_scenario_without_its_format_is_not_passed_over(tmp_path: Path):
    write(tmp_path, a_yaml=SCENARIO.format(key="a").replace("format: scenario/1\n", ""))
    (reading,) = read([tmp_path])
    assert "format: this value is needed" in messages(reading)


def test_overrides_take_the_place_of_the_portfolios_own_files(tmp_path: Path):
    write(
        tmp_path,
        own__a_yaml=SCENARIO.format(key="a"),
        own__policy_yaml="format: policy/1\n",
        own__contacts_csv="id\n",
        strict_yaml="format: policy/1\ncaps: [{id: none, max: 0, per: P1D}]\n",
        others_csv="id,city\n",
        known_yaml="format: data/1\n",
    )
    overrides = Overrides(
        policy=tmp_path / "strict.yaml", contacts=tmp_path / "others.csv", data=tmp_path / "known.yaml"
    )
    (reading,) = read([tmp_path / "own"], overrides)
    assert reading.portfolio.policy.caps[0].id == "none"
    assert reading.portfolio.columns == {"id", "city"}
    assert reading.portfolio.data.declared


@pytest.mark.parametrize("name", ["policy", "data", "contacts", "events"])
def test_an_override_that_is_not_there_is_refused(tmp_path: Path, name: str):
    with pytest.raises(BadInput, match="does not exist"):
        read([write(tmp_path, a_yaml=SCENARIO.format(key="a"))], Overrides(**{name: tmp_path / "gone"}))


def test_a_path_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="does not exist"):
        read([tmp_path / "gone"])


def test_a_fault_of_the_matrix_has_its_file_line_and_nearest_key(tmp_path: Path):
    write(
        tmp_path,
        a_yaml=SCENARIO.format(key="a"),
        matrix_yaml="format: matrix/1\nrows:\n  a:\n    gates: {legl: open}\n",
    )
    (reading,) = read([tmp_path])
    (found,) = reading.findings
    assert (Path(found.file).name, found.line, found.path) == ("matrix.yaml", 4, "rows/a/gates/legl")
    assert "« legal »" in found.message["fr"]
    assert keys(reading) == ["a"]


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path):
    write(
        tmp_path,
        a_yaml=SCENARIO.format(key="a"),
        b_yaml=SCENARIO.format(key="b").replace("nodes", "ndes"),
        c_yaml="format: scenario/1\nkey: [",
        policy_yaml="format: policy/1\ncap: []\n",
        messages__t_yaml="format: message/1\nkey: t\n",
    )
    (reading,) = read([tmp_path])
    assert keys(reading) == ["a"]
    assert reading.unreadable
    assert {Path(finding.file).name for finding in reading.findings} == {
        "b.yaml",
        "c.yaml",
        "policy.yaml",
        "t.yaml",
    }
    assert "did you mean 'nodes'?" in messages(reading)
    assert "did you mean 'caps'?" in messages(reading)


def test_a_key_given_to_two_scenarios_is_a_finding_at_the_second(tmp_path: Path):
    write(tmp_path, one_yaml=SCENARIO.format(key="a"), two_yaml=SCENARIO.format(key="a"))
    (reading,) = read([tmp_path])
    (finding,) = reading.findings
    assert (Path(finding.file).name, finding.line) == ("two.yaml", 2)


def test_a_second_data_document_is_a_finding(tmp_path: Path):
    write(tmp_path, data_yaml="format: data/1\n", below__data_yaml="format: data/1\n")
    (reading,) = read([tmp_path])
    assert "a portfolio has one data.yaml" in messages(reading)


# ── Tables ──────────────────────────────────────────────────────────────────────────────────────────────

DATA = load_data(
    {
        "format": "data/1",
        "attributes": {"age": {"type": "number"}, "tags": {"type": "list"}, "born": {"type": "date"}},
        "events": {"order.placed": {"properties": {"amount": "number"}}},
    }
)


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("Lyon", Type.TEXT, "Lyon"),
        (" Lyon ", None, " Lyon "),
        ("", Type.TEXT, None),
        ("  ", None, None),
        ("12", Type.NUMBER, 12),
        ("-1.5", Type.NUMBER, -1.5),
        ("12 €", Type.NUMBER, None),
        ("nan", Type.NUMBER, None),
        ("inf", Type.NUMBER, None),
        ("9" * 50, Type.NUMBER, None),
        ("oui", Type.BOOLEAN, True),
        ("NO", Type.BOOLEAN, False),
        ("perhaps", Type.BOOLEAN, None),
        ("2026-12-01", Type.DATE, "2026-12-01"),
        ("2026-12-01T10:00:00", Type.DATE, "2026-12-01"),
        ("01/12/2026", Type.DATE, None),
        ("2026-12-01T09:00:00Z", Type.INSTANT, "2026-12-01T09:00:00Z"),
        ("soon", Type.INSTANT, None),
        ("a| b |", Type.LIST, ("a", "b")),
    ],
)
def test_a_cell_is_read_as_its_declared_type(cell, kind, value):
    assert read_cell(cell, kind) == value


def test_contacts_have_their_attributes(tmp_path: Path):
    write(
        tmp_path, contacts_csv='\ufeffid,age,tags,city,consent_email\nc1,41,vip|new,"Lyon, 2e",oui\nc2,x,,,\n'
    )
    first, second = read_contacts(tmp_path / "contacts.csv", DATA)
    assert first.attributes == {"age": 41, "tags": ("vip", "new"), "city": "Lyon, 2e", "consent_email": True}
    assert second.attributes == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\nx\n", "no column 'id'"),
        ("id,city,city\n", "stands twice"),
        ("", "is empty"),
        ("id\nc1\nc1\n", ":3: the id 'c1' is given twice"),
        ("id,a\n,1\n", ":2: the id is missing"),
        ('id\n"c1\n', "not a CSV file"),
    ],
)
def test_bad_contacts_are_refused_in_words(tmp_path: Path, text: str, words: str):
    write(tmp_path, contacts_csv=text)
    with pytest.raises(BadInput, match=words):
        list(read_contacts(tmp_path / "contacts.csv", DATA))


def test_events_are_typed_and_keep_their_second(tmp_path: Path):
    write(
        tmp_path,
        events_csv="contact,event,at,amount\nc1,order.placed,1998-03-01T10:00:30Z,12.5\nc1,visit,1998-03-02,\n",
    )
    order, visit = read_events(tmp_path / "events.csv", DATA)
    assert (order.at, order.minute, order.properties) == (888746430, 14812441, {"amount": 12.5})
    assert visit.minute * 60 == visit.at


def test_reading_events_again_gives_the_same_ids_and_equal_rows_differ(tmp_path: Path):
    rows = "contact,event,at\nc1,visit,2026-01-01\nc1,visit,2026-01-01\nc2,visit,2026-01-01\n"
    write(tmp_path, events_csv=rows)
    once = [event.id for event in read_events(tmp_path / "events.csv", DataModel())]
    again = [event.id for event in read_events(tmp_path / "events.csv", DataModel())]
    assert once == again
    assert len(set(once)) == 3


@pytest.mark.parametrize(
    ("row", "words"), [("c1,visit,soon", ":2: at: 'soon'"), (",visit,2026-01-01", ":2: the contact")]
)
def test_bad_events_are_refused_with_their_line(tmp_path: Path, row: str, words: str):
    write(tmp_path, events_csv=f"contact,event,at\n{row}\n")
    with pytest.raises(BadInput, match=words):
        list(read_events(tmp_path / "events.csv", DataModel()))


def test_rows_are_read_one_by_one(tmp_path: Path):
    write(tmp_path, contacts_csv="id\n" + "".join(f"c{number}\n" for number in range(1000)) + "c1\n")
    rows = read_contacts(tmp_path / "contacts.csv", DataModel())
    assert next(rows).id == "c0"
    assert columns(tmp_path / "contacts.csv") == ("id",)
    rows.close()

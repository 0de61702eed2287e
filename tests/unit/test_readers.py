import io
import json

import pytest

from dimscore.errors import UsageError
from dimscore.readers import Record, Source, parse_roles, read_stream
from dimscore.report import Failure
from dimscore.transcript import Event, Speaker, Transcript


def read(data: bytes | str, name: str = "x.txt", roles: str = "") -> list[Record]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_stream(stream, Source(name=name, roles=parse_roles(roles))))


def read_one(data: bytes | str, name: str = "x.txt", roles: str = "") -> Transcript:
    [record] = read(data, name, roles)
    assert isinstance(record, Transcript), record
    return record


def why(data: bytes | str, name: str = "x.txt") -> Failure:
    [record] = read(data, name)
    assert isinstance(record, Failure)
    return record


@pytest.mark.parametrize(
    ("agent", "customer"),
    [
        ("Agent", "Customer"),
        ("Helpdesk", "Klient"),
        ("Konsultant", "Klientka"),
        ("Ügyintéző", "Ügyfél"),
        ("Оператор", "Клієнт"),
        ("Εκπρόσωπος", "Πελάτης"),
        ("Operators", "Klients"),
    ],
)
def test_role_words_of_all_languages(agent: str, customer: str):
    turns = read_one(f"{agent}: one\n{customer}: two\n").turns
    assert [t.speaker for t in turns] == [Speaker.AGENT, Speaker.CUSTOMER]


def test_a_line_without_role_goes_on_with_the_turn_before():
    turns = read_one("Agent: one\n  and more\nCustomer: two").turns
    assert turns[0].text == "one\nand more"


@pytest.mark.parametrize(
    ("direction", "event", "seconds"),
    [
        ("(customer on hold 2 min)", Event.HOLD, 120),
        ("[on hold for 45 seconds]", Event.HOLD, 45),
        ("…(klient wstrzymał)…", Event.HOLD, None),
        ("(on hold 1:30)", Event.HOLD, 90),
        ("*transfer*", Event.TRANSFER, None),
    ],
)
def test_stage_directions_become_events(direction: str, event: Event, seconds: float | None):
    turns = read_one(f"Agent: one moment\n{direction}\nAgent: back\nCustomer: ok").turns
    assert (turns[1].speaker, turns[1].event) == (Speaker.SYSTEM, event)
    assert turns[1].seconds == seconds


def test_an_event_inside_a_turn_cuts_it():
    turns = read_one("Agent: one moment (on hold 30 s) I am back\nCustomer: ok").turns
    assert turns[0].text == "one moment"
    assert turns[1].event is Event.HOLD
    assert turns[2].text == "I am back"


def test_other_brackets_stay_in_the_text():
    turns = read_one("Agent: press (the red one)\nCustomer: ok").turns
    assert turns[0].text == "press (the red one)"


def test_a_role_map_names_people():
    turns = read_one("Anna: hello\nPiotr: hi", roles="Anna=agent,Piotr=customer").turns
    assert [(t.speaker, t.name) for t in turns] == [
        (Speaker.AGENT, "Anna"),
        (Speaker.CUSTOMER, "Piotr"),
    ]


def test_without_a_known_role_the_error_says_what_to_do():
    failure = why("Anna: hello\nPiotr: hi\nAnna: yes")
    assert failure.error.code == "unknown_roles"
    assert "--roles" in failure.error.message


@pytest.mark.parametrize("roles", ["Anna", "Anna=boss", "=agent"])
def test_a_role_map_is_checked(roles: str):
    with pytest.raises(UsageError, match="--roles"):
        parse_roles(roles)


def test_times_before_a_label_are_read():
    turns = read_one("[00:12] Agent: hello\n[01:02:03] Customer: hi").turns
    assert [t.start for t in turns] == [12, 3723]


LINE = json.dumps({"id": "a", "turns": [{"speaker": "agent", "text": "hi"}]})


def test_json_lines_keep_order_and_place_of_a_bad_record():
    records = read(f"{LINE}\n\n{{broken\n{LINE}\n", "x.jsonl")
    assert [isinstance(r, Failure) for r in records] == [False, True, False]
    failure = records[1]
    assert isinstance(failure, Failure)
    assert (failure.error.where.line, failure.error.code) == (3, "invalid_json")


def test_one_object_over_many_lines():
    assert read_one(json.dumps(json.loads(LINE), indent=2), "x.json").id == "a"


def test_a_bad_field_is_named_and_its_content_is_not():
    bad = {"id": "a", "turns": [{"speaker": "secretword", "text": "secretword"}]}
    failure = why(json.dumps(bad), "x.jsonl")
    assert failure.transcript_id == "a"
    assert failure.error.where.field == "turns.0.speaker"
    assert "secretword" not in failure.to_json()


def test_a_byte_order_mark_does_no_harm():
    assert read_one(b"\xef\xbb\xbf" + LINE.encode(), "x.jsonl").id == "a"


CSV = 'id,speaker,text,start\n1,Agent,hello,0\n1,Customer,"hi, you",2.5\n2,Agent,bye,\n'


def test_csv_has_one_row_a_turn():
    first, second = read(CSV, "x.csv")
    assert isinstance(first, Transcript)
    assert [t.text for t in first.turns] == ["hello", "hi, you"]
    assert first.turns[1].start == 2.5
    assert isinstance(second, Transcript)


def test_csv_with_semicolons_and_other_names():
    text = "conversation_id;role;content\n7;agent;a\n7;customer;b\n"
    assert len(read_one(text, "x.csv").turns) == 2


def test_a_bad_row_spoils_its_contact_only():
    first, second = read(CSV.replace("2.5", "soon"), "x.csv")
    assert isinstance(first, Failure)
    assert (first.error.where.line, first.error.where.field) == (3, "start")
    assert isinstance(second, Transcript)


def test_rows_of_one_contact_must_stand_together():
    records = read("id,speaker,text\n1,agent,a\n2,agent,b\n1,agent,c\n", "x.csv")
    assert [isinstance(r, Failure) for r in records] == [False, False, True]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "x.jsonl", "empty"),
        (b"   \n", "x.txt", "empty"),
        (b"PK\x03\x04\x00\x00", "x.txt", "binary"),
        ("zażółć: a".encode("cp1250"), "x.txt", "wrong_encoding"),
        (b"just some words", "x.bin", "unknown_format"),
        (b'{"id": "a", "turns": [' + b"[" * 5000, "x.json", "invalid_json"),
        (b'{"id": "a", "tur', "x.jsonl", "invalid_json"),
        (b'[{"id": "a", "turns": []}]', "x.json", "invalid_record"),
        (b'{"id": "", "turns": []}', "x.json", "invalid_record"),
        (
            b'{"id": "a", "turns": [{"speaker": "agent", "text": "\\ud800"}]}',
            "x.json",
            "invalid_json",
        ),
        (b"id,text\n1,a\n", "x.csv", "unreadable"),
        (b"id,speaker,text\n", "x.csv", "unreadable"),
    ],
)
def test_bad_input_is_a_clear_error(data: bytes, name: str, code: str):
    failure = why(data, name)
    assert failure.error.code == code
    assert failure.error.where.file == name
    assert failure.error.message


def test_a_million_turns_are_refused():
    turns = ",".join(['{"speaker":"agent","text":""}'] * 1_000_000)
    failure = why(f'{{"id":"a","turns":[{turns}]}}', "x.jsonl")
    assert failure.error.code == "too_large"


def test_a_hundred_megabytes_on_one_line_are_refused_and_the_next_record_is_read():
    records = read(b'{"id":"' + b"a" * 100_000_000 + b'"}\n' + LINE.encode(), "x.jsonl")
    assert isinstance(records[0], Failure)
    assert records[0].error.code == "too_large"
    assert isinstance(records[1], Transcript)

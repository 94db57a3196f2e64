"""What the cloud answered is still there after kill -9, and what was sent is on the record."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.state import Damaged, State, lines_of

from .journalled import STAGE

TABLE = f"watchword-{STAGE}"
CHECKOUT = Path(__file__).parent.parent.parent


class Process:
    """The journalled cloud, and clients of it."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.integration.journalled", str(folder)]
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ready = json.loads(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.ready["endpoint"],
            region_name="eu-west-2",
            aws_access_key_id="laptop",
            aws_secret_access_key="laptop",
            config=Config(max_pool_connections=20, retries={"total_max_attempts": 1}),
        )

    def snapshot(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("snapshot\n")
        self.process.stdin.flush()
        self._line()

    def kill(self) -> None:
        self.process.kill()
        self._close()

    def _close(self) -> None:
        self.process.wait(timeout=10)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def process(folder: Path) -> Iterator[Process]:
    started = Process(folder)
    yield started
    if started.process.poll() is None:
        started.kill()


def key(pk: str, sk: str = "x") -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def everything(process: Process) -> dict[str, Any]:
    items = process.client("dynamodb").scan(TableName=TABLE)["Items"]
    return {item["pk"]["S"]: item for item in items}


def write_in_every_way(table: Any) -> None:
    """Puts, deletes, counters, batches and transactions, some of them refused."""
    for name in ("a", "b", "c"):
        table.put_item(
            TableName=TABLE, Item=key(name) | {"n": {"N": "1.0"}, "g2pk": {"S": "W"}, "g2sk": {"S": name}}
        )
    table.delete_item(TableName=TABLE, Key=key("b"))
    count = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
    for _ in range(5):
        table.update_item(TableName=TABLE, Key=key("counter"), **count)
    once = {"Item": key("c"), "ConditionExpression": "attribute_not_exists(pk)"}
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        table.put_item(TableName=TABLE, **once)
    puts = [{"PutRequest": {"Item": key(f"batch {n}") | {"v": {"B": bytes([n])}}}} for n in range(20)]
    table.batch_write_item(RequestItems={TABLE: [*puts, {"DeleteRequest": {"Key": key("a")}}]})
    said = f'UPDATE "{TABLE}" SET "n"=? REMOVE "v" WHERE "pk"=? AND "sk"=?'
    statements = [
        {"Statement": said, "Parameters": [{"N": "8"}, {"S": "batch 3"}, {"S": "x"}]},
        {"Statement": said + ' AND "n"=?', "Parameters": [{"N": "9"}, {"S": "c"}, {"S": "x"}, {"N": "5"}]},
    ]
    table.batch_execute_statement(Statements=statements)
    token = {"ClientRequestToken": "the same token"}
    changes = [
        {"Update": {"TableName": TABLE, "Key": key("counter"), **count}},
        {
            "Put": {
                "TableName": TABLE,
                "Item": key("in a transaction"),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        },
        {"Delete": {"TableName": TABLE, "Key": key("batch 7")}},
        {
            "ConditionCheck": {
                "TableName": TABLE,
                "Key": key("c"),
                "ConditionExpression": "attribute_exists(pk)",
            }
        },
    ]
    for _ in range(2):
        table.transact_write_items(TransactItems=changes, **token)
    with pytest.raises(ClientError, match="TransactionCanceled"):
        table.transact_write_items(TransactItems=changes)


def test_every_kind_of_write_survives_kill_9_exactly_as_it_was(process: Process, folder: Path) -> None:
    write_in_every_way(process.client("dynamodb"))
    before = everything(process)
    process.kill()
    again = Process(folder)
    assert everything(again) == before
    assert before["counter"]["n"] == {"N": "6"}
    assert (before["batch 3"], before["c"]["n"]) == (key("batch 3") | {"n": {"N": "8"}}, {"N": "1"})
    assert len(before) == again.ready["items"] == 22
    again.kill()


def test_indexes_are_filled_again_too(process: Process, folder: Path) -> None:
    write_in_every_way(process.client("dynamodb"))
    process.kill()
    again = Process(folder)
    found = again.client("dynamodb").query(
        TableName=TABLE,
        IndexName="G2-work",
        KeyConditionExpression="g2pk = :w",
        ExpressionAttributeValues={":w": {"S": "W"}},
    )
    assert [item["g2sk"]["S"] for item in found["Items"]] == ["c"]
    again.kill()


def test_a_snapshot_shortens_the_journal_and_changes_nothing(process: Process, folder: Path) -> None:
    table = process.client("dynamodb")
    write_in_every_way(table)
    process.snapshot()
    assert State(folder).journal.stat().st_size == 0
    table.put_item(TableName=TABLE, Item=key("after the snapshot"))
    table.delete_item(TableName=TABLE, Key=key("c"))
    before = everything(process)
    process.kill()
    again = Process(folder)
    assert everything(again) == before
    again.kill()


def test_a_journal_left_beside_its_own_snapshot_replays_to_the_same_table(
    process: Process, folder: Path
) -> None:
    write_in_every_way(process.client("dynamodb"))
    before, journal = everything(process), State(folder).journal.read_bytes()
    process.snapshot()
    process.kill()
    State(folder).journal.write_bytes(journal)
    again = Process(folder)
    assert everything(again) == before
    again.kill()


def test_counters_bumped_from_many_threads_replay_to_the_same_number(process: Process, folder: Path) -> None:
    table = process.client("dynamodb")

    def bump(_: int) -> str:
        answer = table.update_item(
            TableName=TABLE,
            Key=key("counter"),
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )
        return str(answer["Attributes"]["n"]["N"])

    with ThreadPoolExecutor(8) as together:
        assert len(set(together.map(bump, range(200)))) == 200
    process.kill()
    again = Process(folder)
    assert everything(again)["counter"]["n"] == {"N": "200"}
    again.kill()


def test_killed_in_the_middle_of_writing_it_has_every_answered_write(process: Process, folder: Path) -> None:
    table, answered = process.client("dynamodb"), []

    def write(n: int) -> None:
        table.put_item(TableName=TABLE, Item=key(f"{n:05d}"))
        answered.append(f"{n:05d}")

    with ThreadPoolExecutor(4) as together:
        writes = [together.submit(write, n) for n in range(4000)]
        while len(answered) < 150:
            time.sleep(0.005)
        process.kill()
        for waiting in writes:
            waiting.cancel()
    again = Process(folder)
    assert set(answered) <= set(everything(again))
    again.kill()


def test_texts_and_emails_are_on_the_record_with_headers_and_ids_after_a_kill(
    process: Process, folder: Path
) -> None:
    text = process.client("sns").publish(
        PhoneNumber="+447700900001",
        Message="Van seen & noted £5\nReply STOP",
        MessageAttributes={"AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "Kent Police"}},
    )
    process.client("sns").publish(
        TopicArn=f"arn:aws:sns:eu-west-2:000000000000:{TABLE}-inbound-sms", Message="no text"
    )
    mail = process.client("sesv2")
    single = mail.send_email(
        FromEmailAddress="alerts@journal.example",
        Destination={"ToAddresses": ["one@people.example"]},
        Content={"Simple": {"Subject": {"Data": "Code"}, "Body": {"Text": {"Data": "1234567"}}}},
    )
    bulk = mail.send_bulk_email(
        FromEmailAddress="Kent Police <alerts@journal.example>",
        DefaultContent={
            "Template": {
                "TemplateContent": {"Subject": "{{subject}}", "Text": "{{text}}"},
                "TemplateData": "{}",
            }
        },
        BulkEmailEntries=[bulk_entry("two"), bulk_entry("three")],
    )
    process.kill()
    record = list(lines_of(State(folder).sent))
    ids = [entry["MessageId"] for entry in bulk["BulkEmailEntryResults"]]
    assert [sent["id"] for sent in record] == [text["MessageId"], single["MessageId"], *ids]
    assert [sent["to"] for sent in record][:2] == ["+447700900001", "one@people.example"]
    assert (record[0]["text"], record[0]["sender"]) == ("Van seen & noted £5\nReply STOP", "Kent Police")
    assert record[2]["sender"] == "Kent Police <alerts@journal.example>"
    assert (record[2]["subject"], record[2]["text"]) == ("For two {{text}}", "Dear two")
    assert record[3]["headers"] == {"List-Unsubscribe": "<https://x.example/three>"}
    assert record[3]["tags"] == {"reference": "snd.1.three"}


def bulk_entry(name: str) -> dict[str, Any]:
    data = json.dumps({"subject": f"For {name} {{{{text}}}}", "text": f"Dear {name}"})
    return {
        "Destination": {"ToAddresses": [f"{name}@people.example"]},
        "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": data}},
        "ReplacementHeaders": [{"Name": "List-Unsubscribe", "Value": f"<https://x.example/{name}>"}],
        "ReplacementTags": [{"Name": "reference", "Value": f"snd.1.{name}"}],
    }


def test_a_refused_email_is_not_on_the_record(process: Process, folder: Path) -> None:
    with pytest.raises(ClientError, match="not verified"):
        process.client("sesv2").send_email(
            FromEmailAddress="someone@else.example",
            Destination={"ToAddresses": ["one@people.example"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        )
    assert list(lines_of(State(folder).sent)) == []


def test_a_line_cut_short_by_the_kill_is_dropped_and_the_next_starts_clean(
    process: Process, folder: Path
) -> None:
    process.client("dynamodb").put_item(TableName=TABLE, Item=key("whole"))
    process.kill()
    with State(folder).journal.open("a") as journal:
        journal.write('{"put":[{"pk":{"S":"cut')
    again = Process(folder)
    again.client("dynamodb").put_item(TableName=TABLE, Item=key("next"))
    again.kill()
    assert len(list(lines_of(State(folder).journal))) == 2


def test_a_broken_line_in_the_middle_is_reported_and_not_skipped(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text('{"put":[],"gone":[]}\n{"pu\n{"put":[],"gone":[]}\n')
    with pytest.raises(Damaged, match="Line 2"):
        list(lines_of(file))


def test_a_way_of_writing_that_the_journal_cannot_follow_is_refused(process: Process) -> None:
    with pytest.raises(ClientError, match="cannot follow"):
        process.client("dynamodb").execute_statement(
            Statement=f"INSERT INTO \"{TABLE}\" VALUE {{'pk': 'p', 'sk': 's'}}"
        )
    assert everything(process) == {}

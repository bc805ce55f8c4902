"""E-mail handed over to a real SMTP server, and the honest answers about it."""

import contextlib
import socket
import threading
from email import message_from_bytes, policy

import pytest

from designer.domain.channel import Channel
from designer.domain.errors import BadInput
from designer.runtime.senders.email import SmtpAddress, SmtpSender, as_bytes
from designer.runtime.senders.port import Fate, Parcel
from designer.runtime.sink import Sink, SinkLog

FROM = "bonjour@maison.example"


def parcel(**parts):
    defaults = {
        "key": "livre-blanc/1/t1/c1/1.1",
        "minute": 14_816_160,
        "channel": Channel.EMAIL,
        "to": "zoe@example.com",
        "subject": "Été à la maison",
        "html": "<p>Été</p>",
        "text": "Été\n.\nfin",
        "sender": "Maison Écho",
        "unsubscribe_url": "https://designer.test/u/abc",
    }
    return Parcel(**{**defaults, **parts})


@pytest.fixture
def sink(tmp_path):
    sink = Sink(SinkLog(tmp_path / "sink.db"))
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def sender(sink):
    with contextlib.closing(SmtpSender(SmtpAddress.parse(sink.url), from_address=FROM)) as sender:
        yield sender


@contextlib.contextmanager
def host(*answers):
    """A mail host that answers each line with the next of these words, then closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as lines:
                for answer in answers:
                    connection.sendall(answer + b"\r\n")
                    for line in lines:
                        if not answer.startswith(b"354") or line == b".\r\n":
                            break

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = SmtpAddress(host="127.0.0.1", port=server.getsockname()[1])
        with contextlib.closing(SmtpSender(address, from_address=FROM)) as sender:
            yield sender
        thread.join(timeout=5)


def test_a_message_arrives_whole_with_its_key_and_minute(sink, sender):
    assert sender.send(parcel()).fate is Fate.SENT
    mail = sink.log.by_key("livre-blanc/1/t1/c1/1.1")
    assert (mail.recipient, mail.subject, mail.minute) == (
        "zoe@example.com",
        "Été à la maison",
        "1998-03-04T00:00:00Z",
    )
    assert mail.part("plain").split() == ["Été", ".", "fin"]
    assert "<p>Été</p>" in mail.part("html")


def test_one_connection_carries_many_messages(sink, sender):
    for number in range(20):
        assert sender.send(parcel(key=f"k/{number}")).fate is Fate.SENT
    assert sink.log.count() == 20


def test_one_click_headers_go_with_the_unsubscribe_link():
    message = message_from_bytes(as_bytes(parcel(), from_address=FROM), policy=policy.default)
    assert message["List-Unsubscribe"] == "<https://designer.test/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_line_is_longer_than_smtp_allows():
    raw = as_bytes(parcel(html="<p>" + "é" * 5_000 + "</p>", key="clé/" + "é" * 80), from_address=FROM)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_an_address_with_a_line_break_never_leaves(sink, sender):
    receipt = sender.send(parcel(to="a@b.example\r\nBcc: x@y.example"))
    assert receipt.fate is Fate.FAILED
    assert sink.log.count() == 0


def test_a_host_that_is_not_there_is_tried_again_later():
    receipt = SmtpSender(SmtpAddress(host="127.0.0.1", port=1), from_address=FROM).send(parcel())
    assert receipt.fate is Fate.RETRY


def test_a_refused_recipient_has_failed_for_good():
    with host(b"220 hi", b"250 ok", b"250 ok", b"554 no such person", b"250 ok") as sender:
        assert sender.send(parcel()).fate is Fate.FAILED


def test_a_busy_host_is_tried_again_later():
    with host(b"220 hi", b"250 ok", b"250 ok", b"451 later", b"250 ok") as sender:
        assert sender.send(parcel()).fate is Fate.RETRY


def test_a_host_that_falls_silent_after_the_message_leaves_its_fate_unknown():
    with host(b"220 hi", b"250 ok", b"250 ok", b"250 ok", b"354 go on") as sender:
        assert sender.send(parcel()).fate is Fate.UNKNOWN


def test_a_bad_mail_setting_is_explained():
    with pytest.raises(BadInput, match="smtp://user:password@host"):
        SmtpAddress.parse("http://mail")

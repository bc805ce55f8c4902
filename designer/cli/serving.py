"""`designer serve` and `designer demo`: the application and its runtime in one process."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from designer.domain.errors import Unavailable

if TYPE_CHECKING:
    from types import FrameType

    from flask import Flask

    from designer.settings import Settings

#: Requests answered at once. A page asks for several small things; none takes long.
THREADS = 8

_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  # compared with, not bound to

_host = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; anything but the loopback lets others in.",
)
_port = click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)


@click.command()
@_host
@_port
@click.option(
    "--no-runtime", is_flag=True, help="Serve the pages alone, where `designer run` does the passes."
)
def serve(host: str, port: int, no_runtime: bool) -> None:
    """Serve the application and the runtime over your own workspace.

    The workspace lies in the data folder (DESIGNER_DATA_DIR) or in the database that DATABASE_URL names, and
    is made at the first start.
    """
    from designer.cli.output import ready_planner
    from designer.logs import start_logging
    from designer.settings import read_settings

    start_logging()
    settings = read_settings()
    ready_planner()
    with _bound(host, port) as listener:
        address = _address(host, listener)
        app = _open_app(_at(settings, address, host))
        from designer.store import workspace

        with app.app_context():
            if not workspace.exists():
                workspace.create(name="Designer")
        if settings.smtp_url is None:
            click.echo(
                "No mail host is set (DESIGNER_SMTP_URL): e-mail is kept and does not leave.", err=True
            )
        _serve(app, listener, address, runtime=not no_runtime)


@click.command()
@_host
@_port
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option("--fresh", is_flag=True, help="Start over; what was there is moved aside, not deleted.")
def demo(host: str, port: int, no_browser: bool, fresh: bool) -> None:
    """Make a workspace of real purchases, and serve it with its runtime.

    23,570 customers of a record shop with their purchases, on a clock that starts in March 1998. E-mail goes
    to a mail host inside this program that delivers nothing. What you draw is there at the next start. The
    workspace has a folder of its own, `demo` in the data folder, whatever DATABASE_URL says.
    """
    from designer.cli.output import ready_planner, steps
    from designer.demo import workspace
    from designer.logs import start_logging
    from designer.runtime.sink import Sink, SinkLog
    from designer.settings import read_settings

    start_logging()
    settings = read_settings()
    settings = replace(settings, data_dir=settings.data_dir / "demo", database=None)
    ready_planner()
    with _bound(host, port) as listener:
        if fresh:
            _move_aside(settings.data_dir)
        with steps() as told:
            workspace.prepare(settings.make_data_dir(), told)
        address = _address(host, listener)
        sink = Sink(SinkLog(settings.data_dir / "sink.db"))
        sink.start()
        try:
            app = _open_app(replace(_at(settings, address, host), smtp_url=sink.url))
            _serve(app, listener, address, runtime=True, browser=not no_browser)
        finally:
            sink.stop()


def _move_aside(folder: Path) -> None:
    """Give a folder the first free name of `folder-1`, `folder-2`…, if it is there at all."""
    if not folder.exists():
        return
    numbered = (folder.with_name(f"{folder.name}-{number}") for number in count(1))
    aside = next(path for path in numbered if not path.exists())
    folder.rename(aside)
    click.echo(f"The workspace that was there is now {aside}.", err=True)


def _at(settings: Settings, address: str, host: str) -> Settings:
    """The settings of a server that answers at `address`, where the operator has not said otherwise."""
    named = () if host in _EVERY_ADDRESS else (_bracketed(host),)
    return replace(
        settings, public_url=settings.public_url or address, trusted_hosts=(*settings.trusted_hosts, *named)
    )


def _open_app(settings: Settings) -> Flask:
    """The application over a database of the present schema."""
    from designer import store
    from designer.app import create_app

    app = create_app(settings)
    store.upgrade(app, lambda revision: click.echo(f"database: migration {revision}", err=True))
    return app


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket with its port, not listening yet: a taken port is known before anything is prepared."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"{host}:{port} cannot be listened on ({error.strerror}). If another Designer runs there, "
                f"open or stop it; else choose another port: --port {port + 1 if port < 65535 else 0}."
            ) from error
        yield bound


def _address(host: str, bound: socket.socket) -> str:
    shown = "127.0.0.1" if host in _EVERY_ADDRESS else _bracketed(host)
    return f"http://{shown}:{bound.getsockname()[1]}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _serve(
    app: Flask, listener: socket.socket, address: str, *, runtime: bool, browser: bool = False
) -> None:
    """Answer requests and do the passes until Ctrl-C or SIGTERM, then stop both cleanly."""
    from waitress.server import create_server

    from designer.runtime.schedule import Scheduler

    server = create_server(
        app, sockets=[listener], threads=THREADS, ident=None, clear_untrusted_proxy_headers=False
    )
    scheduler = Scheduler(app)

    def stop(number: int, frame: FrameType | None) -> None:
        # A second signal is not ours any more: whoever presses Ctrl-C twice does not want to wait.
        for known in (signal.SIGINT, signal.SIGTERM):
            signal.signal(known, signal.SIG_DFL)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        if runtime:
            scheduler.start()
        click.echo(f"Designer is at {address} (Ctrl-C stops it)", err=True)
        if browser:
            _open_browser(address)
        # Returns on KeyboardInterrupt, when the requests under way have been answered.
        server.run()
    finally:
        click.echo("Stopping.", err=True)
        if runtime:
            scheduler.stop()
        server.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _open_browser(address: str) -> None:
    """Open the address where there is a browser with a screen; its start is not waited for."""
    headless = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if not headless and not os.environ.get("CI"):
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

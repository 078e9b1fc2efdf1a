"""Hosts that other programs reach: rsync, by its own protocol and over a login, and rclone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from host_contract import Contract
from made_files import FEED, LASTING, make, write

from reviewcast import hosts
from reviewcast.errors import HostError
from reviewcast.hosts import Host
from stand_ins import await_port, free_port, program

pytestmark = pytest.mark.thorough


class TestRsyncDaemon(Contract):
    """The contract, with rsync's own server on loopback."""

    @pytest.fixture
    def host(self, tmp_path: Path) -> Iterator[Host]:
        rsync, port, site = program("rsync", "apt-get install rsync"), free_port(), tmp_path / "site"
        site.mkdir()
        settings = tmp_path / "rsyncd.conf"
        who = f"uid = {os.getuid()}\ngid = {os.getgid()}\n"
        settings.write_text(f"{who}[pod]\npath = {site}\nread only = false\nuse chroot = false\n")
        call = [rsync, "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={settings}"]
        with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                await_port(port, process)
                yield hosts.open_host(f"rsync://127.0.0.1:{port}/pod/my show")
            finally:
                process.kill()


class TestRsyncLogin(Contract):
    """The contract, with a shell of another machine that is this one."""

    @pytest.fixture
    def host(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
        program("rsync", "apt-get install rsync")
        shell = tmp_path / "ssh"
        shell.write_text('#!/bin/sh\nwhile [ "$1" != host.test ]; do shift; done; shift; exec sh -c "$*"\n')
        shell.chmod(0o755)
        monkeypatch.setenv("RSYNC_RSH", str(shell))
        return hosts.open_host(f"me@host.test:{tmp_path}/the site/")


class TestRclone(Contract):
    """The contract, with a folder of this machine as the remote."""

    @pytest.fixture
    def host(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
        return remote(tmp_path, monkeypatch)


class TestRcloneWithoutDigests(Contract):
    """The contract, with a remote that knows no digests of what it holds."""

    @pytest.fixture
    def host(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
        remote(tmp_path, monkeypatch)
        monkeypatch.setenv("RCLONE_CONFIG_SEALED_TYPE", "crypt")
        monkeypatch.setenv("RCLONE_CONFIG_SEALED_REMOTE", "shelf:sealed")
        sealed = subprocess.run(["rclone", "obscure", "secret"], capture_output=True, text=True, check=True)
        monkeypatch.setenv("RCLONE_CONFIG_SEALED_PASSWORD", sealed.stdout.strip())
        return hosts.open_host("rclone:sealed:")


def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    program("rclone", "apt-get install rclone")
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    monkeypatch.setenv("RCLONE_CONFIG_SHELF_TYPE", "alias")
    monkeypatch.setenv("RCLONE_CONFIG_SHELF_REMOTE", str(tmp_path / "shelf"))
    return hosts.open_host("rclone:shelf:my pod")


def test_a_login_that_is_refused_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shell said is in it."""
    program("rsync", "apt-get install rsync")
    shell = tmp_path / "ssh"
    shell.write_text("#!/bin/sh\necho 'Permission denied (publickey).' >&2\nexit 255\n")
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    host = hosts.open_host("me@host.test:site")
    for ask in (lambda: host.read(FEED), lambda: host.survey(make(tmp_path)), lambda: host.send(make(tmp_path), id)):
        with pytest.raises(HostError, match="Permission denied"):
            ask()


def test_a_remote_that_is_not_configured_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """rclone says so, and so do we."""
    remote(tmp_path, monkeypatch)
    host = hosts.open_host("rclone:nosuch:pod")
    for ask in (lambda: host.read(FEED), lambda: host.survey(make(tmp_path)), lambda: host.send(make(tmp_path), id)):
        with pytest.raises(HostError, match="nosuch") as refused:
            ask()
        assert "\n" not in str(refused.value)


def test_they_say_what_they_cannot_promise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither swaps on condition."""
    for dest in ("me@host.test:site", "rclone:shelf:pod"):
        assert "on condition" in hosts.open_host(dest).doubts[0]


def test_a_destination_cannot_smuggle_in_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shell reads it, neither here nor, without leave, over there."""
    program("rsync", "apt-get install rsync")
    shell = tmp_path / "ssh"
    shell.write_text('#!/bin/sh\nwhile [ "$1" != host.test ]; do shift; done; shift; exec sh -c "$*"\n')
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path / "here", LASTING, b"sound")
    hosts.open_host(f"me@host.test:{tmp_path}/$(touch bad); touch worse #").send([file], lambda _: None)
    assert not (tmp_path / "bad").exists()
    assert not (tmp_path / "worse").exists()

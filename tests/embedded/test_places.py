"""Folders of the servers, and the account of the database."""

import os
from pathlib import Path

import pytest

from safety_portal.embedded import places
from safety_portal.embedded.places import Account, Refusal

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change accounts")


def test_database_account_of_a_user_is_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert places.database_account().run_as == {}


@needs_root
def test_database_account_of_root_is_another() -> None:
    assert places.database_account().uid not in (0, None)


def test_socket_folder_stays_where_its_path_is_short(state: Path) -> None:
    assert places.socket_folder(state, Account()) == state


def test_socket_folder_of_a_long_path_is_short_and_private(state: Path) -> None:
    wanted = state / ("长" * 40)
    short = places.socket_folder(wanted, Account())
    try:
        assert (len(str(short)) < 60, short.stat().st_mode & 0o777) == (True, 0o700)
        assert places.socket_folder(wanted, Account()) == short
    finally:
        short.rmdir()


@needs_root
def test_socket_folder_of_a_stranger_is_refused(state: Path) -> None:
    wanted = state / ("x" * 100)
    short = places.socket_folder(wanted, Account())
    os.chown(short, 12345, 12345)
    try:
        with pytest.raises(Refusal, match="belongs to somebody else"):
            places.socket_folder(wanted, Account())
    finally:
        short.rmdir()


@needs_root
def test_database_place_leaves_a_folder_its_account_cannot_enter(
    state: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(places, "ROOT_PLACE", tmp_path)
    state.chmod(0o700)
    account = places.database_account()
    place = places.database_place(state, account)
    assert (place.parent, place.stat().st_uid, place.stat().st_mode & 0o777) == (tmp_path, account.uid, 0o700)
    assert places.database_place(state, account) == place

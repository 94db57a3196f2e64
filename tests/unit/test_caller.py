"""Whose network a call comes from: the edge's word where an edge is set, and no other header anywhere."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from chalice.app import CaseInsensitiveMapping, Request

from chalicelib.handlers import http
from chalicelib.settings import Settings


def a_call(headers: dict[str, str]) -> http.Call:
    context = {"identity": {"sourceIp": "192.0.2.1"}}
    return http.Call(cast(Request, SimpleNamespace(headers=CaseInsensitiveMapping(headers), context=context)))


@pytest.mark.parametrize("header", ["X-Watchword-Viewer", "X-Forwarded-For", "CloudFront-Viewer-Address"])
def test_where_no_edge_is_set_no_header_is_believed(header: str) -> None:
    assert a_call({header: "203.0.113.9"}).network() == "192.0.2.1"


def test_behind_the_edge_the_caller_counts_and_not_the_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    behind: Any = Settings.read({"WATCHWORD_VIEWER_HEADER": "x-watchword-viewer"})
    monkeypatch.setattr(http, "settings", lambda: behind)
    assert a_call({"X-Watchword-Viewer": "203.0.113.9"}).network() == "203.0.113.9"
    assert a_call({}).network() == "192.0.2.1"

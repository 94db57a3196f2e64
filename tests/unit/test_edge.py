"""The edge's functions are written for the pages at hand, and never longer than CloudFront takes."""

from pathlib import Path

import pytest

from infra.edge import template


def test_a_404_page_that_does_not_fit_stops_the_build_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("x" * template.MOST_BYTES)
    with pytest.raises(template.TooLong, match=r"shorten 404\.html"):
        template.filled(tmp_path)

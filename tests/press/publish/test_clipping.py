"""Shapes cut to the window through which they are seen."""

from __future__ import annotations

import pytest

from press.publish import clipping

BOX = (0.0, 0.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("M1,1L9,1L9,9Z", "M1.00,1.00L9.00,1.00L9.00,9.00Z"),
        ("M-5,2L5,2L5,4L-5,4Z", "M0.00,2.00L5.00,2.00L5.00,4.00L0.00,4.00Z"),
        ("M20,20L30,20L30,30Z", ""),
        (
            "M1,1L2,1L2,2ZM20,20L30,20L30,30ZM3,3L4,3L4,4Z",
            "M1.00,1.00L2.00,1.00L2.00,2.00ZM3.00,3.00L4.00,3.00L4.00,4.00Z",
        ),
        ("M-20,5L5,-20L30,5L5,30Z", "M0.00,0.00L0.00,0.00L10.00,0.00L10.00,10.00L0.00,10.00Z"),
    ],
)
def test_closed_shapes_end_at_the_box(path, expected):
    corners = {*clipping.cut(path, BOX).replace("M", "L").replace("Z", "").split("L")}
    assert corners == {*expected.replace("M", "L").replace("Z", "").split("L")}


@pytest.mark.parametrize("path", ["M0,0L40,40", "M1,1C2,2,3,3,40,40Z", "M0,0h40v40h-40Z", ""])
def test_other_paths_stay_as_they_are(path):
    assert clipping.cut(path, BOX) == path

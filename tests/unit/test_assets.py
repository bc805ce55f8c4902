"""Tags for the built front end."""

import json
import os
from pathlib import Path

import pytest

from designer.assets import Assets
from designer.domain.errors import Unavailable

MANIFEST = {
    "editor/main.tsx": {"file": "assets/main-1.js", "css": ["assets/main-1.css"], "imports": ["_react.js"]},
    "_react.js": {"file": "assets/react-2.js", "css": ["assets/react-2.css"], "imports": ["_base.js"]},
    "_base.js": {"file": "assets/base-3.js", "imports": ["_react.js"]},
    "styles/site.css": {"file": "assets/site-4.css"},
}


def write(dist: Path, manifest: object) -> Path:
    path = dist / ".vite" / "manifest.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(manifest))
    return path


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    write(tmp_path, MANIFEST)
    return Assets(tmp_path)


def test_an_entry_brings_its_styles_its_imports_and_itself(assets: Assets):
    assert assets.vite("editor/main.tsx").splitlines() == [
        '<link rel="stylesheet" href="/static/dist/assets/react-2.css">',
        '<link rel="stylesheet" href="/static/dist/assets/main-1.css">',
        '<link rel="modulepreload" href="/static/dist/assets/base-3.js">',
        '<link rel="modulepreload" href="/static/dist/assets/react-2.js">',
        '<script type="module" src="/static/dist/assets/main-1.js"></script>',
    ]


def test_a_style_sheet_is_an_entry_too(assets: Assets):
    assert assets.vite("styles/site.css") == '<link rel="stylesheet" href="/static/dist/assets/site-4.css">'


def test_an_unknown_entry_says_how_to_build_it(assets: Assets):
    with pytest.raises(Unavailable, match=r"pages/new\.ts; build them again"):
        assets.vite("pages/new.ts")


def test_a_missing_build_says_how_to_make_it(tmp_path: Path):
    with pytest.raises(Unavailable, match="make install"):
        Assets(tmp_path).vite("editor/main.tsx")


def test_a_new_build_is_noticed(tmp_path: Path, assets: Assets):
    assets.vite("styles/site.css")

    path = write(tmp_path, {"styles/site.css": {"file": "assets/site-5.css"}})
    os.utime(path, ns=(1, 1))

    assert "site-5.css" in assets.vite("styles/site.css")

"""What a reader waits for: weight, paint, blocking time and shift of every page, and Lighthouse.

Run from the project's root on a built book: ``.venv/bin/python benchmarks/page_speed.py``. The book
is served compressed from this machine to a headless Chromium at 1280 and 360 pixels. With a path
to Lighthouse's command line it also prints the four scores of three pages:
``npm install --prefix _build/lighthouse lighthouse``, then
``... page_speed.py _build/lighthouse/node_modules/.bin/lighthouse``.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "tests" / "book"))
from browser import ARGUMENTS, ensure  # noqa: E402 - lies beside the tests

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCORED = ("findings", "leverage", "claims")
WATCH = """
window.seen = {lcp: 0, cls: 0, tbt: 0};
const watch = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act))
  .observe({type, buffered: true});
watch("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
watch("layout-shift", (e) => { if (!e.hadRecentInput) seen.cls += e.value; });
watch("longtask", (e) => { seen.tbt += Math.max(0, e.duration - 50); });
"""
SCROLL = """async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
  scrollTo(0, y); await new Promise((done) => setTimeout(done, 30)); } }"""


class Compressed(http.server.SimpleHTTPRequestHandler):
    """Serves the book as a web server would: compressed, with an age for what does not change."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """One file, compressed where that helps."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        packed = path.suffix not in {".png", ".woff2"}
        content = gzip.compress(content, 6) if packed else content
        self.send_response(200)
        kind = self.guess_type(path)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=31536000")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing of requests."""


def measure(browser: Browser, address: str, name: str, width: int) -> dict[str, float]:
    """Kilobytes, paint, blocking and shift of one page; then again what scrolling costs."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    sizes: dict[str, float] = {}
    page.on("requestfinished", lambda r: sizes.update({r.url: r.sizes()["responseBodySize"]}))
    page.add_init_script(WATCH)
    page.goto(f"{address}{name}.html", wait_until="networkidle")
    found: dict[str, float] = page.evaluate("seen")
    found["kB"] = sum(sizes.values()) / 1000
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    after = page.evaluate("seen")
    own = {url: size for url, size in sizes.items() if not url.endswith("vega.js")}
    found |= {"scrolled_tbt": after["tbt"], "scrolled_cls": after["cls"]}
    found |= {"scrolled_kB": sum(own.values()) / 1000}
    found["foreign"] = sum(not url.startswith((address, "data:")) for url in sizes)
    context.close()
    return found


def lighthouse(command: str, address: str) -> None:
    """The four scores of the pages that the project promises them for."""
    for name in SCORED:
        with tempfile.NamedTemporaryFile(suffix=".json") as report:
            words = [command, f"{address}{name}.html", "--quiet", "--output=json"]
            words += [f"--output-path={report.name}", f"--chrome-path={ensure()}"]
            words += [f"--chrome-flags=--headless {' '.join(ARGUMENTS)}"]
            subprocess.run(words, check=True)
            found = json.loads(Path(report.name).read_text(encoding="utf-8"))
        scores = [f"{part} {100 * found['categories'][part]['score']:.0f}" for part in CATEGORIES]
        print(f"lighthouse {name}: {', '.join(scores)}")
        for key, audit in found["audits"].items():
            if audit["score"] is not None and audit["score"] < 0.9:
                print(f"  {key}: {audit['title']} {audit.get('displayValue', '')}")


def main() -> None:
    """Print one line a page and width, then the scores."""
    handler = functools.partial(Compressed, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        pages = sorted(path.stem for path in SITE.glob("*.html") if path.stem != "index")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))
            for name in pages:
                for width in (1280, 360):
                    found = measure(browser, address, name, width)
                    print(
                        f"{name} at {width}: {found['kB']:.0f} kB, "
                        f"{found['scrolled_kB']:.0f} kB with charts but for their bundle; "
                        f"largest paint {found['lcp']:.0f} ms, blocked {found['tbt']:.0f} ms, "
                        f"{found['scrolled_tbt']:.0f} ms once charts live; shift "
                        f"{found['cls']:.3f}, {found['scrolled_cls']:.3f} scrolled; "
                        f"{found['foreign']} requests to other hosts"
                    )
            browser.close()
        for command in sys.argv[1:2]:
            lighthouse(command, address)
        server.shutdown()


if __name__ == "__main__":
    main()

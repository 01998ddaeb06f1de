"""News pages as sites make them, and a small server that hands them out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_STYLE = """
body { margin: 0; font: 18px/1.6 Georgia, "DejaVu Serif", serif; color: #222; background: #fff; }
.top, .end { font: 14px/1.5 sans-serif; padding: 10px 24px; background: #f2f2f2; color: #444; }
.top a { margin-right: 14px; color: inherit; }
.page { display: flex; gap: 32px; max-width: 980px; margin: 0 auto; padding: 12px 24px 80px; }
article { flex: 1; min-width: 0; }
aside { width: 200px; font: 14px/1.5 sans-serif; color: #555; }
h1 { font-size: 30px; line-height: 1.25; }
.dark { background: #14161a; color: #d9dce1; }
.dark .top, .dark .end { background: #1e2126; color: #aab; }
.dark aside { color: #99a; }
.dark a { color: #9bb8d8; }
@media (max-width: 700px) {
  aside { display: none; }
  .page { padding: 8px 16px 80px; }
  h1 { font-size: 25px; }
}
"""


def news_page(headline: str, paragraphs: str, *, kind: str = "", head: str = "") -> str:
    """A whole news page around an article, with the furniture that surrounds one.

    ``paragraphs`` is markup; ``headline`` is plain text; ``kind`` is a class of the body.
    """
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(headline)} | The Harbour Post</title>
<meta property="og:title" content="{escape(headline)}">
<meta name="author" content="Imre Toll">{head}
<style>{_STYLE}</style></head>
<body class="{kind}">
<header class="top">
<nav><a href="/">Home</a><a href="/town">Town</a><a href="/sea">Sea</a></nav>
</header>
<div class="page">
<article>
<h1>{escape(headline)}</h1>
<p class="byline">By Imre Toll</p>
{paragraphs}
</article>
<aside><h2>Most read</h2><ul><li><a href="/a">Ferry reportedly late again</a></li>
<li><a href="/b">Sources say the market may move</a></li></ul></aside>
</div>
<footer class="end">The Harbour Post. Allegedly all rights reserved.</footer>
</body></html>"""


def from_text(text: str, **options: Any) -> tuple[str, str]:
    """A plain article (masthead first, then the headline) as a news page: headline and markup."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    headline, *rest = blocks[1:] if len(blocks[0]) < 80 else blocks
    paragraphs = "\n".join(f"<p>{escape(block)}</p>" for block in rest)
    return headline, news_page(headline, paragraphs, **options)


class PageServer:
    """Serves what was put under each path, on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.computed: dict[str, Callable[[bytes], str]] = {}
        # What was asked: method, path and headers, the latest last.
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        served, computed, asked = self.answers, self.computed, self.asked

        class Handler(BaseHTTPRequestHandler):
            def parse_request(self) -> bool:
                understood = super().parse_request()
                if understood:
                    asked.append((self.command, self.path, dict(self.headers)))
                return understood

            def do_GET(self) -> None:
                answer = served.get(self.path.split("?")[0], (404, {}, b"<p>Nothing here.</p>"))
                self.reply(*answer)

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                compute = computed.get(self.path)
                if compute is None:
                    self.do_GET()
                    return
                self.reply(200, {"Content-Type": "application/json"}, compute(sent).encode())

            def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
                self.send_response(status)
                kinds = {"Content-Type": "text/html; charset=utf-8", **headers}
                for name, value in {**kinds, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def put(
        self,
        path: str,
        body: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Serve this under a path from now on; its whole address."""
        self.computed.pop(path, None)
        self.answers[path] = (status, dict(headers or {}), body.encode())
        return self.address + path

    def compute(self, path: str, answer: Callable[[bytes], str]) -> None:
        """Answer what is posted to a path from now on with JSON that is made from it."""
        self.computed[path] = answer

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

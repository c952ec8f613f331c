"""
The landing page: what a browser sees that comes by, without scripts and without anything from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from aiohttp import web

from largesse.settings import Transport

if TYPE_CHECKING:
    from largesse.settings import Settings

_STYLE = """
:root { color-scheme: light dark; --paper: #fffaf3; --card: #fff; --ink: #2b2438; --soft: #6d6480; --line: #eadfce;
  --code: #f7f0e4; --accent: #8e3bb8; --bow: #e8a33d; --box: #c2377e }
@media (prefers-color-scheme: dark) { :root { --paper: #17131f; --card: #211b2d; --ink: #efe9f7; --soft: #a89dbb;
  --line: #383048; --code: #2b2439; --accent: #d59bf2; --bow: #f0b455; --box: #d9508f } }
* { box-sizing: border-box }
body { display: grid; grid-template-columns: minmax(0, 44rem); place-content: center; min-height: 100vh; margin: 0;
  padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1.05rem/1.6 system-ui, sans-serif }
main { padding: clamp(1.5rem, 5vw, 3rem); background: var(--card); border: 1px solid var(--line);
  border-radius: 1.25rem; box-shadow: 0 1rem 3rem rgb(60 30 80 / .08) }
header { display: flex; align-items: center; gap: 1rem }
svg { width: 3.5rem; height: 3.5rem; flex: none }
.bow { fill: none; stroke: var(--bow); stroke-width: 3; stroke-linejoin: round }
.box { fill: var(--box) }
.ribbon { fill: var(--bow) }
h1 { margin: 0; font-size: 2rem; line-height: 1.1; letter-spacing: -.02em }
h2 { margin: 2rem 0 .5rem; font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; color: var(--soft) }
header p { margin: .25rem 0 0; color: var(--soft) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; margin: 0 }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
code { font: .9em/1.5 ui-monospace, monospace }
pre { margin: 0; padding: 1rem; overflow-x: auto; background: var(--code); border-radius: .6rem }
a { color: var(--accent) }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .95rem }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept",
    "X-Frame-Options": "DENY",
}
_GIFT = """<svg viewBox="0 0 40 40" aria-hidden="true">
<path class="bow" d="M20 13C12 13 8 4 14 4s6 9 6 9 0-9 6-9 2 9-6 9z"/>
<rect class="box" x="4" y="13" width="32" height="8" rx="2"/>
<rect class="box" x="6" y="23" width="28" height="14" rx="2"/>
<rect class="ribbon" x="17.5" y="13" width="5" height="24"/>
</svg>"""
_SUBSCRIBING = {
    Transport.WEBSOCKET: "<code>graphql-transport-ws</code>",
    Transport.EVENT_STREAM: "<code>text/event-stream</code>",
    Transport.MULTIPART: "<code>multipart/mixed;subscriptionSpec=1.0</code>",
}
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}")


class LandingPage:
    """
    The page.

    Args:
        settings: by which transports subscriptions are told.
    """

    def __init__(self, settings: Settings) -> None:
        told = [words for transport, words in _SUBSCRIBING.items() if transport in settings.transports]
        self._subscribing = " or ".join(told) or "switched off"

    async def __call__(self, request: web.Request) -> web.Response:
        """Return the page, with the address that it was asked at."""
        # It is shown and nothing else depends on it, so that a proxy may be believed.
        scheme = "https" if request.headers.get("X-Forwarded-Proto") == "https" else request.scheme
        host = request.host if _HOST.fullmatch(request.host) else "localhost"
        text = _page(f"{scheme}://{host}/graphql", self._subscribing)
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)


def _page(address: str, subscribing: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Largesse</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header>{_GIFT}<div><h1>Largesse</h1><p>The economy of a live room, as a GraphQL server. It is up.</p></div></header>
<h2>Where</h2>
<dl>
<dt>Queries</dt><dd><code>GET</code> or <code>POST {address}</code></dd>
<dt>Mutations</dt><dd><code>POST</code> as <code>application/json</code></dd>
<dt>Subscriptions</dt><dd>{subscribing}</dd>
<dt>Who you are</dt><dd><code>Authorization: Bearer …</code>, signed by your platform</dd>
</dl>
<h2>A first query</h2>
<pre><code>curl {address} \\
  -H 'Content-Type: application/json' \\
  -d '{{"query": "{{ giftTypes {{ nodes {{ key priceCoins }} }} }}"}}'</code></pre>
<footer><a href="/healthz">/healthz</a> tells that it lives, <a href="/readyz">/readyz</a> whether all is well that it
depends on.</footer>
</main>
</body>
</html>
"""

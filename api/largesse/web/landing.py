"""
The landing page: what a browser sees that comes by, without scripts and without anything from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib

from aiohttp import web

_STYLE = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem;color:#223;"
    "background:#fffdf8}code,pre{background:#f2ece0;border-radius:.3rem;padding:.1rem .3rem}pre{padding:1rem;"
    "overflow-x:auto}a{color:#7a3cc0}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Largesse</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Largesse</h1>
<p>The economy of a live room: coins, gifts and diamonds, as a GraphQL server. It is up.</p>
<p>Send operations to <code>/graphql</code>: over HTTP as JSON, and over a websocket with
<code>graphql-transport-ws</code> for what happens in a room.</p>
<pre>curl -H 'Content-Type: application/json' \\
     -d '{{"query": "{{ __schema {{ queryType {{ fields {{ name description }} }} }} }}"}}' \\
     http://…/graphql</pre>
<p><a href="/healthz">/healthz</a> tells that it lives, <a href="/readyz">/readyz</a> what it waits for.</p>
</body>
</html>
"""


def landing_page() -> web.Response:
    """Return the page."""
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache", "Vary": "Accept"}
    return web.Response(text=_PAGE, content_type="text/html", headers=headers)

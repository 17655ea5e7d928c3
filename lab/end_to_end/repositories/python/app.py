from http.server import BaseHTTPRequestHandler, HTTPServer

from greeting import TEXT  # type: ignore[import-not-found]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(TEXT.encode())


HTTPServer(("", 8080), Handler).serve_forever()

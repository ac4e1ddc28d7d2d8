"""A mail server on loopback: aiosmtpd, which wants STARTTLS and a login before anything else.

Settings come as JSON on stdin: folder, cert, key (paths; no cert: it offers no STARTTLS), user, password. Prints its
port. Each message it takes is put into the folder as N.eml, byte for byte, with N.json beside it: envelope, login, TLS.
Whoever is called refused@... or later@... is refused, for good or for now.
"""

import asyncio
import json
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 nobody of that name"
        if address.startswith("later@"):
            return "451 4.3.0 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        user = session.auth_data.login.decode() if session.authenticated else None
        facts = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None,
            "user": user,
        }
        (self.folder / f"{self.count}.eml").write_bytes(envelope.original_content)
        (self.folder / f"{self.count}.json").write_text(json.dumps(facts))
        self.count += 1
        return "250 OK"


def main(settings):
    # Clients that go away are what is tested here, and no news.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")

    def knows(server, session, envelope, mechanism, data):
        wanted = LoginPassword(settings["user"].encode(), settings["password"].encode())
        # Not handled: the server is to answer by itself.
        return AuthResult(success=data == wanted, handled=False, auth_data=data)

    tls = None
    if settings["cert"] is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
        tls.load_cert_chain(settings["cert"], settings["key"])
    keeper = Keeper(pathlib.Path(settings["folder"]))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    def session():
        return SMTP(
            keeper,
            hostname="localhost",
            loop=loop,
            tls_context=tls,
            require_starttls=tls is not None,
            auth_required=tls is not None,
            authenticator=knows,
        )

    server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0))
    print(server.sockets[0].getsockname()[1], flush=True)
    loop.run_forever()


main(json.load(sys.stdin))

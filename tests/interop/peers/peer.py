# SPDX-License-Identifier: Apache-2.0
"""Python's ssl module: peer.py client|server PORT KIND KEYS; says "saw full" or "saw resumed"."""
import socket
import ssl
import sys


def context(protocol, kind):
    made = ssl.SSLContext(protocol)
    version = ssl.TLSVersion.TLSv1_2 if kind.startswith("tls12") else ssl.TLSVersion.TLSv1_3
    made.minimum_version = made.maximum_version = version
    if kind in ("tls12-id", "tls13-stateful"):
        made.options |= ssl.OP_NO_TICKET
    return made


def say(tls):
    print("saw", "resumed" if tls.session_reused else "full", flush=True)


def client(port, kind, keys):
    tls_context = context(ssl.PROTOCOL_TLS_CLIENT, kind)
    tls_context.load_verify_locations(keys + "/ca.pem")
    session = None
    for _ in range(2):
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        with tls_context.wrap_socket(plain, server_hostname="localhost", session=session) as tls:
            tls.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while tls.recv(4096):
                pass
            say(tls)
            session = tls.session


def server(port, kind, keys):
    tls_context = context(ssl.PROTOCOL_TLS_SERVER, kind)
    tls_context.load_cert_chain(keys + "/rsa-chain.pem", keys + "/rsa.key")
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        plain, _ = listener.accept()
        try:
            with tls_context.wrap_socket(plain, server_side=True) as tls:
                tls.recv(4096)
                say(tls)
                tls.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello\n")
                tls.unwrap()
        except OSError:  # a probe of the port, or a client that left
            pass


{"client": client, "server": server}[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:5])

# SPDX-License-Identifier: Apache-2.0
"""An FTP client that resumes the control connection's session on data connections: ftp.py PORT KIND KEYS.

Says "saw full" or "saw resumed" of the control connection and of a data connection.
"""
import ftplib
import ssl
import sys

PORT, KIND, KEYS = sys.argv[1:]


class Client(ftplib.FTP_TLS):
    def ntransfercmd(self, cmd, rest=None):
        plain, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        data = self.context.wrap_socket(plain, server_hostname=self.host, session=self.sock.session)
        say(data)
        return data, size


def say(tls):
    print("saw", "resumed" if tls.session_reused else "full", flush=True)


context = ssl.create_default_context(cafile=KEYS + "/ca.pem")
version = ssl.TLSVersion.TLSv1_2 if KIND.startswith("tls12") else ssl.TLSVersion.TLSv1_3
context.minimum_version = context.maximum_version = version
client = Client(context=context)
client.connect("localhost", int(PORT), timeout=10)
client.login()
say(client.sock)
client.prot_p()
client.nlst()
client.quit()

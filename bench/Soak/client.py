"""An IMAP client with what a soak needs: TLS, STARTTLS, COMPRESS, SASL, and a connection that can be cut."""
import base64
import hashlib
import hmac
import os
import socket
import ssl
import zlib

MECHANISMS = ['LOGIN command', 'PLAIN', 'LOGIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'SCRAM-SHA-512']
trusting = ssl.create_default_context()
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE  # its certificate is made anew all the time


class Wrong(Exception):
    """The server said what it must not."""


class Client:
    def __init__(self, port, source='127.0.0.1', tls=False):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=90, source_address=(source, 0))
        self.buffer, self.deflate, self.inflate, self.tag = b'', None, None, 0
        if tls:
            self.socket = trusting.wrap_socket(self.socket, server_hostname='localhost')
        self.line()

    def send(self, data):
        self.socket.sendall(self.deflate.compress(data) + self.deflate.flush(zlib.Z_SYNC_FLUSH) if self.deflate else data)

    def more(self):
        came = self.socket.recv(65536)
        if not came:
            raise ConnectionError('closed')
        self.buffer += self.inflate.decompress(came) if self.inflate else came

    def line(self):
        while b'\n' not in self.buffer:
            self.more()
        line, _, self.buffer = self.buffer.partition(b'\n')
        return line.rstrip(b'\r')

    def octets(self, count):
        while len(self.buffer) < count:
            self.more()
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def response(self):
        """A whole one, literals left out."""
        response = self.line()
        while response.endswith(b'}'):
            self.octets(int(response[response.rindex(b'{') + 1:-1]))
            response = response[:response.rindex(b'{')] + self.line()
        return response

    def until(self, tag):
        said = []
        while True:
            said.append(self.response())
            if said[-1].startswith(tag + b' '):
                return said

    def ask(self, command):
        """The tagged answer, behind the untagged ones."""
        self.tag += 1
        tag = b'a%d' % self.tag
        self.send(tag + b' ' + command + b'\r\n')
        said = self.until(tag)
        if b'SERVERBUG' in said[-1] or said[-1].startswith(tag + b' BAD'):
            raise Wrong(f'{command[:80]!r}: {said[-1]!r}')
        return said

    def do(self, command):
        said = self.ask(command)
        if b' OK' not in said[-1][:16]:
            raise Wrong(f'{command[:80]!r}: {said[-1]!r}')
        return said

    def starttls(self):
        self.do(b'STARTTLS')
        self.socket = trusting.wrap_socket(self.socket, server_hostname='localhost')

    def compress(self):
        self.do(b'COMPRESS DEFLATE')
        self.deflate, self.inflate = zlib.compressobj(1, zlib.DEFLATED, -15), zlib.decompressobj(-15)

    def log_in(self, mechanism, name, password):
        name, password = name.encode(), password.encode()
        if mechanism == 'LOGIN command':
            self.do(b'LOGIN %s "%s"' % (name, password))
        elif mechanism == 'PLAIN':
            self.do(b'AUTHENTICATE PLAIN ' + base64.b64encode(b'\0' + name + b'\0' + password))
        elif mechanism == 'LOGIN':
            self.exchange(mechanism, [lambda _: name, lambda _: password])
        else:
            self.scram(mechanism, name, password)

    def exchange(self, mechanism, answers):
        self.tag += 1
        tag = b'a%d' % self.tag
        self.send(tag + b' AUTHENTICATE ' + mechanism.encode() + b'\r\n')
        for answer in answers:
            challenge = self.line()
            if not challenge.startswith(b'+'):
                raise Wrong(f'{mechanism}: {challenge!r}')
            self.send(base64.b64encode(answer(base64.b64decode(challenge[2:]))) + b'\r\n')
        if not self.until(tag)[-1].startswith(tag + b' OK'):
            raise Wrong(f'{mechanism} with the right password failed')

    def scram(self, mechanism, name, password):
        hashed = mechanism[6:].replace('-', '').lower()
        bare = b'n=' + name + b',r=' + base64.b64encode(os.urandom(12))

        def final(first):
            nonce, salt, rounds = (part[2:] for part in first.split(b',')[:3])
            salted = hashlib.pbkdf2_hmac(hashed, password, base64.b64decode(salt), int(rounds))
            key = hmac.digest(salted, b'Client Key', hashed)
            without = b'c=biws,r=' + nonce
            proof = hmac.digest(hashlib.new(hashed, key).digest(), bare + b',' + first + b',' + without, hashed)
            self.expected = b'v=' + base64.b64encode(hmac.digest(hmac.digest(salted, b'Server Key', hashed), bare + b',' + first + b',' + without, hashed))
            return without + b',p=' + base64.b64encode(bytes(a ^ b for a, b in zip(key, proof)))

        def check(last):
            if last != self.expected:
                raise Wrong('the server does not prove that it knows the password')
            return b''

        self.exchange(mechanism, [lambda _: b'n,,' + bare, final, check])

    def cut(self):
        """No goodbye."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
        self.socket.close()

    def close(self):
        self.ask(b'LOGOUT')
        self.socket.close()

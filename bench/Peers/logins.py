"""Speaks as saslauthd on a socket and lets in everybody who knows one of some passwords: logins.py SOCKET PASSWORD ..."""
import os
import socket
import struct
import sys
import threading

path, passwords = sys.argv[1], {password.encode() for password in sys.argv[2:]}


def answer(connection):
    """Name, password, service and realm come as counted strings; so does the answer."""
    with connection, connection.makefile("rb") as stream:
        fields = [stream.read(struct.unpack(">H", stream.read(2))[0]) for _ in range(4)]
        said = b"OK" if fields[1] in passwords else b"NO"
        connection.sendall(struct.pack(">H", len(said)) + said)


if os.path.exists(path):
    os.unlink(path)
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(path)
    os.chmod(path, 0o777)
    listener.listen(100)
    while True:
        threading.Thread(target=answer, args=listener.accept()[:1], daemon=True).start()

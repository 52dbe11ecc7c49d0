"""Standard input and output to a port of loopback and back, until the other side has closed: what ssh does for a tunnel."""
import os
import select
import socket
import sys

gate = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
watched = [0, gate]
while gate in watched:
    ready, _, _ = select.select(watched, [], [])
    if 0 in ready:
        data = os.read(0, 65536)
        if data:
            gate.sendall(data)
        else:
            gate.shutdown(socket.SHUT_WR)
            watched.remove(0)
    if gate in ready:
        data = gate.recv(65536)
        if not data:
            break
        while data:
            data = data[os.write(1, data):]

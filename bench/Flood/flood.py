"""Hostile clients: flood.py PORT PID CONNECTIONS SECONDS. See bench/flood."""
import random
import socket
import sys
import threading
import time

port, pid, connections, seconds = map(int, sys.argv[1:])
accounts, messages = 4, 4000
small = b'From: a@example.org\r\nSubject: x\r\n\r\n' + b'0123456789abcdef ' * 60 + b'\r\n'
large = b'From: a@example.org\r\nSubject: big\r\n\r\n' + (b'X' * 76 + b'\r\n') * 120000  # 9 MB


def resident():
    """MiB of the server."""
    with open(f'/proc/{pid}/status') as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmRSS')) / 1024


class Client:
    def __init__(self, account):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=120)
        self.answers = self.socket.makefile('rb')
        self.answers.readline()
        self.do(b'login u%d secret' % account)

    def send(self, data):
        self.socket.sendall(data)

    def do(self, command):
        self.send(b'a ' + command + b'\r\n')
        while True:
            line = self.answers.readline()
            if not line:
                raise ConnectionError('closed')
            if line.startswith(b'a '):
                return line

    def append(self, message):
        return self.do(b'append INBOX {%d+}\r\n' % len(message) + message)

    def close(self):
        self.answers.close()
        self.socket.close()


def bodies_unread(client):
    client.send(b'b fetch 1:* (BODY[])\r\n' * 50)
    time.sleep(5)


def structures_unread(client):
    client.send(b'b uid fetch 1:* (ENVELOPE BODYSTRUCTURE)\r\n' * 20)
    time.sleep(5)


def one_large_body_unread(client):
    client.send(b'b fetch %d BODY[]\r\n' % (messages + 1) * 100)
    time.sleep(5)


def text_search(client):
    client.do(b'search text "zzz" not body "yyy"')


def many_keys(client):
    client.do(b'search ' + b'or ' * 1900 + b'all ' * 1900 + b'all')


def large_appends(client):
    for _ in range(6):
        client.append(large)


def stores(client):
    client.do(b'store 1:* +flags (\\Deleted)')
    client.do(b'store 1:* -flags (\\Deleted)')


attacks = [bodies_unread, structures_unread, one_large_body_unread, text_search, many_keys, large_appends, stores]
done = {attack.__name__: 0 for attack in attacks}


def flood(number, until):
    choice = random.Random(number)
    while time.monotonic() < until:
        try:
            client = Client(number % accounts)
            client.do(b'select INBOX')
            attack = choice.choice(attacks)
            attack(client)
            done[attack.__name__] += 1
            client.close()
        except OSError:
            pass  # refused or thrown out: what a hostile client deserves


for account in range(accounts):
    filler = Client(account)
    for _ in range(messages // 200):
        filler.send((b'b append INBOX {%d+}\r\n' % len(small) + small + b'\r\n') * 200)
        for _ in range(200):
            assert b' OK ' in filler.answers.readline()
    assert b' OK ' in filler.append(large)
    filler.close()

time.sleep(20)
idle = peak = resident()
until = time.monotonic() + seconds
threads = [threading.Thread(target=flood, args=(number, until)) for number in range(connections)]
for thread in threads:
    thread.start()
while any(thread.is_alive() for thread in threads):
    peak = max(peak, resident())
    time.sleep(0.2)
time.sleep(60)
after = resident()
print(' '.join(f'{name}: {count}' for name, count in done.items()))
print(f'before {idle:.0f} MiB, at most {peak:.0f}, 60 s after the last one left {after:.0f}')
sys.exit(0 if all(done.values()) and peak - idle <= 256 and after - idle <= 64 else 1)

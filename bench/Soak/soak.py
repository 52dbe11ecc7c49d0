"""soak.py certificate FOLDER | run FOLDER PID POSTROOM.DLL [--minutes N] [--warm-up S] [--quiet S] [--seed N]. See bench/soak."""
import argparse
import os
import random
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.request

from client import MECHANISMS, Client, Wrong

PASSWORD = 'quiet-Horse-9-staple'
NAMES = [f's{number}' for number in range(6)]
WORKERS, MOST_MESSAGES = 14, 40
# What may be more at the end than after the warm-up, both times quiet: code that is compiled or entered meanwhile takes some 10 MiB, what is kept of each round none.
MORE_MIB, MORE_HANDLES, MORE_THREADS, MORE_DISK_MIB = 24, 12, 6, 64


def certificate(folder):
    """A new one, put in place whole."""
    new = [os.path.join(folder, name) for name in ('key.pem', 'certificate.pem')]
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', new[0] + '.new', '-out', new[1] + '.new'], check=True, capture_output=True)
    for path in new:
        os.replace(path + '.new', path)


class Soak:
    def __init__(self, folder, pid, program, seed):
        self.folder, self.pid, self.program, self.seed = folder, pid, program, seed
        with open(os.path.join(folder, 'log')) as log:
            said = log.read()
        self.port, self.tls_port, self.admin_port = (
            int(re.search(pattern + r'\s+127\.0\.0\.1:(\d+)', said).group(1)) for pattern in (r'IMAP', r'IMAP \(TLS\)', r'admin \(HTTP\)'))
        self.works = threading.Event()
        self.ends = threading.Event()
        self.lock, self.done, self.wrong, self.resting = threading.Lock(), {}, [], 0

    def tool(self, *words):
        ran = subprocess.run(['dotnet', self.program, *words, '--data', os.path.join(self.folder, 'data')], input=PASSWORD + '\n', text=True, capture_output=True)
        if ran.returncode != 0:
            raise Wrong(f'{" ".join(words)}: {ran.stdout}{ran.stderr}')

    def count(self, what):
        with self.lock:
            self.done[what] = self.done.get(what, 0) + 1

    # One thread each, until all is over; it rests where nothing is open.
    def thread(self, name, step, every=0.0):
        def run():
            choice = random.Random(f'{self.seed} {name}')
            while not self.ends.is_set():
                if not self.works.is_set():
                    with self.lock:
                        self.resting += 1
                    while not self.works.wait(0.2) and not self.ends.is_set():
                        pass
                    with self.lock:
                        self.resting -= 1
                    continue
                try:
                    step(choice)
                except (Wrong, OSError, ValueError, IndexError) as fault:
                    with self.lock:
                        self.wrong.append(f'{name}: {type(fault).__name__}: {fault}')
                        if len(self.wrong) <= 20:
                            print(f'WRONG {self.wrong[-1]}', flush=True)
                    time.sleep(1)
                self.ends.wait(every * choice.uniform(0.5, 1.5))

        thread = threading.Thread(target=run, name=name)
        thread.start()
        return thread

    def connect(self, choice, account):
        layers = choice.choice(['plain', 'starttls', 'tls'])
        client = Client(self.tls_port if layers == 'tls' else self.port, tls=layers == 'tls')
        if layers == 'starttls':
            client.starttls()
        mechanism = choice.choice(MECHANISMS)
        client.log_in(mechanism, account, PASSWORD)
        if choice.random() < 0.3:
            client.compress()
            self.count('compressed')
        self.count(layers)
        self.count(mechanism)
        return client

    def worker(self, number):
        account = NAMES[number % len(NAMES)]
        own = f'w{number}'

        def step(choice):
            client = self.connect(choice, account)
            what = choice.choice([self.mail, self.mail, self.mailboxes, self.read, self.idle, self.notify, self.cut])
            try:
                what(client, choice, own)
            except Exception:
                client.socket.close()
                raise
            self.count(what.__name__)

        return step

    def append(self, client, choice, mailbox):
        body = b'x' * choice.choice([60, 60, 900, 20000, 200000])
        message = b'From: a@example.org\r\nSubject: %d\r\n\r\n%s\r\n' % (choice.randrange(10**9), body)
        client.do(b'APPEND %s {%d+}\r\n%s' % (mailbox, len(message), message))

    def mail(self, client, choice, own):
        own = own.encode()
        if b' NO' in client.ask(b'CREATE ' + own)[-1]:
            self.count('mailbox was there')
        for _ in range(choice.randrange(1, 6)):
            self.append(client, choice, own)
        messages = int(re.search(rb'\* (\d+) EXISTS', b'\n'.join(client.do(b'SELECT ' + own))).group(1))
        client.do(b'UID COPY 1:* INBOX' if messages < 9 else b'UID COPY * INBOX')
        client.do(b'UID MOVE 1:2 INBOX')
        client.do(b'UID STORE 1:* +FLAGS (\\Seen k%d)' % choice.randrange(20))
        if messages > MOST_MESSAGES:
            client.do(b'UID STORE 1:* +FLAGS (\\Deleted)')
            client.do(b'EXPUNGE')
        inbox = int(re.search(rb'\* (\d+) EXISTS', b'\n'.join(client.do(b'SELECT INBOX'))).group(1))
        if inbox > MOST_MESSAGES:
            client.do(b'UID STORE 1:* +FLAGS.SILENT (\\Deleted)')
            client.do(b'UNSELECT')
            client.do(b'SELECT INBOX')
            client.do(b'CLOSE')
        client.close()

    def mailboxes(self, client, choice, own):
        a, b = f'{own}-a{choice.randrange(10**6)}'.encode(), f'{own}-b{choice.randrange(10**6)}'.encode()
        client.do(b'CREATE ' + a + b'/inner')
        self.append(client, choice, a + b'/inner')
        client.do(b'SUBSCRIBE ' + a)
        client.do(b'RENAME ' + a + b' ' + b)
        client.do(b'LIST "" * RETURN (STATUS (MESSAGES SIZE HIGHESTMODSEQ))')
        client.do(b'UNSUBSCRIBE ' + a)
        client.do(b'DELETE ' + b + b'/inner')
        client.close()

    def read(self, client, choice, own):
        client.do(b'EXAMINE INBOX')
        client.do(b'UID FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE)')
        client.do(b'UID FETCH %d:* BODY.PEEK[]' % choice.randrange(1, 5000))
        client.do(b'SEARCH RETURN (COUNT) TEXT "%d"' % choice.randrange(99))
        client.close()

    def idle(self, client, choice, own):
        client.do(b'SELECT INBOX')
        client.send(b'i IDLE\r\n')
        while not client.response().startswith(b'+'):
            pass
        self.ends.wait(choice.uniform(0.5, 8))
        client.send(b'DONE\r\n')
        client.until(b'i')
        client.close()

    def notify(self, client, choice, own):
        client.do(b'SELECT INBOX')
        client.do(b'NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge FlagChange)) (personal (MessageNew MessageExpunge MailboxName))')
        self.ends.wait(choice.uniform(0.5, 5))
        client.do(b'NOOP')
        client.close()

    def cut(self, client, choice, own):
        client.send(choice.choice([b'x APPEND INBOX {100000+}\r\nhalf of it', b'x FETCH 1', b'', b'x SELECT INBOX\r\ny FETCH 1:* BODY[]\r\n', b'x IDLE\r\n', b'x SEARCH TEXT "']))
        self.ends.wait(choice.uniform(0, 0.5))
        client.cut()

    def failing(self, choice):
        client = Client(self.port, source='127.0.0.66')
        try:
            client.ask(b'LOGIN %s %s' % (choice.choice([b's0', b'nobody', b'admin']), b'wrong%d' % choice.randrange(99)))
            self.count('failed logins')
            client.close()
        finally:
            client.socket.close()

    def accounts(self, choice):
        name = f't{choice.randrange(10**9)}'
        self.tool('account', 'add', name)
        client = self.connect(choice, name)
        self.mail(client, choice, 'own')
        self.tool('account', 'remove', name, '--yes')
        self.count('accounts made and removed')
        self.tool('account', 'purge', choice.choice(NAMES))
        self.count('compactions')

    def certificates(self, choice):
        certificate(self.folder)
        self.tool('reload')
        with open(os.path.join(self.folder, 'certificate.pem')) as file:
            expected = ssl.PEM_cert_to_DER_cert(file.read())
        client = Client(self.tls_port, tls=True)
        if client.socket.getpeercert(binary_form=True) != expected:
            raise Wrong('the new certificate is not shown')
        client.close()
        self.count('certificates')

    def handles(self):
        """How many of each kind. The program's own files come when they are first needed, and stay."""
        kinds = {}
        for number in os.listdir(f'/proc/{self.pid}/fd'):
            try:
                what = os.readlink(f'/proc/{self.pid}/fd/{number}')
            except OSError:
                continue  # closed meanwhile
            kind = 'program' if re.search(r'\.(dll|so)[.0-9]*$', what) else 'removed' if what.endswith('(deleted)') else 'of accounts' if '/accounts/' in what else what.split(':')[0] if ':' in what else 'other'
            kinds[kind] = kinds.get(kind, 0) + 1
        return kinds

    def sample(self):
        with open(f'/proc/{self.pid}/status') as status:
            fields = dict(line.split(':', 1) for line in status)
        metrics = urllib.request.urlopen(f'http://127.0.0.1:{self.admin_port}/metrics', timeout=60).read().decode()
        open_connections = sum(int(float(value)) for value in re.findall(r'^postroom_connections_open\{[^}]*\} (\S+)$', metrics, re.MULTILINE))
        disk = sum(os.lstat(os.path.join(path, file)).st_blocks * 512 for path, _, files in os.walk(os.path.join(self.folder, 'data')) for file in files if os.path.lexists(os.path.join(path, file)))
        return {
            'MiB': int(fields['VmRSS'].split()[0]) / 1024, 'handles': sum(count for kind, count in self.handles().items() if kind != 'program'),
            'threads': int(fields['Threads']), 'disk': disk / 2**20, 'connections': open_connections,
        }

    def show(self, what, began):
        sample = self.sample()
        print(f'{what:<10} {time.monotonic() - began:6.0f} s  {sample["MiB"]:7.1f} MiB  {sample["handles"]:4} handles  {sample["threads"]:3} threads  '
              f'{sample["disk"]:7.1f} MiB of disk  {sample["connections"]:3} connections  {sum(self.done.values())} done, {len(self.wrong)} wrong', flush=True)
        return sample

    def busy(self, what, seconds, began):
        self.works.set()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(min(10, max(0, until - time.monotonic())))
            self.show(what, began)

    def quiet(self, seconds, began, threads):
        self.works.clear()
        while self.resting < len(threads):
            time.sleep(0.2)
        self.tool('account', 'purge', *NAMES)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(min(10, max(0, until - time.monotonic())))
            sample = self.show('quiet', began)
        print(f'handles: {", ".join(f"{kind} {count}" for kind, count in sorted(self.handles().items()))}', flush=True)
        return sample


def main():
    if sys.argv[1] == 'certificate':
        return certificate(sys.argv[2])
    arguments = argparse.ArgumentParser(prog='bench/soak')
    arguments.add_argument('--minutes', type=float, default=30)
    arguments.add_argument('--warm-up', type=float, default=180)
    arguments.add_argument('--quiet', type=float, default=90)
    arguments.add_argument('--seed', type=int, default=random.randrange(10**6))
    options = arguments.parse_args(sys.argv[5:])
    soak = Soak(sys.argv[2], int(sys.argv[3]), sys.argv[4], options.seed)
    print(f'seed {options.seed}, {options.warm_up:.0f} s of warm-up, {options.minutes:g} minutes', flush=True)
    soak.tool('account', 'add', *NAMES)
    threads = [soak.thread(f'worker {number}', soak.worker(number)) for number in range(WORKERS)]
    threads += [soak.thread('failing', soak.failing, 1), soak.thread('accounts', soak.accounts, 5), soak.thread('certificates', soak.certificates, 20)]
    try:
        began = time.monotonic()
        soak.busy('warm-up', options.warm_up, began)
        before = soak.quiet(options.quiet, began, threads)
        soak.busy('soak', options.minutes * 60, began)
        after = soak.quiet(options.quiet, began, threads)
    finally:
        soak.works.set()
        soak.ends.set()
        for thread in threads:
            thread.join()
    print(', '.join(f'{what}: {count}' for what, count in sorted(soak.done.items())))
    failed = bool(soak.wrong)
    for what, more in (('MiB', MORE_MIB), ('handles', MORE_HANDLES), ('threads', MORE_THREADS), ('disk', MORE_DISK_MIB), ('connections', 0)):
        is_more = after[what] > before[what] + more
        failed |= is_more
        print(f'{what:<12} {before[what]:8.1f} after the warm-up, {after[what]:8.1f} at the end, at most {more} more: {"FAILED" if is_more else "kept"}')
    if os.path.exists(f'/proc/{soak.pid}'):
        os.kill(soak.pid, signal.SIGTERM)
    sys.exit(1 if failed else 0)


main()

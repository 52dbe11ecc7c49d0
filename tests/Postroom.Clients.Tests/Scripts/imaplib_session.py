"""Everything that Python's imaplib has a method for; each answer is checked as a program would use it."""
import calendar
import imaplib
import re
import ssl
import sys
import time

port, tls_port, user = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
imaplib.Debug = 0


def ok(answer):
    assert answer[0] == 'OK', answer
    return answer[1]


def letter(subject, body='Hello.'):
    return f'From: p@example.org\r\nTo: q@example.org\r\nSubject: {subject}\r\nMessage-ID: <{subject}@py>\r\n\r\n{body}\r\n'.encode()


with imaplib.IMAP4('127.0.0.1', port) as m:
    assert 'IMAP4REV1' in m.capabilities, m.capabilities
    try:
        m.login(user, 'wrong')
        raise AssertionError('a wrong password was accepted')
    except imaplib.IMAP4.error:
        pass
    ok(m.login(user, 'secret'))
    assert 'UIDPLUS' in ok(m.capability())[0].decode().upper()
    ok(m.noop())

    # Mailboxes, with a name that is not ASCII (imaplib leaves modified UTF-7 to its caller).
    ok(m.create('Work'))
    ok(m.create('"Work/R&AOk-sum&AOk-s"'))
    ok(m.create('Temp'))
    assert m.create('Temp')[0] == 'NO'
    ok(m.subscribe('Work'))
    assert any(b'Work' in line for line in ok(m.lsub()))
    ok(m.rename('Temp', 'Later'))
    names = b' '.join(ok(m.list()))
    assert b'R&AOk-sum&AOk-s' in names and b'Later' in names and b'Temp' not in names, names
    assert m.select('Temp')[0] == 'NO'

    # Upload, read back, flag.
    when = imaplib.Time2Internaldate(calendar.timegm((2024, 2, 29, 12, 30, 45)))
    for n in range(12):
        ok(m.append('Work', r'(\Seen)' if n % 3 == 0 else '', when, letter(f's{n}', 'x' * n * 1000)))
    assert ok(m.select('Work')) == [b'12']
    assert m.response('UIDVALIDITY')[1][0].isdigit()
    assert re.search(rb'UNSEEN 8', ok(m.status('Work', '(MESSAGES UNSEEN UIDNEXT)'))[0])
    assert ok(m.search(None, 'UNSEEN', 'SUBJECT', '"s1"'))[0].split() == [b'2', b'11', b'12']
    assert ok(m.uid('SEARCH', 'CHARSET', 'UTF-8', 'LARGER', '9000'))[0].split()
    data = ok(m.fetch('5', '(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])'))
    assert data[0][1] == letter('s4', 'x' * 4000)
    assert time.gmtime(time.mktime(imaplib.Internaldate2tuple(data[0][0])))[:6] == (2024, 2, 29, 12, 30, 45)
    assert b'RFC822.SIZE %d' % len(data[0][1]) in data[0][0]
    assert rb'\Seen' not in data[0][0]
    ok(m.fetch('5', '(RFC822)'))                              # reads, so it is seen now
    assert rb'\Seen' in ok(m.fetch('5', '(FLAGS)'))[0]
    assert ok(m.fetch('5', 'BODY.PEEK[TEXT]<2.10>'))[0][1] == b'x' * 10
    ok(m.store('1:3', '+FLAGS', r'(\Flagged Important)'))
    ok(m.store('2', 'FLAGS.SILENT', r'(\Answered)'))
    flags = [imaplib.ParseFlags(x) for x in ok(m.fetch('1:3', '(FLAGS)'))]
    assert b'Important' in flags[0] and b'Important' not in flags[1] and rb'\Answered' in flags[1], flags

    # Copy, move, delete, expunge.
    ok(m.copy('1:2', 'Later'))
    assert m.copy('1', 'Nowhere')[0] == 'NO'
    uids = ok(m.uid('SEARCH', 'ALL'))[0].split()
    if 'MOVE' in ok(m.capability())[0].decode().upper().split():
        ok(m.uid('MOVE', b','.join(uids[2:4]).decode(), 'Later'))
    m.response('EXPUNGE')                                     # what MOVE took away has been heard
    ok(m.store('1', '+FLAGS', r'\Deleted'))
    assert ok(m.expunge()) == [b'1']
    ok(m.check())
    assert len(ok(m.search(None, 'ALL'))[0].split()) == 9
    ok(m.unselect() if hasattr(m, 'unselect') else m.close())
    ok(m.select('Later', readonly=True))
    m.store('1', '+FLAGS', r'\Draft')                         # refused or ignored, but never done
    assert rb'\Draft' not in ok(m.fetch('1', '(FLAGS)'))[0]
    ok(m.close())
    ok(m.delete('"Work/R&AOk-sum&AOk-s"'))
    ok(m.namespace())
    try:
        m.xatom('NONSENSE')
        raise AssertionError('an unknown command was accepted')
    except imaplib.IMAP4.error:
        pass

context = ssl._create_unverified_context()
with imaplib.IMAP4_SSL('127.0.0.1', tls_port, ssl_context=context) as m:
    ok(m.authenticate('PLAIN', lambda _: b'\0' + user.encode() + b'\0secret'))
    ok(m.select('Work'))
with imaplib.IMAP4('127.0.0.1', port) as m:
    ok(m.starttls(context))
    ok(m.login(user, 'secret'))
    ok(m.select('Work'))
    assert len(ok(m.fetch('1:*', '(UID ENVELOPE BODYSTRUCTURE)'))) == 9
print('done')

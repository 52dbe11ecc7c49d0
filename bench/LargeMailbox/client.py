"""Opens, lists and searches INBOX as scripts do, with Python's imaplib: client.py PORT COUNT. Checks each answer; prints 'what TAB seconds'."""
import imaplib, re, sys, time

port, count = int(sys.argv[1]), int(sys.argv[2])
imaplib._MAXLINE = 100_000_000  # the answer to SEARCH ALL is one line
writers = [n for n in range(1, count + 1) if n % 97 == 7]
subjects = [n for n in range(1, count + 1) if n % 1009 == 500]
needles = [n for n in range(1, count + 1) if n % 1000 == 0]


def timed(what, run):
    start = time.perf_counter()
    kind, data = run()
    print(f"imaplib {what}\t{time.perf_counter() - start:.2f}", flush=True)
    if kind != "OK":
        sys.exit(f"{what}: {kind} {data[:3]}")
    return data


def must(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {str(found)[:200]} instead of {str(wanted)[:200]}")


def lines(data):
    """One octet string a message; where there were literals imaplib has tuples."""
    return [part if isinstance(part, bytes) else part[0] for part in data]


def search(*keys):
    found = [int(n) for n in timed("SEARCH " + " ".join(keys), lambda: imap.search(None, *keys))[0].split()]
    return found


imap = imaplib.IMAP4("127.0.0.1", port)
timed("LOGIN", lambda: imap.login("u0", "secret"))
must("EXISTS", int(timed("SELECT", lambda: imap.select("INBOX", readonly=True))[0]), count)

flags = lines(timed("UID FETCH 1:* (FLAGS)", lambda: imap.uid("FETCH", "1:*", "(FLAGS)")))
uids = [int(re.search(rb"UID (\d+)", line)[1]) for line in flags]
must("UIDs", (len(uids), uids == sorted(set(uids))), (count, True))
seen = [n for n, line in enumerate(flags, 1) if b"\\Seen" in line]
must("flags", seen, [])

envelopes = lines(timed("FETCH 1:* (ENVELOPE)", lambda: imap.fetch("1:*", "(ENVELOPE)")))
must("envelopes", len(envelopes), count)
for n in (1, count // 2, count):
    must(f"envelope {n}", f'"letter {n} about subject {n % 1009}"'.encode() in envelopes[n - 1] and f'"<{n}.large@example.net>"'.encode() in envelopes[n - 1], True)

headers = timed("FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])", lambda: imap.fetch("1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])"))
must("headers", sum(1 for part in headers if isinstance(part, tuple) and b"Subject: letter " in part[1]), count)

must("ALL", search("ALL"), list(range(1, count + 1)))
must("FROM", search("FROM", '"writer7@"'), writers)
must("SUBJECT", search("SUBJECT", '"about subject 500"'), subjects)
# From midnight UTC on of the day on which the message in the middle was sent.
middle = 1700000000 + count // 2 * 600
day = middle - middle % 86400
must("SINCE", search("SINCE", time.strftime("%d-%b-%Y", time.gmtime(day))), [n for n in range(1, count + 1) if 1700000000 + n * 600 >= day])
must("BODY", search("BODY", '"needle in the hay"'), needles)
imap.logout()

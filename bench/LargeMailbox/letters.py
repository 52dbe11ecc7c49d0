"""Writes an mbox of so many small messages, each with what a search looks for: letters.py COUNT FILE."""
import sys, time

count, path = int(sys.argv[1]), sys.argv[2]
words = "the quick brown fox jumps over the lazy dog and goes on to the next line of this letter\n" * 4
with open(path, "w", newline="\n") as out:
    for n in range(1, count + 1):
        # Ten minutes apart, so that 100,000 are two years.
        when = time.gmtime(1700000000 + n * 600)
        needle = "a needle in the hay\n" if n % 1000 == 0 else ""
        out.write(
            f"From writer{n % 97}@example.net {time.asctime(when)}\n"
            f"From: Writer {n % 97} <writer{n % 97}@example.net>\n"
            "To: list@lists.example.org\n"
            f"Subject: letter {n} about subject {n % 1009}\n"
            f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', when)}\n"
            f"Message-ID: <{n}.large@example.net>\n"
            "Content-Type: text/plain; charset=us-ascii\n"
            f"\nThis is letter {n}.\n{words}{needle}\n")

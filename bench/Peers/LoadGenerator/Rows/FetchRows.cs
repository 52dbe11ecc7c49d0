using System.Diagnostics;
using System.Text;

namespace LoadGenerator.Rows;

/// <summary>FETCH of whole mailboxes, of single messages and of parts of them.</summary>
internal static class FetchRows
{
    private const int Bodies = 10_000;      // of a larger mailbox no more bodies than these are fetched
    private const int Samples = 10;
    private const int LeastStructure = 100;
    private static readonly TimeSpan WarmGenerator = TimeSpan.FromSeconds(0.5);

    public static IEnumerable<Row> All(Box[] boxes)
    {
        foreach (Box box in boxes)
        {
            yield return Whole($"fetch-flags-{box.Count}", box, "FETCH 1:* FLAGS", _ => 0);
            if (box.Count >= AllRows.Huge)
                continue;
            yield return Envelopes($"fetch-envelope-{box.Count}", box);
            yield return Whole(
                $"fetch-headers-{box.Count}", box, "FETCH 1:* BODY.PEEK[HEADER.FIELDS (From To Subject Date)]",
                static box => Enumerable.Range(1, box.Count).Sum(static n => (long)Letters.FourFields(Box.LetterOf(n)).Length));
            int bodies = Math.Min(box.Count, Bodies);
            yield return Cold($"fetch-envelope-cold-{bodies}", box, $"FETCH 1:{bodies} (ENVELOPE BODYSTRUCTURE)", bodies, null, box => LeastOctets(box, bodies));
            yield return Whole($"fetch-bodies-{bodies}", box, $"FETCH 1:{bodies} BODY.PEEK[]", box => box.Octets(bodies), bodies) with { CountsOctets = true };
            yield return Compressed($"fetch-bodies-deflate-{bodies}", box, $"FETCH 1:{bodies} BODY.PEEK[]", bodies);
            yield return Cold($"fetch-bodies-cold-{bodies}", box, $"FETCH 1:{bodies} BODY.PEEK[]", bodies, box => box.Octets(bodies)) with { CountsOctets = true };
            yield return Single(box);
            yield return Partial(box);
        }
        yield return Big();
    }

    private static Row Whole(string name, Box box, string command, Func<Box, long> literals, int? count = null)
    {
        byte[] octets = Encoding.ASCII.GetBytes(command);
        int messages = count ?? box.Count;
        long? wanted = null;
        return new(name, "messages", run =>
        {
            wanted ??= literals(box);
            ImapConnection imap = run.Select(box);
            run.Repeat(messages, _ => imap.Run(octets).Expect(fetches: messages, literals: wanted));
        }) { Prepare = fixture => fixture.Fill(box) };
    }

    // While it is timed the octets are counted; afterwards some answers are read.
    private static Row Envelopes(string name, Box box)
    {
        byte[] command = "FETCH 1:* (ENVELOPE BODYSTRUCTURE)"u8.ToArray();
        long? least = null;
        return new(name, "messages", run =>
        {
            least ??= LeastOctets(box, box.Count);
            ImapConnection imap = run.Select(box);
            run.Repeat(box.Count, _ => imap.Run(command).Expect(fetches: box.Count).ExpectOctets(least.Value));
            for (int n = 1; n <= box.Count && !run.Server.IsCeiling; n += Math.Max(1, box.Count / Samples))
                CheckEnvelope(imap.Ask($"FETCH {n} (ENVELOPE BODYSTRUCTURE)"), Box.LetterOf(n));
        }) { Prepare = fixture => fixture.Fill(box) };
    }

    // Every ENVELOPE whole, and a BODYSTRUCTURE with at least that many octets: Letters have one of 150 and more.
    private static long LeastOctets(Box box, int messages) =>
        Enumerable.Range(1, messages).Sum(static n => (long)Letters.Envelope(Box.LetterOf(n)).Length + LeastStructure);

    private static void CheckEnvelope(string said, int letter)
    {
        foreach (string wanted in (string[])[Letters.Envelope(letter), "BODYSTRUCTURE (", "\"us-ascii\""])
        {
            if (!said.Contains(wanted, StringComparison.OrdinalIgnoreCase))
                throw new WrongAnswerException($"{said.TrimEnd()}, but {wanted} is right");
        }
    }

    // What the generator does to undo it is not the server's: judged by the server's CPU.
    private static Row Compressed(string name, Box box, string command, int messages)
    {
        byte[] octets = Encoding.ASCII.GetBytes(command);
        long? wanted = null;
        return new(name, "messages", run =>
        {
            wanted ??= box.Octets(messages);
            ImapConnection imap = run.Select(box);
            imap.Compress();
            run.Repeat(messages, _ => imap.Run(octets).Expect(fetches: messages, literals: wanted));
        }) { Prepare = fixture => fixture.Fill(box), CountsOctets = true, Needs = "COMPRESS=DEFLATE", SkipsCeiling = true };
    }

    // The server has just started and the kernel remembers nothing of its files.
    // Only the server is cold: what the generator compiles while it reads its first answers would count as the server's.
    private static Row Cold(string name, Box box, string command, int messages, Func<Box, long>? literals, Func<Box, long>? least = null)
    {
        byte[] octets = Encoding.ASCII.GetBytes(command);
        return new(name, "messages", run =>
        {
            long? wanted = literals?.Invoke(box);
            long atLeast = least?.Invoke(box) ?? 0;
            ImapConnection warm = run.Select(box);
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmGenerator;)
                _ = warm.Run(octets).Expect(fetches: messages, literals: wanted).ExpectOctets(atLeast);
            run.Server.Stop();
            DropCaches();
            run.Server.Start();
            ImapConnection imap = run.Select(box);
            run.Once(messages, () => imap.Run(octets).Expect(fetches: messages, literals: wanted).ExpectOctets(atLeast));
        }) { Prepare = fixture => fixture.Fill(box), SkipsCeiling = true, IsCold = true, RoundsTimes = 2 };
    }

    private static Row Single(Box box) => new($"fetch-body-{box.Count}", "messages", run =>
    {
        ImapConnection imap = run.Select(box);
        int spread = Math.Min(box.Count, Bodies);
        byte[][] commands = Commands(spread, static n => $"FETCH {n} BODY.PEEK[]");
        run.Repeat(1, i =>
        {
            int n = Scattered(i, spread);
            return imap.Run(commands[n]).Expect(fetches: 1, literals: box.Octets(n + 1, n + 1));
        });
    }) { Prepare = fixture => fixture.Fill(box) };

    private static Row Partial(Box box) => new($"fetch-partial-{box.Count}", "messages", run =>
    {
        ImapConnection imap = run.Select(box);
        int spread = Math.Min(box.Count, Bodies);
        byte[][] commands = Commands(spread, static n => $"FETCH {n} BODY.PEEK[]<1024.512>");
        run.Repeat(1, i => imap.Run(commands[Scattered(i, spread)]).Expect(fetches: 1, literals: 512));
    }) { Prepare = fixture => fixture.Fill(box) };

    private static Row Big() => new("fetch-10m", "messages", static run =>
    {
        ImapConnection imap = run.Select(Fixture.BigOwner, "big", Fixture.BigMessages);
        byte[][] commands = Commands(Fixture.BigMessages, static n => $"FETCH {n} BODY.PEEK[]");
        run.Repeat(1, i => imap.Run(commands[i % commands.Length]).Expect(fetches: 1, literals: Fixture.BigOctets));
    }) { Prepare = static fixture => fixture.FillBig(), CountsOctets = true };

    internal static byte[][] Commands(int count, Func<int, string> command) =>
        [.. Enumerable.Range(1, count).Select(n => Encoding.ASCII.GetBytes(command(n)))];

    // Over the whole mailbox, the same in every run.
    internal static int Scattered(int i, int count) => (int)(i * 7919L % count);

    private static void DropCaches()
    {
        Fixture.SyncDisks();
        File.WriteAllText("/proc/sys/vm/drop_caches", "3\n");
    }
}

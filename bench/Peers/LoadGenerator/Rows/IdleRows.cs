using System.Diagnostics;
using System.Text;

namespace LoadGenerator.Rows;

/// <summary>Clients that wait: how soon they are told, and what they cost meanwhile.</summary>
internal static class IdleRows
{
    private const int WarmUp = 100;
    private const int Openers = 4;

    // Cyrus's imapd tells its idled by a datagram that a client idles, and if ten are waiting there (net.unix.max_dgram_qlen) drops it and looks once a minute.
    private static readonly TimeSpan BetweenIdlers = TimeSpan.FromMilliseconds(5), Settling = TimeSpan.FromMilliseconds(200);

    // What each server had after its warm-up, plain and over TLS.
    private static readonly Dictionary<(Server, bool IsTls), long> Starts = [];

    /// <param name="accounts">How many clients, each on an account of its own, the larger rows have.</param>
    public static IEnumerable<Row> All(int accounts) =>
    [
        new("idle-fanout-50", "ms", static run => FanOut(run, 50)) { IsCost = true, Except = "courier" },    // of fifty, its file monitor forgets some
        new("idle-fanout-1000", "ms", static run => FanOut(run, 1_000)) { IsCost = true, SkipsCeiling = true, MostRounds = 1, IsOnDemand = true, IsPostroomOnly = true },
        One(1_000, isTls: false), One(1_000, isTls: true), One(accounts, isTls: false), One(accounts, isTls: true),
        Many($"idle-accounts-{accounts}", accounts, "INBOX", Fixture.ManyMessages, isTls: false),
        Many($"idle-accounts-{accounts}-tls", accounts, "INBOX", Fixture.ManyMessages, isTls: true),
        Many($"idle-accounts-{accounts}-empty", accounts, "empty", 0, isTls: false),
        One(accounts, isTls: false, isIdling: true), Many($"idling-accounts-{accounts}", accounts, "INBOX", Fixture.ManyMessages, isTls: false, isIdling: true),
    ];

    // From sending an APPEND until the last of the clients that idle on the mailbox has been told.
    private static void FanOut(RowRun run, int count)
    {
        ImapConnection writer = run.Login("u4");
        Fixture.Empty(writer, "news");
        var told = new CountdownEvent(1);
        ImapConnection[] listeners = [.. Enumerable.Range(0, count).Select(_ => run.Select("u4", "news", 0))];
        Task[] reading = [.. listeners.Select(listener =>
        {
            Task.Delay(BetweenIdlers).Wait();
            listener.StartIdle();
            return Task.Run(() => ListenAsync(listener, told));
        })];
        Task.Delay(Settling).Wait();
        byte[] append = Encoding.ASCII.GetBytes($"APPEND {writer.Name("news")} ");
        byte[] letter = Letters.Of(1);
        int messages = 0;
        var laps = new List<double>();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < run.Seconds || messages < 3; messages++)
        {
            told.Reset(count);
            long sent = Stopwatch.GetTimestamp();
            writer.Append(append, letter);
            if (!told.Wait(TimeSpan.FromSeconds(60)))
                throw new WrongAnswerException($"{told.CurrentCount} of {count} idling clients were not told of a message within a minute");
            long took = Stopwatch.GetTimestamp() - sent;
            run.Lap(took);
            laps.Add(Stopwatch.GetElapsedTime(0, took).TotalMilliseconds);
        }
        laps.Sort();
        run.Tell(laps[laps.Count / 2]);
        foreach (ImapConnection listener in listeners)
            listener.Dispose();
        Task.WaitAll(reading);
        writer.Delete("news");
    }

    private static async Task ListenAsync(ImapConnection listener, CountdownEvent told)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await listener.ReadSomeAsync(buffer) is > 0 and var count)
            {
                // One message a time is waited for, so one EXISTS is all that can be in it. Dovecot says OK Still here now and then.
                if (buffer.AsSpan(0, count).IndexOf("EXISTS"u8) >= 0)
                    told.Signal();
            }
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The round is over: the row has closed the connection.
        }
    }

    // All on one account. Nobody waits for these by chance: Postroom is given minutes of silence in each.
    private static Row One(int count, bool isTls, bool isIdling = false) =>
        new($"{(isIdling ? "idling" : "idle")}-one-{count}{(isTls ? "-tls" : "")}", "KiB",
            run => Measure(run, count, isTls, isIdling, static _ => "u0", "INBOX", Fixture.InboxMessages))
        {
            Prepare = static fixture => fixture.FillInboxes(), IsCost = true, SkipsCeiling = true, IsCold = true, MostRounds = 1,
            Limit = count < AllRows.Crowd ? null : isTls ? 40 : 8, IsOnDemand = true,
        };

    // Each on its own; what the mailbox "empty" costs less than an INBOX of a thousand is its snapshot.
    private static Row Many(string name, int count, string mailbox, int exists, bool isTls, bool isIdling = false) =>
        new(name, "KiB", run => Measure(run, count, isTls, isIdling, static i => $"w{i}", mailbox, exists))
        {
            Prepare = fixture => fixture.FillAccounts(count), IsCost = true, SkipsCeiling = true, IsCold = true, MostRounds = 1,
            IsOnDemand = true, IsPostroomOnly = true,
        };

    private static void Measure(RowRun run, int count, bool isTls, bool isIdling, Func<int, string> account, string mailbox, int exists)
    {
        run.Server.Restart();
        // The first hundred warm it up: code is compiled, pools are filled, workers are there.
        for (int i = 0; i < WarmUp; i++)
            Open($"u{i % Fixture.Accounts}", "INBOX", Fixture.InboxMessages);
        // Of ten thousand connections the start is a hundredth: one look at it, after the first such row, is enough for those after it.
        if (count < AllRows.Crowd || !Starts.TryGetValue((run.Server, isTls), out long before))
            Starts[(run.Server, isTls)] = before = Settled(run);
        OpenAll();
        run.Tell((Settled(run) - before) / 1024.0 / count);

        // Several at once: the proof of a password is most of ten thousand logins to as many accounts.
        void OpenAll()
        {
            try
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Openers }, i => Open(account(i), mailbox, exists));
            }
            catch (AggregateException e)
            {
                throw new WrongAnswerException(e.InnerException!.Message);
            }
        }

        void Open(string user, string name, int messages)
        {
            ImapConnection imap = run.Keep(isTls ? ImapConnection.OpenTls(run.Server.TlsPort) : ImapConnection.Open(run.Server.Port));
            imap.Run($"LOGIN {user} secret");
            imap.Select(name).Expect(exists: messages);
            if (isIdling)
                imap.StartIdle();
            imap.Free();
        }
    }

    // What it has after a while of silence: Postroom closes what nobody uses after a minute, and gives the memory back half a minute later.
    // The peers' processes do nothing in a silence.
    private static long Settled(RowRun run)
    {
        Task.Delay(run.Server.IsPeer ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(100)).Wait();
        return run.Server.Memory().Proportional;
    }
}

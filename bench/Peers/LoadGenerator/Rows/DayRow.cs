using System.Text;

namespace LoadGenerator.Rows;

/// <summary>What fifty people's clients do all day, each on a connection of its own, as fast as the answers come.</summary>
internal static class DayRow
{
    private const int Users = Fixture.Accounts;

    private static readonly byte[] Letter = Letters.Of(1);

    // n is a message of the INBOX, {} a mailbox. What APPEND and COPY add stays until the next run.
    private static readonly (string Command, int? Fetches)[] Steps =
    [
        ("NOOP", 0), ("FETCH 1:* (UID FLAGS)", Fixture.InboxMessages), ("FETCH 181:200 (FLAGS ENVELOPE BODYSTRUCTURE)", 20),
        ("FETCH n BODY.PEEK[HEADER]", 1), ("FETCH n BODY.PEEK[]", 1), ("STORE n +FLAGS (\\Answered)", null), ("NOOP", null),
        ("SEARCH UNSEEN", 0), ("STATUS {day-sent} (MESSAGES UNSEEN)", 0), ("COPY n {day-archive}", 0), ("FETCH n BODY.PEEK[]<0.1024>", 1),
        ("STORE n -FLAGS (\\Answered)", null), ("APPEND", 0), ("LIST \"\" %", 0),
    ];

    public static Row Make() => new("day-50", "commands", run =>
    {
        int unseen = Enumerable.Range(1, Fixture.InboxMessages).Count(static n => !Letters.IsSeen(n));
        var written = new Written[Users];
        RowRun.Together(Users, user => written[user] = Before(run, user));
        ImapConnection[] imap = [.. Enumerable.Range(0, Users).Select(i => run.Select($"u{i}", "INBOX", Fixture.InboxMessages))];
        byte[][][] commands = [.. Steps.Select(step => FetchRows.Commands(Fixture.InboxMessages, n => step.Command
            .Replace(" n ", $" {n} ", StringComparison.Ordinal)
            .Replace("{day-sent}", imap[0].Name("day-sent"), StringComparison.Ordinal)
            .Replace("{day-archive}", imap[0].Name("day-archive"), StringComparison.Ordinal)))];
        byte[] append = Encoding.ASCII.GetBytes($"APPEND {imap[0].Name("day-sent")} (\\Seen) ");
        int[] done = new int[Users];
        run.Parallel(Users, 1, (client, i) =>
        {
            (int step, int n) = Step(client, i);
            (string text, int? fetches) = Steps[step];
            done[client] = i + 1;
            return text switch
            {
                "APPEND" => imap[client].Append(append, Letter),
                "SEARCH UNSEEN" => imap[client].Run(commands[step][n]).Expect(hits: unseen),
                _ => imap[client].Run(commands[step][n]).Expect(fetches: fetches),
            };
        });
        RowRun.Together(Users, user =>
        {
            for (int i = 0; i < done[user]; i++)
                written[user].Note(user, i);
            Check(run, user, written[user]);
        });
    })
    {
        Prepare = static fixture =>
        {
            fixture.FillInboxes(Users);
            fixture.Empty(Users, "day-sent", "day-archive");
        },
    };

    // What a client does when, and with which message, from 0: nobody does the same at the same time.
    private static (int Step, int Message) Step(int client, int i)
    {
        i += client * 3;
        return (i % Steps.Length, FetchRows.Scattered(i / Steps.Length, Fixture.InboxMessages));
    }

    private static Written Before(RowRun run, int user)
    {
        using ImapConnection imap = ImapConnection.Select(run.Server.Port, $"u{user}", "INBOX", Fixture.InboxMessages);
        imap.Run("STORE 1:* -FLAGS.SILENT (\\Answered)");
        return new() { Sent = imap.Select("day-sent").Exists, Archived = imap.Select("day-archive").Exists };
    }

    // A second client sees what the first was told.
    private static void Check(RowRun run, int user, Written written)
    {
        using ImapConnection imap = ImapConnection.Select(run.Server.Port, $"u{user}", "INBOX", Fixture.InboxMessages);
        if (!run.Server.IsCeiling)
            imap.Run("SEARCH ANSWERED").Expect(hits: written.Answered);
        imap.Select("day-sent").Expect(exists: written.Sent);
        imap.Select("day-archive").Expect(exists: written.Archived);
    }

    /// <summary>What one user's mailboxes must hold.</summary>
    private sealed class Written
    {
        private readonly bool[] _isAnswered = new bool[Fixture.InboxMessages];

        public int Sent { get; set; }

        public int Archived { get; set; }

        public int Answered => _isAnswered.Count(static it => it);

        public void Note(int client, int i)
        {
            (int step, int message) = Step(client, i);
            string command = Steps[step].Command;
            if (command == "APPEND")
                Sent++;
            else if (command.StartsWith("COPY", StringComparison.Ordinal))
                Archived++;
            else if (command.StartsWith("STORE", StringComparison.Ordinal))
                _isAnswered[message] = command.Contains('+', StringComparison.Ordinal);
        }
    }
}

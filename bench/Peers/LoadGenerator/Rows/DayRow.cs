using System.Text;

namespace LoadGenerator.Rows;

/// <summary>What fifty people's clients do all day, each on a connection of its own, as fast as the answers come.</summary>
internal static class DayRow
{
    private const int Users = 50;

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
        ImapConnection[] imap = [.. Enumerable.Range(0, Users).Select(i => run.Select($"u{i}", "INBOX", Fixture.InboxMessages))];
        byte[][][] commands = [.. Steps.Select(step => FetchRows.Commands(Fixture.InboxMessages, n => step.Command
            .Replace(" n ", $" {n} ", StringComparison.Ordinal)
            .Replace("{day-sent}", imap[0].Name("day-sent"), StringComparison.Ordinal)
            .Replace("{day-archive}", imap[0].Name("day-archive"), StringComparison.Ordinal)))];
        byte[] append = Encoding.ASCII.GetBytes($"APPEND {imap[0].Name("day-sent")} (\\Seen) ");
        run.Parallel(Users, 1, (client, i) =>
        {
            i += client * 3;    // nobody does the same at the same time
            int n = FetchRows.Scattered(i / Steps.Length, Fixture.InboxMessages);
            (string text, int? fetches) = Steps[i % Steps.Length];
            return text switch
            {
                "APPEND" => imap[client].Append(append, Letter),
                "SEARCH UNSEEN" => imap[client].Run(commands[i % Steps.Length][n]).Expect(hits: unseen),
                _ => imap[client].Run(commands[i % Steps.Length][n]).Expect(fetches: fetches),
            };
        });
    })
    {
        Prepare = static fixture =>
        {
            fixture.FillInboxes(Users);
            fixture.Empty(Users, "day-sent", "day-archive");
        },
    };
}

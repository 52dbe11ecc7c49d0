using System.Text;

namespace LoadGenerator.Rows;

/// <summary>APPEND, one message a command, each client to a mailbox of an account of its own; and many in one (RFC 3502).</summary>
internal static class AppendRows
{
    public static IEnumerable<Row> All() =>
    [
        Append("append-4k-1", clients: 1, octets: 4096),
        Append("append-4k-20", clients: 20, octets: 4096),
        Append("append-1m-1", clients: 1, octets: 1 << 20),
        Append("append-1m-20", clients: 20, octets: 1 << 20),
        Multiple("multiappend-4k", messages: 500, octets: 4096),
    ];

    // One client; what it counts is on disk when its command is answered, all or nothing.
    private static Row Multiple(string name, int messages, int octets) => new(name, "messages", run =>
    {
        byte[] message = Letters.OfSize(1, octets);
        ImapConnection imap = run.Login("u10");
        Fixture.Empty(imap, "appended");
        byte[] command = Encoding.ASCII.GetBytes($"APPEND {imap.Name("appended")}");
        int done = 0;
        run.Repeat(messages, i =>
        {
            done = i + 1;
            imap.StartAppend(command);
            for (int n = 0; n < messages; n++)
            {
                imap.AddText(" (\\Seen) "u8);
                imap.AddLiteral(message);
            }
            return imap.Finish();
        }, sent: messages * octets);
        Check(run, "u10", done * messages);
        imap.Delete("appended");
    }) { CountsOctets = true, Needs = "MULTIAPPEND" };

    public static Row Append(string name, int clients, int octets) => new(name, "messages", run =>
    {
        byte[] message = Letters.OfSize(1, octets);
        ImapConnection[] imap = [.. Enumerable.Range(0, clients).Select(i => run.Login(Account(i)))];
        foreach (ImapConnection client in imap)
            Fixture.Empty(client, "appended");
        byte[] command = Encoding.ASCII.GetBytes($"APPEND {imap[0].Name("appended")} (\\Seen) ");
        int[] done = new int[clients];
        run.Parallel(clients, 1, (client, i) =>
        {
            done[client] = i + 1;
            return imap[client].Append(command, message);
        }, sent: octets);
        RowRun.Together(clients, i =>    // Courier takes two seconds for a DELETE
        {
            Check(run, Account(i), done[i]);
            imap[i].Delete("appended");
        });
    }) { CountsOctets = true };

    // The first ones hold large mailboxes of other rows, and have their turn last.
    private static string Account(int client) => $"u{(10 + client) % Fixture.Accounts}";

    // A second client sees what the first was told.
    private static void Check(RowRun run, string account, int messages)
    {
        using ImapConnection imap = ImapConnection.Select(run.Server.Port, account, "appended", messages);
        imap.Logout();
    }
}

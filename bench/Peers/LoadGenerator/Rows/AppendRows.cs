using System.Text;

namespace LoadGenerator.Rows;

/// <summary>APPEND, one message a command, each client to a mailbox of an account of its own.</summary>
internal static class AppendRows
{
    public static IEnumerable<Row> All() =>
    [
        Append("append-4k-1", clients: 1, octets: 4096),
        Append("append-4k-20", clients: 20, octets: 4096),
        Append("append-1m-1", clients: 1, octets: 1 << 20),
        Append("append-1m-20", clients: 20, octets: 1 << 20),
    ];

    public static Row Append(string name, int clients, int octets) => new(name, "messages", run =>
    {
        byte[] message = Letters.OfSize(1, octets);
        byte[] command = Encoding.ASCII.GetBytes("APPEND appended (\\Seen) ");
        ImapConnection[] imap = [.. Enumerable.Range(0, clients).Select(i => run.Login($"u{10 + i}"))];
        foreach (ImapConnection client in imap)
            Fixture.Empty(client, "appended");
        int[] done = new int[clients];
        run.Parallel(clients, 1, (client, i) =>
        {
            done[client] = i + 1;
            return imap[client].Append(command, message);
        }, sent: octets);
        for (int i = 0; i < clients; i++)
        {
            imap[i].Run("SELECT appended").Expect(exists: done[i]);
            imap[i].Run("UNSELECT");
            imap[i].Run("DELETE appended");
        }
    }) { CountsOctets = true };
}

using System.Globalization;
using Postroom.Peers.Servers;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>One server's mailbox with all the messages in the same order, with the same flags and dates, and a session that examines it.</summary>
internal sealed class FilledMailbox : IAsyncDisposable
{
    private static readonly string[] Flags = ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted", "\\Draft", "$Forwarded", "Work", "later"];

    private FilledMailbox(MailServer server, RawImap session)
    {
        Server = server;
        Session = session;
    }

    public MailServer Server { get; }

    public RawImap Session { get; }

    public static async Task<FilledMailbox> CreateAsync(MailServer server, IReadOnlyList<TestMessage> messages)
    {
        string account = await server.NewAccountAsync();
        await using (RawImap writer = await server.LoginAsync(account))
        {
            // Where UTF8=ACCEPT is offered, a header with octets above 127 is taken only from who has enabled it (RFC 9755); others pass over the name.
            await writer.OkAsync("ENABLE UTF8=ACCEPT");
            await writer.OkAsync("CREATE compared");
            for (int i = 0; i < messages.Count; i++)
            {
                ImapReply append = await writer.CommandAsync($"APPEND compared ({FlagsOf(i)}) \"{DateOf(i)}\" ", messages[i].Octets);
                if (!append.IsOk)
                    throw new InvalidOperationException($"{server.Name} refused {messages[i].Name}: {append}");
            }
        }

        RawImap session = await server.LoginAsync(account);
        await session.OkAsync("EXAMINE compared");
        return new FilledMailbox(server, session);
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    // Every combination comes up; keywords are rarer.
    private static string FlagsOf(int index)
    {
        var random = new Random(index);
        return string.Join(' ', Flags.Where((_, i) => random.Next(i < 5 ? 4 : 9) == 0));
    }

    // Two years, at noon so that the date is the same in every zone of the servers.
    private static string DateOf(int index) =>
        new DateTimeOffset(2023, 3, 1, 12, 30, 15, TimeSpan.Zero).AddDays(index * 37 % 730).ToString("dd-MMM-yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
}

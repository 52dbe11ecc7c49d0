using System.Net;

namespace Postroom.Peers.Servers;

/// <summary>A server that somebody else started (POSTROOM_TEST_IMAP=host:port, accounts u0 to u49): the suites proven on another server.</summary>
public sealed class ExternalServer(string address) : MailServer
{
    public override string Name => address;

    public override IPEndPoint Imap { get; } = IPEndPoint.Parse(address);

    /// <summary>POSTROOM_TEST_IMAPS, if it has TLS too.</summary>
    public override IPEndPoint? Imaps { get; } =
        Environment.GetEnvironmentVariable("POSTROOM_TEST_IMAPS") is { Length: > 0 } tls ? IPEndPoint.Parse(tls) : null;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Its accounts have been used before: everything but an empty INBOX goes.
    protected override async Task PrepareAsync(string account)
    {
        await using RawImap imap = await LoginAsync(account);
        ImapReply list = await imap.OkAsync("LIST \"\" *");
        foreach (string mailbox in list.Named("LIST").Select(line => line[2].Value).OrderDescending(StringComparer.Ordinal))
        {
            if (mailbox != "INBOX")
                await imap.OkAsync($"DELETE \"{mailbox}\"");
        }
        foreach (string mailbox in (await imap.OkAsync("LSUB \"\" *")).Named("LSUB").Select(line => line[2].Value))
            await imap.OkAsync($"UNSUBSCRIBE \"{mailbox}\"");
        if ((await imap.OkAsync("SELECT INBOX")).Count("EXISTS") > 0)
            await imap.OkAsync("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        await imap.OkAsync("EXPUNGE");
    }
}

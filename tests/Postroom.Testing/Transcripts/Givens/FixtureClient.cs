using System.Globalization;
using System.Text;

namespace Postroom.Testing.Transcripts;

/// <summary>Just enough of an IMAP client to bring about what is given: one command after the other, each must succeed.</summary>
internal sealed class FixtureClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly WireReader _reader;
    private int _tag;

    private FixtureClient(Stream stream)
    {
        _stream = stream;
        _reader = new WireReader(stream);
    }

    public static async ValueTask<FixtureClient> LogInAsync(ITranscriptServer server, TranscriptAccount account, CancellationToken cancellationToken)
    {
        var client = new FixtureClient(await server.ConnectAsync(TranscriptDoor.Plain, cancellationToken));
        await client._reader.ReadReplyAsync(cancellationToken);
        await client.DoAsync($"LOGIN {Quote(account.Name)} {Quote(account.Password)}", cancellationToken);
        return client;
    }

    /// <summary>A mailbox name as rev1 sends it: quoted, modified UTF-7 (RFC 3501 §5.1.3).</summary>
    public static string Name(string name)
    {
        var encoded = new StringBuilder();
        for (int i = 0; i < name.Length;)
        {
            int end = i;
            while (end < name.Length && name[end] is < ' ' or > '~')
                end++;
            if (end > i)
            {
                string base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[i..end])).TrimEnd('=');
                encoded.Append('&').Append(base64.Replace('/', ',')).Append('-');
                i = end;
            }
            else
            {
                encoded.Append(name[i] == '&' ? "&-" : name[i..(i + 1)]);
                i++;
            }
        }

        return Quote(encoded.ToString());
    }

    public static string Quote(string text) => new StringNode(text).ToString();

    /// <exception cref="InvalidOperationException">The server did not say OK.</exception>
    public async ValueTask<IReadOnlyList<Reply>> DoAsync(string command, CancellationToken cancellationToken)
    {
        IReadOnlyList<Reply> replies = await RunAsync(command, null, cancellationToken);
        return replies[^1].Keyword == "OK" ? replies : throw new InvalidOperationException($"What is given could not be made so: {command}: {replies[^1].Wire}");
    }

    public async ValueTask<bool> TryAsync(string command, CancellationToken cancellationToken) =>
        (await RunAsync(command, null, cancellationToken))[^1].Keyword == "OK";

    public async ValueTask AppendAsync(string mailbox, GivenMessage message, CancellationToken cancellationToken)
    {
        string flags = message.Flags.Count == 0 ? "" : $" ({string.Join(' ', message.Flags)})";
        // date-day-fixed = (SP DIGIT) / 2DIGIT: a script may leave the space out.
        string date = message.InternalDate is null ? "" : $" \"{(message.InternalDate is [_, '-', ..] ? " " : "")}{message.InternalDate}\"";
        string command = $"APPEND {Name(mailbox)}{flags}{date} {{{message.Octets.Length}}}";
        IReadOnlyList<Reply> replies = await RunAsync(command, message.Octets, cancellationToken);
        if (replies[^1].Keyword != "OK")
            throw new InvalidOperationException($"What is given could not be made so: {command}: {replies[^1].Wire}");
    }

    /// <summary>A session that selects a mailbox is told of its recent messages, and no later one is (RFC 3501 §2.3.2).</summary>
    public async ValueTask ClaimRecentAsync(string name, CancellationToken cancellationToken)
    {
        await DoAsync($"SELECT {name}", cancellationToken);
        await LeaveAsync(cancellationToken);
    }

    public async ValueTask ExpungeAsync(string name, GivenMailbox mailbox, CancellationToken cancellationToken)
    {
        string gone = string.Join(',', mailbox.Messages.Select((m, i) => m.IsExpunged ? i + 1 : 0).Where(n => n > 0));
        if (gone.Length == 0)
            return;
        // EXPUNGE takes all that are \Deleted. Those that are given so and stay lose the flag meanwhile.
        await DoAsync($"SELECT {name}", cancellationToken);
        string kept = string.Join(',', mailbox.Messages.Select((m, i) => !m.IsExpunged && m.Flags.Contains("\\Deleted", StringComparer.OrdinalIgnoreCase) ? i + 1 : 0).Where(n => n > 0));
        IReadOnlyList<Reply> uids = kept.Length == 0 ? [] : await DoAsync($"FETCH {kept} UID", cancellationToken);
        if (kept.Length > 0)
            await DoAsync($"STORE {kept} -FLAGS.SILENT (\\Deleted)", cancellationToken);
        await DoAsync($"STORE {gone} +FLAGS.SILENT (\\Deleted)", cancellationToken);
        await DoAsync("EXPUNGE", cancellationToken);
        foreach (Reply fetched in uids.Where(r => r.Keyword == "FETCH"))
        {
            IReadOnlyList<Node> items = ((ListNode)fetched.Data[2]).Items;
            int uid = items.ToList().FindIndex(i => i is AtomNode { Text: "UID" });
            await DoAsync($"UID STORE {items[uid + 1]} +FLAGS.SILENT (\\Deleted)", cancellationToken);
        }

        await LeaveAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20)))
            await RunAsync("LOGOUT", null, patience.Token);
        await _stream.DisposeAsync();
    }

    // Leaves the selected state without CLOSE, which would expunge: a SELECT that fails does (RFC 3501 §6.3.1).
    private async ValueTask LeaveAsync(CancellationToken cancellationToken) =>
        await TryAsync("EXAMINE \"no such mailbox\"", cancellationToken);

    private async ValueTask<IReadOnlyList<Reply>> RunAsync(string command, byte[]? literal, CancellationToken cancellationToken)
    {
        string tag = "g" + (++_tag).ToString(CultureInfo.InvariantCulture);
        await SendAsync(Encoding.UTF8.GetBytes($"{tag} {command}\r\n"), cancellationToken);
        var replies = new List<Reply>();
        while (true)
        {
            string wire = await _reader.ReadReplyAsync(cancellationToken)
                ?? throw new InvalidOperationException($"What is given could not be made so: the connection ended at {command}");
            Reply reply = ReplyParser.Parse(wire);
            if (reply.Kind == ReplyKind.Continuation && literal is not null)
            {
                await SendAsync([.. literal, .. "\r\n"u8], cancellationToken);
                continue;
            }

            replies.Add(reply);
            if (reply.Kind == ReplyKind.Tagged && reply.Tag == tag)
                return replies;
        }
    }

    private async ValueTask SendAsync(byte[] octets, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(octets, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }
}

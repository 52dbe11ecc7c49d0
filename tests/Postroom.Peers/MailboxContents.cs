using System.Globalization;
using System.Text;

namespace Postroom.Peers;

/// <summary>One message as the server has it.</summary>
/// <param name="Flags">Sorted, without \Recent, in lower case.</param>
public sealed record StoredMessage(uint Uid, string Flags, DateTimeOffset InternalDate, byte[] Octets)
{
    public string Text => Encoding.Latin1.GetString(Octets);

    /// <summary>The Subject field's value as it stands, or an empty string.</summary>
    public string Subject => SubjectOf(Octets);

    /// <summary>The same for a message in a file, whichever way its lines end.</summary>
    public static string SubjectOf(byte[] octets)
    {
        string? line = Encoding.Latin1.GetString(octets).Split('\n').TakeWhile(l => l.Trim().Length > 0)
            .FirstOrDefault(l => l.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase));
        return line is null ? "" : line[8..].Trim();
    }

    public bool Has(string flag) => Flags.Split(' ').Contains(flag.ToLowerInvariant());
}

/// <summary>All of a mailbox, read by EXAMINE and FETCH: what the tests compare a client's work with.</summary>
public sealed record MailboxContents(uint UidValidity, uint UidNext, IReadOnlyList<StoredMessage> Messages)
{
    public StoredMessage this[string subject] =>
        Messages.SingleOrDefault(m => m.Subject == subject)
        ?? throw new InvalidOperationException($"not exactly one message \"{subject}\" among: {this}");

    public IEnumerable<string> Subjects => Messages.Select(m => m.Subject);

    public static async Task<MailboxContents> ReadAsync(RawImap imap, string mailbox)
    {
        ImapReply examine = await imap.OkAsync($"EXAMINE \"{mailbox}\"");
        uint Code(string name) => (from line in examine.Untagged
                                   where line[0].IsAtom("OK") && line[1].Value.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)
                                   select uint.Parse(line[1].Value.AsSpan(name.Length + 1), CultureInfo.InvariantCulture)).Single();
        List<StoredMessage> messages = [];
        if (examine.Count("EXISTS") > 0)
        {
            ImapReply fetch = await imap.OkAsync("FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])");
            messages.AddRange(fetch.Fetched().Where(f => f.Items.ContainsKey("BODY[]")).Select(f => new StoredMessage(
                uint.Parse(f.Items["UID"].Value, CultureInfo.InvariantCulture),
                string.Join(' ', f.Items["FLAGS"].Items.Select(i => i.Value.ToLowerInvariant()).Where(i => i != "\\recent").Order(StringComparer.Ordinal)),
                DateTimeOffset.ParseExact(f.Items["INTERNALDATE"].Value.Trim(), "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture),
                f.Items["BODY[]"].Octets)));
        }
        await imap.OkAsync("CLOSE");
        return new MailboxContents(Code("UIDVALIDITY"), Code("UIDNEXT"), messages);
    }

    /// <summary>One line a message: everything that a client that has nothing to do must leave alone.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"UIDVALIDITY {UidValidity} UIDNEXT {UidNext}\n")
        + string.Concat(Messages.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Uid} ({m.Flags}) {m.InternalDate.UtcDateTime:s} {m.Octets.Length} {m.Subject}\n")));
}

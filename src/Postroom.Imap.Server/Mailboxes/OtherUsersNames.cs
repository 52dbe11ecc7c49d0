namespace Postroom.Imap.Server;

/// <summary>What other users' mailboxes are called: PREFIX/ACCOUNT/MAILBOX, the account being one level whatever it is called (RFC 2342 §3, RFC 9051 §5.1.2.1).</summary>
internal sealed class OtherUsersNames(string prefix)
{
    /// <summary>What all of them begin with: as NAMESPACE announces it.</summary>
    internal string Prefix { get; } = prefix + MailboxName.Separator;

    /// <summary>What <paramref name="name"/> is called in the account of <paramref name="owner"/>; null where it is none of its names.</summary>
    /// <remarks>There is one spelling: "inbox" is another name than INBOX here, as it is not the first level.</remarks>
    internal MailboxName? Within(MailboxName name, string owner)
    {
        string begin = Prefix + owner + MailboxName.Separator;
        return name.Value.StartsWith(begin, StringComparison.Ordinal)
            && MailboxName.TryCreate(name.Value[begin.Length..], out MailboxName? within, out _) && within.Given is null
            ? within : null;
    }

    /// <summary>The name above all that others call mailboxes of <paramref name="owner"/>; null where that would be no name.</summary>
    internal MailboxName? Above(string owner) => MailboxName.TryCreate(Prefix + owner, out MailboxName? name, out _) ? name : null;

    /// <summary>True for a name that another user's mailbox could have.</summary>
    internal bool Holds(MailboxName name) => name.Value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What others call a mailbox of <paramref name="owner"/>; null where that would be too long or too deep for a name.</summary>
    internal MailboxName? NameOf(string owner, MailboxName within) =>
        MailboxName.TryCreate(Prefix + owner + MailboxName.Separator + within.Value, out MailboxName? name, out _) ? name : null;
}

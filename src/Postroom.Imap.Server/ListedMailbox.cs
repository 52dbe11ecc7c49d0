using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A name that LIST or LSUB is about to show.</summary>
/// <param name="Name">The name.</param>
/// <param name="Mailbox">Its row; null where there is none (a missing parent, a subscription to nothing).</param>
/// <param name="HasChildren">True if other mailboxes lie below it.</param>
/// <param name="IsSubscribed">True if it is subscribed to.</param>
public sealed record ListedMailbox(MailboxName Name, MailboxInfo? Mailbox, bool HasChildren, bool IsSubscribed)
{
    /// <summary>False for another user's mailbox that may be looked up and not be read: it cannot be selected (RFC 4314 §4).</summary>
    public bool MayRead { get; init; } = true;

    /// <summary>The LIST that shows it; null for LSUB, and where nobody asked.</summary>
    public ListRequest? Request { get; init; }

    /// <summary>True if the client knows \NonExistent: it asked by the extended LIST, or has enabled IMAP4rev2 (RFC 5258 §3, RFC 9051 §7.3.1).</summary>
    public bool TellsNonExistent { get; init; }

    /// <summary>True if RECURSIVEMATCH was asked for and a name below satisfies the selection (CHILDINFO, RFC 5258 §3.5).</summary>
    public bool HasSelectedBelow { get; init; }
}

using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A mailbox that a session named, in the account that it lies in: its own, or another user's, which is open until this is disposed of.</summary>
/// <param name="account">Opened by who is logged in.</param>
/// <param name="mailbox">Its row in that account.</param>
/// <param name="name">What the session calls another user's; null in its own account.</param>
internal sealed class MailboxPlace(MailAccount account, MailboxInfo mailbox, MailboxName? name = null) : IAsyncDisposable
{
    /// <summary>Where it lies: changes are committed here.</summary>
    internal MailAccount Account => account;

    /// <summary>Its row, under the name that the session has for it.</summary>
    internal MailboxInfo Mailbox { get; } = name is null ? mailbox : Named(mailbox, name);

    /// <summary>It is in the session's own account.</summary>
    internal bool IsOwn => name is null;

    /// <summary>What the session may do with it now.</summary>
    internal Right Rights => IsOwn ? Right.Owner : account.RightsOn(mailbox.Id);

    /// <summary>It can be selected, and asked for its numbers.</summary>
    internal bool MayRead => (Rights & Right.Read) != 0;

    /// <summary>Others that the session may look up lie below it.</summary>
    internal bool HasChildren => account.Mailboxes.HasChildren(mailbox.Name);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => IsOwn ? ValueTask.CompletedTask : account.DisposeAsync();

    /// <summary>Another user's mailbox as the session shows it. What its owner uses it for is nothing to go by: a client would send, or throw away, into it.</summary>
    internal static MailboxInfo Named(MailboxInfo mailbox, MailboxName name) => mailbox with { Name = name, SpecialUse = [] };
}

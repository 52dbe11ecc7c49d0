using System.Collections.Immutable;
using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>Everything about an account that commits change: immutable; a commit makes the next one, and what lies between two is what gets written.</summary>
internal sealed record AccountState
{
    internal required AccountCounters Counters { get; init; }

    internal required MailboxList Mailboxes { get; init; }

    internal required ImmutableSortedSet<MailboxName> Subscriptions { get; init; }

    /// <summary>Messages of the mailboxes that are in memory, by mailbox key; the others are loaded when a commit or a session needs them.</summary>
    internal SharedMap<long, MailboxSnapshot> Loaded { get; init; } = new();

    /// <summary>Private flags that are in memory; none in an account that shares nothing.</summary>
    internal SharedMap<OverlayKey, Overlay> Overlays { get; init; } = new();

    /// <summary>Octets of all messages; a message counts once for each mailbox it is in.</summary>
    internal long UsedOctets { get; init; }

    /// <summary>All messages, counted likewise.</summary>
    internal long UsedMessages { get; init; }

    /// <summary>The state with a mailbox changed or added; its counters go into the account's.</summary>
    internal AccountState With(MailboxSnapshot snapshot)
    {
        MailboxInfo? old = Mailboxes.Find(snapshot.Info.Key);
        return this with
        {
            Mailboxes = Mailboxes.With(snapshot.Info),
            Loaded = Loaded.With(snapshot.Info.Key.Value, snapshot),
            UsedOctets = UsedOctets + snapshot.Info.Size - (old?.Size ?? 0),
            UsedMessages = UsedMessages + snapshot.Info.Messages - (old?.Messages ?? 0),
        };
    }

    /// <summary>The state with a row changed whose messages stay as they are.</summary>
    internal AccountState With(MailboxInfo info) => this with
    {
        Mailboxes = Mailboxes.With(info),
        Loaded = Loaded.Find(info.Key.Value) is { Value: var snapshot } ? Loaded.With(info.Key.Value, snapshot.With(info)) : Loaded,
    };

    internal AccountState Without(MailboxInfo info) => this with
    {
        Mailboxes = Mailboxes.Without(info.Key),
        Loaded = Loaded.Without(info.Key.Value),
        Overlays = Overlays.Without(key => key.Mailbox == info.Key.Value),
        UsedOctets = UsedOctets - info.Size,
        UsedMessages = UsedMessages - info.Messages,
    };
}

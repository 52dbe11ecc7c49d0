namespace Postroom.Imap.Server;

/// <summary>The events that can be told of (RFC 5465 §5).</summary>
[Flags]
internal enum NotifyEvents
{
    None = 0,

    /// <summary>MessageNew and MessageExpunge: "both events MUST be specified".</summary>
    Messages = 1,

    /// <summary>FlagChange.</summary>
    Flags = 2,

    /// <summary>MailboxName.</summary>
    Names = 4,

    /// <summary>SubscriptionChange.</summary>
    Subscriptions = 8,
}

namespace Postroom.Mime;

/// <summary>What an entry of an address list is (RFC 9051 §7.5.2, ENVELOPE).</summary>
public enum MailAddressKind
{
    /// <summary>Somebody's address.</summary>
    Mailbox,

    /// <summary>A group begins; its name stands in <see cref="MailAddress.Mailbox"/>.</summary>
    GroupStart,

    /// <summary>The group ends; everything is null.</summary>
    GroupEnd,
}

/// <summary>One address structure of ENVELOPE; null is NIL.</summary>
/// <param name="Kind">Mailbox or group marker.</param>
/// <param name="Name">The display name, unquoted, encoded words left alone; else the comment that old mailers put behind the address.</param>
/// <param name="Route">The obsolete source route (RFC 5322 §4.4, obs-route) without its colon.</param>
/// <param name="Mailbox">The part before the @, unquoted; empty if missing.</param>
/// <param name="Host">The domain or literal; for a mailbox never null (that would make it a group marker), empty if missing.</param>
public readonly record struct MailAddress(
    MailAddressKind Kind,
    ReadOnlyMemory<byte>? Name,
    ReadOnlyMemory<byte>? Route,
    ReadOnlyMemory<byte>? Mailbox,
    ReadOnlyMemory<byte>? Host);

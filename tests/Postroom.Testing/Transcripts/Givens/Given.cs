namespace Postroom.Testing.Transcripts;

/// <summary>Something that holds before anybody connects.</summary>
/// <param name="Line">The line of the script, from 1.</param>
public abstract record Given(int Line);

/// <summary>An account. The first one named is whom connections log in as; the mailboxes below it are its own.</summary>
public sealed record GivenAccount(int Line, string Name, string Password) : Given(Line);

/// <summary>A mailbox with messages in it.</summary>
/// <param name="Line">The line of the script.</param>
/// <param name="Name">As a person writes it: Unicode, levels separated by '/'.</param>
/// <param name="Messages">In the order of their UIDs.</param>
/// <param name="Recent">How many of the last messages no session has been told of as recent; null: nothing is claimed, so all.</param>
/// <param name="SpecialUse">\Trash, \Sent ... (RFC 6154), or null.</param>
/// <param name="IsSubscribed">Is the name subscribed?</param>
public sealed record GivenMailbox(
    int Line, string Name, IReadOnlyList<GivenMessage> Messages, int? Recent, string? SpecialUse, bool IsSubscribed) : Given(Line);

/// <summary>A message, its octets complete.</summary>
/// <param name="Flags">Without \Recent.</param>
/// <param name="InternalDate">As APPEND takes it (RFC 3501 §9, date-time), or null: the time of delivery.</param>
/// <param name="Octets">Header and body, CRLF line ends.</param>
/// <param name="IsExpunged">It was there, has used up its UID, and is gone.</param>
public sealed record GivenMessage(IReadOnlyList<string> Flags, string? InternalDate, byte[] Octets, bool IsExpunged);

/// <summary>One more message for a mailbox, written out.</summary>
public sealed record GivenSingleMessage(int Line, string Mailbox, GivenMessage Message) : Given(Line);

/// <summary>A subscription, whether the mailbox exists or not.</summary>
public sealed record GivenSubscription(int Line, string Name) : Given(Line);

/// <summary>Rights of somebody else on a mailbox of the account above (RFC 4314 §2.1), whether that somebody is given before it or behind.</summary>
public sealed record GivenRights(int Line, string Who, string Rights, string Mailbox) : Given(Line);

/// <summary>Extensions that are switched off, by the names with which they are announced.</summary>
public sealed record GivenWithout(int Line, IReadOnlyList<string> Capabilities) : Given(Line);

/// <summary>A line of the server's configuration.</summary>
public sealed record GivenSetting(int Line, string Key, string Value) : Given(Line);

/// <summary>What time it is. The clock stands still until the script says <c>WHEN ... pass</c>.</summary>
public sealed record GivenClock(int Line, DateTimeOffset Now) : Given(Line);

/// <summary>How a connection begins. Connections that nothing is said of are logged in.</summary>
/// <param name="Line">The line of the script.</param>
/// <param name="Connection">From 1; 0 for all.</param>
/// <param name="LogIn">false: it stops after the greeting.</param>
/// <param name="Account">The account's name; null for the script's own.</param>
/// <param name="Tls">TLS from the first octet.</param>
/// <param name="PreAuthenticated">Greeted with PREAUTH.</param>
public sealed record GivenConnection(int Line, int Connection, bool LogIn, string? Account, bool Tls, bool PreAuthenticated) : Given(Line);

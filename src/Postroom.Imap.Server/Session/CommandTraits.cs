namespace Postroom.Imap.Server;

/// <summary>What a command needs and touches: from this alone the session decides when it may run and which untagged answers may come meanwhile.</summary>
[Flags]
public enum CommandTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>May be given before login (RFC 3501 §3.1).</summary>
    NotAuthenticated = 1 << 0,

    /// <summary>May be given after login with no mailbox selected (RFC 3501 §3.2).</summary>
    Authenticated = 1 << 1,

    /// <summary>May be given with a mailbox selected (RFC 3501 §3.3).</summary>
    Selected = 1 << 2,

    /// <summary>May be given after login, mailbox or not.</summary>
    LoggedIn = Authenticated | Selected,

    /// <summary>May be given at any time.</summary>
    AnyState = NotAuthenticated | LoggedIn,

    /// <summary>Waits for everything sent before it, and holds up everything sent after it.</summary>
    Alone = 1 << 3,

    /// <summary>What follows it may need another grammar, limit or layer: nothing is read until it is done (INVARIANTS 11).</summary>
    StopsReader = 1 << 4,

    /// <summary>Lines that follow belong to it until it is done (DONE, SASL); implies <see cref="StopsReader"/>.</summary>
    TakesLines = (1 << 5) | StopsReader,

    /// <summary>Names messages by sequence number: no EXPUNGE from when it was read until it is over (INVARIANTS 8).</summary>
    UsesSequenceNumbers = 1 << 6,

    /// <summary>Not even at its own end may an EXPUNGE come: FETCH, STORE, SEARCH (RFC 3501 §7.4.1).</summary>
    ForbidsExpunge = 1 << 7,

    /// <summary>Its answer depends on the selected mailbox's messages or flags.</summary>
    ReadsMessages = 1 << 8,

    /// <summary>Changes messages or flags, of the selected mailbox or another.</summary>
    WritesMessages = 1 << 9,

    /// <summary>Its answer depends on which mailboxes there are, or their counts.</summary>
    ReadsMailboxes = 1 << 10,

    /// <summary>Changes which mailboxes or subscriptions there are.</summary>
    WritesMailboxes = 1 << 11,

    /// <summary>May take long: what does not depend on it goes past it (RFC 3501 §5.5).</summary>
    MayBeOvertaken = 1 << 12,

    /// <summary>Its arguments are secret: wiped after use, never logged.</summary>
    Secret = 1 << 13,

    /// <summary>Ends without telling what changed in the mailbox: it leaves the mailbox, or the session.</summary>
    TellsNothing = 1 << 14,

    /// <summary>Is done in a moment: from memory, or with a few small reads, or one small commit. The thread that read it may run it.</summary>
    Quick = 1 << 15,

    /// <summary>Neither takes nor tells names or text: may be given before ENABLE where UTF8=ONLY wants that first (RFC 9755).</summary>
    WithoutText = 1 << 16,
}

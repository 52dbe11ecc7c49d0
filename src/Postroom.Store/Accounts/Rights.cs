namespace Postroom.Store;

/// <summary>What one may do to a mailbox or an account (after RFC 4314 §2.1; the letters are its).</summary>
/// <remarks>The numbers are in files.</remarks>
[Flags]
public enum Right
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>l: the mailbox is there at all.</summary>
    Lookup = 1,

    /// <summary>r: its messages can be read.</summary>
    Read = 2,

    /// <summary>s: \Seen is kept.</summary>
    KeepSeen = 4,

    /// <summary>w: flags other than \Seen and \Deleted are kept.</summary>
    Write = 8,

    /// <summary>i: messages come in.</summary>
    Insert = 16,

    /// <summary>k: mailboxes are made.</summary>
    Create = 32,

    /// <summary>x: the mailbox is deleted or renamed.</summary>
    DeleteMailbox = 64,

    /// <summary>t: \Deleted is kept.</summary>
    DeleteMessages = 128,

    /// <summary>e: messages are expunged.</summary>
    Expunge = 256,

    /// <summary>The server's own: quota, sweeping. Nobody is given it.</summary>
    Administer = 512,

    /// <summary>a: others are given rights.</summary>
    Share = 1024,

    /// <summary>What the person who has the account may do to it: not its quota.</summary>
    Owner = Lookup | Read | KeepSeen | Write | Insert | Create | DeleteMailbox | DeleteMessages | Expunge | Share,
}

/// <summary>The one place in which rights are computed: every call on mail asks here.</summary>
internal static class Rights
{
    private const Right Reading = Right.Lookup | Right.Read;

    /// <summary>What <paramref name="actor"/> may do with the whole account of <paramref name="owner"/>: the owner everything but administer, the server everything, others nothing.</summary>
    internal static Right Of(Principal actor, AccountId owner) =>
        actor.IsSystem ? Right.Owner | Right.Administer : actor.Account == owner ? Right.Owner : Right.None;

    /// <summary>What <paramref name="actor"/> may do with one mailbox of it: others what they were given there, and who proved nothing only reads.</summary>
    internal static Right Of(Principal actor, AccountId owner, MailboxInfo mailbox) =>
        IsForeign(actor, owner) ? Of(actor, mailbox.Find(actor.Account)) : Of(actor, owner);

    /// <summary>What somebody else than the owner may do where their row is <paramref name="row"/>.</summary>
    internal static Right Of(Principal actor, MailboxPrincipal? row) => (row?.Rights ?? Right.None) & (actor.IsAnonymous ? Reading : Right.Owner);

    /// <summary>True for someone who is neither the owner nor the server: sees shared mailboxes, with private flags of their own.</summary>
    internal static bool IsForeign(Principal actor, AccountId owner) => !actor.IsSystem && actor.Account != owner;

    internal static bool Allow(Principal actor, AccountId owner, Right wanted) => (Of(actor, owner) & wanted) == wanted;

    /// <summary>The flags that <paramref name="rights"/> let one set and clear (RFC 4314 §4).</summary>
    internal static ulong Settable(Right rights) =>
        ((rights & Right.KeepSeen) != 0 ? (ulong)FlagBits.Seen : 0)
        | ((rights & Right.DeleteMessages) != 0 ? (ulong)FlagBits.Deleted : 0)
        | ((rights & Right.Write) != 0 ? ~(ulong)(FlagBits.Seen | FlagBits.Deleted) : 0);
}

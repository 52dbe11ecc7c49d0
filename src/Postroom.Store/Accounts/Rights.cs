namespace Postroom.Store;

/// <summary>What one may do to a mailbox or an account (after RFC 4314 §2.1).</summary>
[Flags]
internal enum Right
{
    Lookup = 1,
    Read = 2,
    KeepSeen = 4,
    Write = 8,
    Insert = 16,
    Create = 32,
    DeleteMailbox = 64,
    DeleteMessages = 128,
    Expunge = 256,
    Administer = 512,

    /// <summary>What the person who has the account may do to it: not its quota.</summary>
    Owner = Lookup | Read | KeepSeen | Write | Insert | Create | DeleteMailbox | DeleteMessages | Expunge,
}

/// <summary>The one place in which rights are computed: every call on mail asks here.</summary>
internal static class Rights
{
    /// <summary>What <paramref name="actor"/> may do with the mail of <paramref name="owner"/>: the owner everything but administer, the server everything, others nothing.</summary>
    internal static Right Of(Principal actor, AccountId owner) =>
        actor.IsSystem ? Right.Owner | Right.Administer : actor.Account == owner ? Right.Owner : 0;

    internal static bool Allow(Principal actor, AccountId owner, Right wanted) => (Of(actor, owner) & wanted) == wanted;
}

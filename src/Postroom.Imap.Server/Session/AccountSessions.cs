namespace Postroom.Imap.Server;

/// <summary>One account's sessions: most have one, for which no set is kept.</summary>
internal readonly struct AccountSessions
{
    private readonly ImapSession? _only;
    private readonly HashSet<ImapSession>? _all;

    private AccountSessions(ImapSession only) => _only = only;

    private AccountSessions(HashSet<ImapSession> all) => _all = all;

    internal int Count => _all?.Count ?? (_only is null ? 0 : 1);

    internal IEnumerable<ImapSession> All => _all ?? (_only is null ? [] : (IEnumerable<ImapSession>)[_only]);

    /// <summary>With another one, which is not among them yet; a set that there was changes.</summary>
    internal AccountSessions With(ImapSession session)
    {
        if (Count == 0)
        {
            return new(session);
        }

        HashSet<ImapSession> all = _all ?? [_only!];
        all.Add(session);
        return new(all);
    }

    /// <summary>Without one, if it is among them; a set that there was changes.</summary>
    internal AccountSessions Without(ImapSession session)
    {
        _all?.Remove(session);
        return ReferenceEquals(_only, session) ? default : this;
    }
}

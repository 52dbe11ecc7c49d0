using Postroom.Imap;

namespace Postroom.Store.State;

// What principals besides the owner have for themselves (INVARIANTS 13). A mailbox that is not shared has no such list and does none of this.
internal sealed partial class MailboxDraft
{
    private List<PrincipalDraft>? _principals;
    private bool _principalsChanged;

    /// <summary>Those who have rights on it, by now.</summary>
    internal IReadOnlyList<PrincipalDraft> Principals => _principals ?? [];

    /// <summary>Flags that each of them has for themselves.</summary>
    internal FlagBits PrivateFlags => _info.PrivateFlags;

    internal PrincipalDraft? Find(AccountId account) => _principals?.Find(principal => principal.Row.Account == account);

    /// <summary>The private flags that were loaded, as they are by now, by principal's number.</summary>
    internal IEnumerable<(int Number, Overlay Overlay)> Overlays() =>
        _principals?.Where(static principal => principal.Overlay is not null).Select(static principal => (principal.Row.Number, principal.Overlay!.Current())) ?? [];

    private IReadOnlyList<MailboxPrincipal> CurrentPrincipals()
    {
        _principalsChanged = false;
        if (_principals is null)
        {
            return _info.Principals;
        }

        var rows = new MailboxPrincipal[_principals.Count];
        bool changed = false;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = _principals[i].Current(_messages, Chunks);
            changed |= !ReferenceEquals(rows[i], _info.Principals[i]);
        }

        return changed ? rows : _info.Principals;
    }

    private void ResetPrincipals()
    {
        if (_principals is null && _info.Principals.Count == 0)
        {
            return;
        }

        List<PrincipalDraft>? before = _principals;
        _principals = new List<PrincipalDraft>(_info.Principals.Count);
        foreach (MailboxPrincipal row in _info.Principals)
        {
            PrincipalDraft draft = before?.Find(one => one.Row.Number == row.Number) ?? new PrincipalDraft(row);
            draft.Change(row);
            _principals.Add(draft);
        }
    }

    private void AddToPrincipals(uint uid, ulong flags, PrincipalDraft? adder)
    {
        if (_principals is null)
        {
            return;
        }

        foreach (PrincipalDraft principal in _principals)
        {
            AddTo(principal, uid, principal == adder ? flags : 0);
        }
    }

    // A chunk that came in at once: to all but who brought it its first message is new.
    private void AddToPrincipals(MessageChunk chunk, byte[]? flags, PrincipalDraft? adder)
    {
        foreach (PrincipalDraft principal in Principals)
        {
            if (principal != adder || flags is null)
            {
                principal.Unseen(chunk.Columns.Uids[0]);
                continue;
            }

            for (int i = 0; i < flags.Length; i++)
            {
                AddTo(principal, chunk.Columns.Uids[i], flags[i]);
            }
        }
    }

    private void AddTo(PrincipalDraft adder, uint uid, ulong flags)
    {
        if (flags != 0)
        {
            adder.Set(uid, flags, _modSeq);
        }
        else
        {
            adder.Unseen(uid);
        }
    }

    private void RemoveFromPrincipals(UidSet uids)
    {
        foreach (PrincipalDraft principal in Principals)
        {
            principal.Remove(uids);
        }
    }

    private void RemoveFromPrincipals(uint uid)
    {
        foreach (PrincipalDraft principal in Principals)
        {
            principal.Remove(uid);
        }
    }

    private void ChangePrivate(PrincipalDraft? actor, uint uid, FlagChangeKind kind, ulong flags, ulong settable)
    {
        if (actor is null || settable == 0)
        {
            return;
        }

        ulong old = actor.Overlay!.Find(uid).Flags;
        ulong now = new FlagWord(old, []).Change(kind, new FlagWord(flags & settable, []), settable).Bits;
        if (now != old)
        {
            actor.Set(uid, now, _modSeq);
            _principalsChanged = true;
            ArePrivateFlagsChanged = true;
        }
    }

    /// <summary>Something changed for one principal only: their HIGHESTMODSEQ is the commit's, the mailbox's stays.</summary>
    internal bool ArePrivateFlagsChanged { get; private set; }
}

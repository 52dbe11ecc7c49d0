using Postroom.Imap;

namespace Postroom.Store.State;

// Who acts besides the owner: what they may change, and which flags they have for themselves (INVARIANTS 13).
internal sealed partial class CommitDraft
{
    private const FlagBits MayBePrivate = FlagNames.SystemMask & ~FlagBits.Deleted;

    // Null for the owner and the server: the shared set is theirs whole.
    private PrincipalDraft? ActorIn(MailboxDraft mailbox) => Rights.IsForeign(_actor, _owner) ? mailbox.Find(_actor.Account) : null;

    private ulong Settable(MailboxDraft mailbox) => TermsIn(mailbox).Settable;

    private bool MayWrite(MailboxDraft mailbox) => TermsIn(mailbox).HasKeywords;

    // One flag that may be changed is enough (RFC 4314 §4).
    private static bool MayChange(ChangeFlags change, ulong settable)
    {
        if (change.Kind == FlagChangeKind.Replace || change.Flags.Count == 0)
        {
            return settable != 0;
        }

        foreach (Flag flag in change.Flags)
        {
            FlagBits bit = flag.IsSystem ? FlagNames.BitOf(flag) : FlagBits.HasMoreKeywords;
            if (bit == FlagBits.None || (settable & (ulong)bit) != 0)
            {
                return settable != 0;
            }
        }

        return false;
    }

    // A new message's flags: what the actor may set there (RFC 4314 §4), shared and their own.
    private (FlagWord Shared, ulong Private) Split(MailboxDraft mailbox, FlagWord word) => TermsIn(mailbox).Split(word);

    private CopyTerms TermsIn(MailboxDraft mailbox) => TermsOf(_actor, _owner, ActorIn(mailbox)?.Row, mailbox.PrivateFlags);

    /// <summary>Which flags come with a message that <paramref name="actor"/> brings into a mailbox where they are <paramref name="row"/>.</summary>
    internal static CopyTerms TermsOf(Principal actor, AccountId owner, MailboxPrincipal? row, FlagBits own) => Rights.IsForeign(actor, owner)
        ? new CopyTerms(Rights.Settable(Rights.Of(actor, row)), (ulong)own)
        : new CopyTerms(ulong.MaxValue, 0);

    private ulong AsSeenByActor(MailboxDraft mailbox, uint uid, ulong shared)
    {
        ulong own = (ulong)mailbox.PrivateFlags;
        return ActorIn(mailbox) is { } actor ? (shared & ~own) | (actor.Overlay!.Find(uid).Flags & own) : shared;
    }

    private async ValueTask LoadAsync(MailboxInfo info, PrincipalDraft principal)
    {
        if (principal.Overlay is null)
        {
            Overlay overlay = _state.Overlays.Find(new(info.Key.Value, principal.Row.Number))?.Value
                ?? await _rows.LoadAsync(info, principal.Row).ConfigureAwait(false);
            principal.Overlay = new OverlayDraft(overlay);
        }
    }

    // Before messages go: everyone's counts change with them.
    private async ValueTask LoadPrincipalsAsync(MailboxDraft mailbox)
    {
        foreach (PrincipalDraft principal in mailbox.Principals)
        {
            await LoadAsync(mailbox.Current().Info, principal).ConfigureAwait(false);
        }
    }

    private async ValueTask<Outcome?> GiveAsync(GiveRights give)
    {
        if (await OpenAsync(give.Mailbox, Right.Share).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        if (give.Principal == _owner || give.Principal.IsEmpty || (give.Rights & ~Right.Owner) != 0)
        {
            return Refuse(RefusalReason.Cannot, "These rights cannot be given.");
        }

        MailboxInfo info = mailbox.Current().Info;
        MailboxPrincipal? there = info.Find(give.Principal);
        MailboxInfo given = (there, give.Rights) switch
        {
            (null, Right.None) => info,
            (null, _) => info with
            {
                LastPrincipal = info.LastPrincipal + 1,
                Principals = [.. info.Principals, NewPrincipal(info, give)],
            },
            (_, Right.None) => info with { Principals = [.. info.Principals.Where(one => one != there)] },
            _ => info with { Principals = [.. info.Principals.Select(one => one == there ? one with { Rights = give.Rights } : one)] },
        };
        if (given.Principals.Count > _options.MaxPrincipals)
        {
            return Refuse(RefusalReason.Limit, "Too many have rights on the mailbox.");
        }

        if (given != info)
        {
            mailbox.Change(given with { RowModSeq = _modSeq });
            NamesTouched(info.Key); // to somebody the mailbox appears, or is gone
            if (there is not null && give.Rights == Right.None)
            {
                _state = _state with { Overlays = _state.Overlays.Without(new OverlayKey(info.Key.Value, there.Number)) };
            }
        }

        return new RightsGiven();
    }

    private MailboxPrincipal NewPrincipal(MailboxInfo info, GiveRights give)
    {
        MailboxPrincipal made = new(give.Principal, info.LastPrincipal + 1, give.Rights, _modSeq, _modSeq, Seen: 0, FirstUnseen: 0);
        MailboxSnapshot now = _drafts[info.Key.Value].Current();
        return now.Count == 0 ? made : made with { FirstUnseen = now.Chunks[0].Columns.Uids[0] };
    }

    private async ValueTask<Outcome?> SetPrivateFlagsAsync(SetPrivateFlags policy)
    {
        if (await OpenAsync(policy.Mailbox, Right.Share).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        MailboxInfo info = mailbox.Current().Info;
        if ((policy.Flags & ~MayBePrivate) != 0)
        {
            return Refuse(RefusalReason.Cannot, "These flags cannot be private.");
        }

        if (info.PrivateFlags != policy.Flags)
        {
            if (info.Principals.Count > 0)
            {
                return Refuse(RefusalReason.Cannot, "Somebody has private flags in the mailbox already.");
            }

            mailbox.Change(info with { PrivateFlags = policy.Flags, RowModSeq = _modSeq });
            NamesTouched(info.Key);
        }

        return new PrivateFlagsSet();
    }
}

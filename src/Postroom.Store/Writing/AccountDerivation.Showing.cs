using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

// What clients see of a UID changes only together with the UIDVALIDITY of every mailbox that shows it (INVARIANTS 4).
internal sealed partial class AccountDerivation
{
    private const int ShownOctets = 16 << 20; // a commit: a mailbox whose messages change in several is renewed several times

    private const int MaxRounds = 5; // somebody may copy the same messages over and over

    private readonly HashSet<EmailKey> _visible = [];

    private async ValueTask ShowAsync(CancellationToken cancellationToken)
    {
        HashSet<long> since = [];
        await core.BetweenAsync(() => core.Named.Add(since)).ConfigureAwait(false);
        try
        {
            // Those that got an entry while their mailboxes were looked up are left for another round, or for another day.
            for (int round = 0; round < MaxRounds && _visible.Count > 0; round++)
            {
                await core.BetweenAsync(since.Clear).ConfigureAwait(false);
                await ShowOnceAsync(since, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await core.BetweenAsync(() => core.Named.Remove(since)).ConfigureAwait(false);
        }

        _differing += _visible.Count;
    }

    private async ValueTask ShowOnceAsync(HashSet<long> since, CancellationToken cancellationToken)
    {
        Dictionary<EmailKey, HashSet<MailboxKey>> mailboxes = await FindMailboxesAsync(cancellationToken).ConfigureAwait(false);
        var some = new List<RemadeEmail>();
        long octets = 0;
        foreach ((EmailKey email, HashSet<MailboxKey> shownIn) in mailboxes.OrderBy(static pair => pair.Value.Count == 0 ? 0 : pair.Value.Min(static key => key.Value)))
        {
            if (await ParseAsync(email, await SizeAsync(email, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is not { } rows)
            {
                _visible.Remove(email);
                continue;
            }

            some.Add(new RemadeEmail(email, rows));
            octets += rows.Derived.Length + rows.Header.Length;
            if (octets >= ShownOctets)
            {
                await CommitShownAsync(some, mailboxes, since, cancellationToken).ConfigureAwait(false);
                some.Clear();
                octets = 0;
            }
        }

        await CommitShownAsync(some, mailboxes, since, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CommitShownAsync(
        List<RemadeEmail> some, Dictionary<EmailKey, HashSet<MailboxKey>> mailboxes, HashSet<long> since, CancellationToken cancellationToken)
    {
        MailboxKey[] shownIn = [.. some.SelectMany(remade => mailboxes[remade.Email]).Distinct()];
        CommitResult result = await CommitAsync([new RenewMailboxes(shownIn), new ReplaceDerived([.. some], since.Contains)], cancellationToken).ConfigureAwait(false);
        var replaced = (DerivedReplaced)result.Outcomes[1];
        _renewed += ((MailboxesRenewed)result.Outcomes[0]).Count;
        _replaced += replaced.Count;
        _visible.ExceptWith(some.Select(static remade => remade.Email).Except(replaced.Left));
    }

    // Each email of _visible with the mailboxes whose rows name it.
    private async ValueTask<Dictionary<EmailKey, HashSet<MailboxKey>>> FindMailboxesAsync(CancellationToken cancellationToken)
    {
        Dictionary<EmailKey, HashSet<MailboxKey>> mailboxes = _visible.ToDictionary(static email => email, static _ => new HashSet<MailboxKey>());
        Dictionary<long, (MailboxInfo Mailbox, uint Shift)> owners = core.State.Mailboxes
            .SelectMany(static mailbox => mailbox.Stretches().Select(part => (part.Stretch, mailbox)))
            .ToDictionary(static part => part.Stretch.Rows, static part => (part.mailbox, part.Stretch.Shift));
        using EngineUse use = await core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in AccountLoading
            .ScanAsync(use.Engine, StoreTable.ChunkFixed, AccountLoading.Lowest, AccountLoading.Highest, cancellationToken).ConfigureAwait(false))
        {
            if (!owners.TryGetValue(key.Major, out (MailboxInfo Mailbox, uint Shift) owner) || !owner.Mailbox.HasChunkAt((uint)key.Minor + owner.Shift, key.Major))
            {
                continue; // no mailbox's yet: a copy that is shown meanwhile notes its emails. Or no longer: the messages were expunged
            }

            foreach (long email in ChunkCodec.ReadFixed(value.Span, 0).Emails)
            {
                if (mailboxes.TryGetValue(new EmailKey(email), out HashSet<MailboxKey>? shownIn))
                {
                    shownIn.Add(owner.Mailbox.Key);
                }
            }
        }

        return mailboxes;
    }
}

namespace Postroom.Testing.Transcripts;

/// <summary>Makes true what is given over IMAP itself (CREATE, APPEND, STORE, SUBSCRIBE), so that it works with any server.</summary>
/// <remarks>A server's own fixture says how accounts are made, and overrides what IMAP has no command for.</remarks>
public abstract class ImapFixture(ITranscriptServer server) : ITranscriptFixture
{
    /// <inheritdoc/>
    public async ValueTask<TranscriptAccount> ApplyAsync(IReadOnlyList<Given> givens, CancellationToken cancellationToken)
    {
        await ConfigureAsync([.. givens.Where(g => g is GivenWithout or GivenSetting or GivenClock or GivenConnection)], cancellationToken);
        TranscriptAccount? first = null;
        var own = new List<Given>();
        var rights = new List<(TranscriptAccount Owner, GivenRights Given)>();
        TranscriptAccount? account = null;
        foreach (Given given in givens)
        {
            if (given is GivenAccount named)
            {
                await FillAsync(account, own, cancellationToken);
                own.Clear();
                account = new TranscriptAccount(named.Name, named.Password);
                await AddAccountAsync(account, cancellationToken);
                first ??= account;
            }
            else if (given is GivenMailbox or GivenSingleMessage or GivenSubscription)
            {
                account ??= first ??= await AddFreshAccountAsync(cancellationToken);
                own.Add(given);
            }
            else if (given is GivenRights shared)
            {
                rights.Add((account ?? throw new TranscriptUnsupportedException("rights are on a mailbox of the account above"), shared));
            }
        }

        await FillAsync(account, own, cancellationToken);
        foreach ((TranscriptAccount owner, GivenRights given) in rights)
            await GiveRightsAsync(owner, given, cancellationToken);
        return first ?? await AddFreshAccountAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public virtual ValueTask AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken) =>
        throw new TranscriptUnsupportedException("this server's clock cannot be set");

    /// <summary>Gives others rights on a mailbox, when all accounts are there. Here: how the server names others is not known.</summary>
    protected virtual ValueTask GiveRightsAsync(TranscriptAccount owner, GivenRights given, CancellationToken cancellationToken) =>
        throw new TranscriptUnsupportedException("this server's rights cannot be set");

    /// <summary>An account that nobody has used, under a name of the fixture's choice.</summary>
    protected abstract ValueTask<TranscriptAccount> AddFreshAccountAsync(CancellationToken cancellationToken);

    /// <summary>An account by this name, empty but for INBOX.</summary>
    protected abstract ValueTask AddAccountAsync(TranscriptAccount account, CancellationToken cancellationToken);

    /// <summary>Settings, clock, doors, extensions switched off: what has to stand before anybody connects. Here: none can be had.</summary>
    protected virtual ValueTask ConfigureAsync(IReadOnlyList<Given> givens, CancellationToken cancellationToken)
    {
        foreach (Given given in givens)
        {
            if (given is GivenConnection { PreAuthenticated: false, Tls: false })
                continue;
            throw new TranscriptUnsupportedException($"this server cannot be given what line {given.Line} says");
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Brings an account that was used before back to an empty INBOX and nothing else.</summary>
    protected async ValueTask EmptyAsync(TranscriptAccount account, CancellationToken cancellationToken)
    {
        await using FixtureClient client = await FixtureClient.LogInAsync(server, account, cancellationToken);
        foreach (string command in new[] { "LIST \"\" *", "LSUB \"\" *" })
        {
            IReadOnlyList<Reply> replies = await client.DoAsync(command, cancellationToken);
            foreach (string name in replies.Where(r => r.Keyword is "LIST" or "LSUB").Select(r => Text(r.Data[^1])).OrderDescending(StringComparer.Ordinal))
            {
                if (command[1] == 'S')
                    await client.DoAsync($"UNSUBSCRIBE {FixtureClient.Quote(name)}", cancellationToken);
                else if (!name.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
                    await client.TryAsync($"DELETE {FixtureClient.Quote(name)}", cancellationToken);
            }
        }

        await client.DoAsync("SELECT INBOX", cancellationToken);
        await client.TryAsync("STORE 1:* +FLAGS.SILENT (\\Deleted)", cancellationToken);
        await client.DoAsync("CLOSE", cancellationToken);
    }

    private async ValueTask FillAsync(TranscriptAccount? account, List<Given> givens, CancellationToken cancellationToken)
    {
        if (account is null || givens.Count == 0)
            return;
        await using FixtureClient client = await FixtureClient.LogInAsync(server, account, cancellationToken);
        foreach (Given given in givens)
        {
            switch (given)
            {
                case GivenMailbox mailbox:
                    await FillMailboxAsync(client, mailbox, cancellationToken);
                    break;
                case GivenSingleMessage single:
                    await client.AppendAsync(single.Mailbox, single.Message, cancellationToken);
                    break;
                case GivenSubscription subscription:
                    await client.DoAsync($"SUBSCRIBE {FixtureClient.Name(subscription.Name)}", cancellationToken);
                    break;
            }
        }
    }

    private static async ValueTask FillMailboxAsync(FixtureClient client, GivenMailbox mailbox, CancellationToken cancellationToken)
    {
        string name = FixtureClient.Name(mailbox.Name);
        string use = mailbox.SpecialUse is null ? "" : $" (USE ({mailbox.SpecialUse}))";
        if (!mailbox.Name.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
            && !await client.TryAsync($"CREATE {name}{use}", cancellationToken))
        {
            throw new TranscriptUnsupportedException($"this server does not create {mailbox.Name}{use}");
        }

        if (mailbox.IsSubscribed)
            await client.DoAsync($"SUBSCRIBE {name}", cancellationToken);
        int old = mailbox.Messages.Count - (mailbox.Recent ?? mailbox.Messages.Count);
        for (int i = 0; i < mailbox.Messages.Count; i++)
        {
            if (i == old && old > 0)
                await client.ClaimRecentAsync(name, cancellationToken);
            await client.AppendAsync(mailbox.Name, mailbox.Messages[i], cancellationToken);
        }

        if (old > 0 && old == mailbox.Messages.Count)
            await client.ClaimRecentAsync(name, cancellationToken);
        await client.ExpungeAsync(name, mailbox, cancellationToken);
    }

    private static string Text(Node node) => node is StringNode text ? text.Text : node.ToString()!;
}

using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>Some clients of one account and the mailboxes they change; everything by chance, but the same for the same seed.</summary>
internal sealed partial class ModelWorld(ImapServerFixture server, int seed) : IAsyncDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<ModelClient> _clients = [];
    private readonly List<ModelClient> _watchers = []; // do nothing but hear
    private readonly List<ModelMailbox> _mailboxes = [new("INBOX"), new("box0")];
    private int _named;

    private static readonly (ModelDialect Dialect, ModelNews News)[] Kinds =
    [
        (ModelDialect.Plain, ModelNews.None), (ModelDialect.Plain, ModelNews.Delayed), (ModelDialect.CondStore, ModelNews.Selected), (ModelDialect.QResync, ModelNews.None),
        (ModelDialect.QResync, ModelNews.Delayed), (ModelDialect.QResync, ModelNews.Selected), (ModelDialect.UidOnly, ModelNews.None), (ModelDialect.UidOnly, ModelNews.Selected),
    ];

    public static async Task<ModelWorld> StartAsync(ImapServerFixture server, int seed)
    {
        var world = new ModelWorld(server, seed);
        foreach ((ModelDialect dialect, ModelNews news) in Kinds)
        {
            world._clients.Add(await ModelClient.StartAsync(server, dialect, news));
        }

        await world._clients[0].DoAsync("CREATE box0");
        world._watchers.Add(await ModelClient.StartAsync(server, ModelDialect.Plain));
        world._watchers.Add(await ModelClient.StartAsync(server, ModelDialect.CondStore));
        foreach (ModelClient client in world._clients.Where(static client => client.News != ModelNews.None).Concat(world._watchers))
        {
            await client.WatchAsync();
        }

        return world;
    }

    /// <summary>One client does one thing.</summary>
    public async Task StepAsync()
    {
        ModelClient client = _clients[_random.Next(_clients.Count)];
        try
        {
            await client.EndIdleAsync(); // it chooses by what it was told
            await client.LearnAsync();
            if (client.Selected is null)
            {
                await client.SelectAsync(AnyMailbox(), _random.Next(4) == 0);
            }
            else if (_random.Next(12) == 0)
            {
                await ChangeMailboxesAsync(client);
            }
            else
            {
                await ModelSteps.DoAnyAsync(client, _random, AnyMailbox);
            }

            Remember(client);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"The client ({client.Dialect}, {client.News}, {client.Selected?.Name}) had said and heard:\n{client.Said}", fault);
        }
    }

    /// <summary>Every picture is what there is, and from every memory a client gets there.</summary>
    public async Task CompareAsync()
    {
        foreach (ModelClient client in _clients.Where(static client => client.Selected is not null))
        {
            await client.DoAsync("NOOP");
            await client.LearnAsync();
            await CompareAsync(client);
            Remember(client);
        }

        await CompareAccountsAsync();
        foreach (ModelMailbox mailbox in _mailboxes)
        {
            MailboxPicture truth = await TruthAsync(mailbox);
            await using ModelClient client = await ModelClient.StartAsync(server, ModelDialect.QResync);
            foreach (ModelMailbox.Memory memory in mailbox.Memories)
            {
                await ResynchronizeAsync(client, mailbox, memory, truth);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ModelClient client in _clients.Concat(_watchers))
        {
            await client.DisposeAsync();
        }
    }

    private ModelMailbox AnyMailbox() => _mailboxes[_random.Next(_mailboxes.Count)];

    private void Remember(ModelClient client)
    {
        if (client is { Dialect: not ModelDialect.Plain, Selected.IsDeleted: false, Picture: { IsWhole: true, ModSeq: > 0 } } && _random.Next(4) == 0)
        {
            client.Selected.Remember(client.Picture, _random);
        }
    }

    private async Task CompareAsync(ModelClient client)
    {
        if (client.Selected!.IsDeleted)
        {
            Assert.Empty(client.Picture.Messages);
            await client.LeaveAsync("UNSELECT");
            return;
        }

        MailboxPicture truth = await TruthAsync(client.Selected);
        Assert.True(client.Picture.IsWhole, $"{client.Dialect} in {client.Selected.Name} was not told of all:\n{client.Said}");
        Assert.True(Same(truth.ToFlags(), client.Picture.ToFlags()), $"{client.Dialect} in {client.Selected.Name}: {Difference(truth.ToFlags(), client.Picture.ToFlags())}\n{client.Said}");
        if (client.Dialect != ModelDialect.Plain)
        {
            Assert.Equal(truth.Messages.Select(static message => message.ModSeq), client.Picture.Messages.Select(static message => message.ModSeq));
        }
    }

    private static async Task ResynchronizeAsync(ModelClient client, ModelMailbox mailbox, ModelMailbox.Memory memory, MailboxPicture truth)
    {
        var picture = new SortedDictionary<uint, string>(memory.Flags);
        MailboxPicture told = await client.ResynchronizeAsync(mailbox, memory, picture);
        Assert.Equal(truth.UidValidity, told.UidValidity);
        Assert.Equal(truth.UidValidity, memory.UidValidity);
        Assert.True(Same(truth.ToFlags(), picture), $"{mailbox.Name} from {memory.ModSeq}: {Difference(truth.ToFlags(), picture)}\n{client.Said}");
    }

    // NOTIFY's picture of all mailboxes is what a fresh LIST tells.
    private async Task CompareAccountsAsync()
    {
        await using ModelClient fresh = await ModelClient.StartAsync(server, ModelDialect.CondStore);
        AccountPicture truth = await fresh.ListAsync();
        foreach (ModelClient client in _clients.Concat(_watchers).Where(static client => client.Account is not null))
        {
            await client.DoAsync("NOOP");
            string? selected = client.Selected is { IsDeleted: false } mailbox ? mailbox.Name : null;
            List<string> missing = client.Account!.Missing(truth, selected, withModSeq: client.Dialect != ModelDialect.Plain, isPassive: _watchers.Contains(client));
            Assert.True(missing.Count == 0, $"{client.Dialect}, {client.News} was not told: {string.Join("; ", missing)}\n{client.Said}");
        }
    }

    private async Task<MailboxPicture> TruthAsync(ModelMailbox mailbox)
    {
        await using ModelClient fresh = await ModelClient.StartAsync(server, ModelDialect.CondStore);
        await fresh.SelectAsync(mailbox, isReadOnly: true);
        return fresh.Picture;
    }

    private static bool Same(SortedDictionary<uint, string> left, SortedDictionary<uint, string> right) => left.SequenceEqual(right);

    private static string Difference(SortedDictionary<uint, string> truth, SortedDictionary<uint, string> believed) =>
        $"there is {string.Join(", ", truth.Except(believed))}; believed was {string.Join(", ", believed.Except(truth))}";
}

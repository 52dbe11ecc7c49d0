using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>Some clients of one account and the mailboxes they change; everything by chance, but the same for the same seed.</summary>
internal sealed class ModelWorld(ImapServerFixture server, int seed) : IAsyncDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<ModelClient> _clients = [];
    private readonly List<ModelMailbox> _mailboxes = [new("INBOX"), new("box0")];
    private int _named;

    public static async Task<ModelWorld> StartAsync(ImapServerFixture server, int seed)
    {
        var world = new ModelWorld(server, seed);
        foreach (ModelDialect dialect in (ModelDialect[])[ModelDialect.Plain, ModelDialect.Plain, ModelDialect.CondStore, ModelDialect.QResync, ModelDialect.QResync])
        {
            world._clients.Add(await ModelClient.StartAsync(server, dialect));
        }

        await world._clients[0].DoAsync("CREATE box0");
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
            throw new InvalidOperationException($"The client ({client.Dialect}, {client.Selected?.Name}) had said and heard:\n{client.Said}", fault);
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
        foreach (ModelClient client in _clients)
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

    private async Task ChangeMailboxesAsync(ModelClient client)
    {
        ModelMailbox other = AnyMailbox();
        switch (_random.Next(6))
        {
            case 0 when _mailboxes.Count < 5:
                await CreateAsync(client);
                break;
            case 1 when other.Name != "INBOX" && _mailboxes.Count > 2:
                await client.DoAsync("DELETE " + other.Name);
                other.IsDeleted = true;
                _mailboxes.Remove(other);
                break;
            case 2 when _mailboxes.Count < 5 || other.Name != "INBOX":
                await RenameAsync(client, other);
                break;
            case 3:
                await client.LeaveAsync(_random.Next(3) == 0 ? "CLOSE" : "UNSELECT");
                break;
            default:
                ModelMailbox.Memory? memory = client.Dialect == ModelDialect.QResync && other.Memories.Count > 0 ? other.Memories[_random.Next(other.Memories.Count)] : null;
                await client.SelectAsync(other, _random.Next(4) == 0, memory);
                break;
        }
    }

    // Sometimes under the name of one that is gone: with another UIDVALIDITY.
    private async Task CreateAsync(ModelClient client)
    {
        string name = _named > 0 && _random.Next(2) == 0 ? Name(_random.Next(_named)) : Name(++_named);
        if (_mailboxes.TrueForAll(mailbox => mailbox.Name != name))
        {
            await client.DoAsync("CREATE " + name);
            _mailboxes.Add(new(name));
        }
    }

    // Of INBOX the messages go, and the name stays (RFC 3501 §6.3.5).
    private async Task RenameAsync(ModelClient client, ModelMailbox mailbox)
    {
        string name = Name(++_named);
        await client.DoAsync($"RENAME {mailbox.Name} {name}");
        if (mailbox.Name == "INBOX")
        {
            _mailboxes.Add(new(name));
        }
        else
        {
            mailbox.Name = name;
        }
    }

    private static string Name(int number) => FormattableString.Invariant($"box{number}");

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

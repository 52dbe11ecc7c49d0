namespace Postroom.Imap.Server.Tests.Model;

/// <content>What clients do to mailboxes and subscriptions.</content>
internal sealed partial class ModelWorld
{
    private const int MostMailboxes = 6;

    private async Task ChangeMailboxesAsync(ModelClient client)
    {
        ModelMailbox other = AnyMailbox();
        switch (_random.Next(8))
        {
            case 0 when _mailboxes.Count < MostMailboxes:
                await CreateAsync(client);
                break;
            case 1 when other.Name != "INBOX" && _mailboxes.Count > 2:
                await client.DoAsync("DELETE " + other.Name);
                client.Account?.Delete(other.Name);
                other.IsDeleted = true;
                _mailboxes.Remove(other);
                break;
            case 2 when _mailboxes.Count < MostMailboxes || other.Name != "INBOX":
                await RenameAsync(client, other);
                break;
            case 3:
                await client.LeaveAsync(_random.Next(3) == 0 ? "CLOSE" : "UNSELECT");
                break;
            case 4 or 5:
                await SubscribeAsync(client, _random.Next(2) == 0 ? other.Name : Name(_random.Next(_named + 1)));
                break;
            default:
                ModelMailbox.Memory? memory = client.Dialect == ModelDialect.QResync && other.Memories.Count > 0 ? other.Memories[_random.Next(other.Memories.Count)] : null;
                await client.SelectAsync(other, _random.Next(4) == 0, memory);
                break;
        }
    }

    // Sometimes under the name of one that is gone: with another UIDVALIDITY; sometimes below another.
    private async Task CreateAsync(ModelClient client)
    {
        string name = _named > 0 && _random.Next(2) == 0 ? Name(_random.Next(_named)) : NewName(null);
        if (_mailboxes.TrueForAll(mailbox => mailbox.Name != name))
        {
            await client.DoAsync("CREATE " + name);
            client.Account?.Create(name);
            _mailboxes.Add(new(name));
        }
    }

    // What is below goes along. Of INBOX the messages go, and the name stays (RFC 3501 §6.3.5).
    private async Task RenameAsync(ModelClient client, ModelMailbox mailbox)
    {
        string from = mailbox.Name, to = NewName(mailbox);
        await client.DoAsync($"RENAME {from} {to}");
        if (from == "INBOX")
        {
            _mailboxes.Add(new(to));
            return;
        }

        client.Account?.Rename(from, to);
        foreach (ModelMailbox moved in _mailboxes.Where(one => one == mailbox || IsBelow(one, mailbox)).ToArray())
        {
            moved.Name = to + moved.Name[from.Length..];
        }
    }

    private async Task SubscribeAsync(ModelClient client, string name)
    {
        bool isSubscribed = _random.Next(2) == 0;
        await client.DoAsync($"{(isSubscribed ? "SUBSCRIBE" : "UNSUBSCRIBE")} {name}");
        if (isSubscribed)
        {
            client.Account?.Subscriptions.Add(name);
        }
        else
        {
            client.Account?.Subscriptions.Remove(name);
        }
    }

    // At the top, below another mailbox, or below a name that is none; never below what is to get it.
    private string NewName(ModelMailbox? renamed)
    {
        string name = Name(++_named);
        ModelMailbox above = AnyMailbox();
        return _random.Next(3) switch
        {
            0 when above.Name != "INBOX" && above != renamed && (renamed is null || !IsBelow(above, renamed)) => $"{above.Name}/{name}",
            1 when _random.Next(3) == 0 => $"no/{name}",
            _ => name,
        };
    }

    private static bool IsBelow(ModelMailbox mailbox, ModelMailbox above) => mailbox.Name.StartsWith(above.Name + "/", StringComparison.Ordinal);

    private static string Name(int number) => FormattableString.Invariant($"box{number}");
}

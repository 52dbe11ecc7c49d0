using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>How much of CONDSTORE and QRESYNC a client speaks.</summary>
internal enum ModelDialect
{
    Plain,
    CondStore,
    QResync,
    UidOnly,
}

/// <summary>What a client asked NOTIFY for, of the mailbox that it selects.</summary>
internal enum ModelNews
{
    /// <summary>It used no NOTIFY.</summary>
    None,

    /// <summary>At once, EXPUNGE too: it uses no message numbers.</summary>
    Selected,

    /// <summary>EXPUNGE only when a command permits it.</summary>
    Delayed,
}

/// <summary>A client of the model: one session, the picture it has of the mailbox it selected, and what was said lately, for who has to find a fault.</summary>
internal sealed class ModelClient(TestClient client, ModelDialect dialect, ModelNews news) : IAsyncDisposable
{
    private readonly Queue<string> _said = [];
    private bool _isIdling;
    private MailboxPicture? _selecting; // of the mailbox that SELECT names

    public ModelDialect Dialect => dialect;

    public ModelNews News => news;

    /// <summary>Its commands may name messages by number.</summary>
    public bool UsesNumbers => dialect != ModelDialect.UidOnly && news != ModelNews.Selected;

    /// <summary>What NOTIFY told of all mailboxes; null if it asked for nothing.</summary>
    public AccountPicture? Account { get; private set; }

    public ModelMailbox? Selected { get; private set; }

    public bool IsReadOnly { get; private set; }

    public MailboxPicture Picture { get; private set; } = new(false, false);

    /// <summary>The lines of the last minutes.</summary>
    public string Said => string.Join('\n', _said);

    public static async Task<ModelClient> StartAsync(ImapServerFixture server, ModelDialect dialect, ModelNews news = ModelNews.None)
    {
        var client = new ModelClient(await TestClient.LogInAsync(server), dialect, news);
        if (dialect != ModelDialect.Plain)
        {
            await client.DoAsync(dialect switch { ModelDialect.CondStore => "ENABLE CONDSTORE", ModelDialect.QResync => "ENABLE QRESYNC", _ => "ENABLE UIDONLY CONDSTORE" });
        }

        return client;
    }

    /// <summary>From now on it hears of all mailboxes, and of the selected one as it asked for.</summary>
    public async Task WatchAsync()
    {
        Account = new AccountPicture();
        await DoAsync("LIST \"\" * RETURN (SUBSCRIBED)");
        await DoAsync("LIST (SUBSCRIBED) \"\" * RETURN (CHILDREN)");
        string selected = news switch
        {
            ModelNews.Selected => "(selected (MessageNew (UID FLAGS) MessageExpunge FlagChange)) ",
            ModelNews.Delayed => "(selected-delayed (MessageNew MessageExpunge FlagChange)) ",
            _ => "",
        };
        await DoAsync($"NOTIFY SET STATUS {selected}(personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))");
    }

    /// <summary>All mailboxes as they are.</summary>
    public async Task<AccountPicture> ListAsync()
    {
        Account = new AccountPicture();
        await DoAsync("LIST \"\" * RETURN (SUBSCRIBED STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))");
        await DoAsync("LIST (SUBSCRIBED) \"\" * RETURN (CHILDREN)");
        return Account;
    }

    /// <summary>Does a command that may tell of anything, and believes what is told. Ends an IDLE first.</summary>
    /// <param name="command">Without its tag.</param>
    /// <param name="mayFail">What else than OK the answer may begin with.</param>
    /// <param name="mayExpunge">False for commands in which no EXPUNGE may come.</param>
    /// <param name="before">Called with the answer before the picture hears the rest: what the client knows by itself.</param>
    public async Task<string> DoAsync(string command, string[]? mayFail = null, bool mayExpunge = true, Action<string>? before = null)
    {
        await EndIdleAsync();
        Note("C: " + command);
        string answer = await client.DoAsync(command);
        Believe(answer, mayExpunge, before);
        Assert.True(
            answer.StartsWith("OK", StringComparison.Ordinal) || mayFail?.Any(start => answer.StartsWith(start, StringComparison.Ordinal)) == true,
            $"{command}: {answer}");
        return answer;
    }

    /// <summary>Waits for news, until the next command: what is told by then is believed then.</summary>
    public async Task IdleAsync()
    {
        await EndIdleAsync();
        Note("C: IDLE");
        await client.SendAsync("idle IDLE\r\n");
        while (await client.ReadLineAsync() is var line && !line.StartsWith('+'))
        {
            Note("S: " + line);
            Hear([line], "", mayExpunge: true);
        }

        _isIdling = true;
    }

    public async Task EndIdleAsync()
    {
        if (_isIdling)
        {
            _isIdling = false;
            await client.SendAsync("DONE\r\n");
            string answer = await client.ReadAnswerAsync("idle");
            Assert.StartsWith("OK", answer, StringComparison.Ordinal);
            Believe(answer, mayExpunge: true, null);
        }
    }

    /// <summary>Selects a mailbox, from nothing or from what is remembered of it, and asks what it does not know.</summary>
    public async Task SelectAsync(ModelMailbox mailbox, bool isReadOnly, ModelMailbox.Memory? memory = null)
    {
        await EndIdleAsync();
        Selected = null;
        _selecting = new(dialect != ModelDialect.Plain, dialect is ModelDialect.QResync or ModelDialect.UidOnly);
        string resync = memory is null ? "" : FormattableString.Invariant($" (QRESYNC ({memory.UidValidity} {memory.ModSeq}))");
        string answer = await DoAsync($"{(isReadOnly ? "EXAMINE" : "SELECT")} {mailbox.Name}{resync}");
        Assert.Contains(isReadOnly ? "[READ-ONLY]" : "[READ-WRITE]", answer, StringComparison.Ordinal);
        (Selected, IsReadOnly) = (mailbox, isReadOnly);
        await LearnAsync();
    }

    /// <summary>Deselects; <paramref name="command"/> is CLOSE or UNSELECT.</summary>
    public async Task LeaveAsync(string command)
    {
        await DoAsync(command);
        (Selected, Picture) = (null, new(false, false));
    }

    /// <summary>Asks for what it was not told of messages that came, as every client does.</summary>
    public async Task LearnAsync()
    {
        int first = Picture.Messages.FindIndex(static message => message.Uid is null || message.Flags is null);
        string items = dialect == ModelDialect.Plain ? "(UID FLAGS)" : "(UID FLAGS MODSEQ)";
        if (first >= 0 && !UsesNumbers)
        {
            uint known = first == 0 || dialect == ModelDialect.UidOnly ? 0 : Picture.Messages[first - 1].Uid!.Value;
            await DoAsync(FormattableString.Invariant($"UID FETCH {known + 1}:* {items}"), ["NO [EXPUNGEISSUED]"]);
        }
        else if (first >= 0)
        {
            await DoAsync(FormattableString.Invariant($"FETCH {first + 1}:* {items}"), ["NO [EXPUNGEISSUED]"], mayExpunge: false);
        }
    }

    /// <summary>Selects a mailbox from <paramref name="memory"/>, and changes <paramref name="picture"/> as it is told.</summary>
    /// <returns>What it heard.</returns>
    public async Task<MailboxPicture> ResynchronizeAsync(ModelMailbox mailbox, ModelMailbox.Memory memory, SortedDictionary<uint, string> picture)
    {
        Picture = new(isModSeqAware: true, hearsVanished: true);
        await DoAsync(FormattableString.Invariant($"EXAMINE {mailbox.Name} (QRESYNC ({memory.UidValidity} {memory.ModSeq}))"));
        foreach (uint uid in Picture.VanishedEarlier)
        {
            picture.Remove(uid);
        }

        foreach (MailboxPicture.Message message in Picture.Messages.Where(static message => message.Uid is not null))
        {
            picture[message.Uid!.Value] = string.Join(' ', message.Flags!);
        }

        return Picture;
    }

    public async ValueTask DisposeAsync()
    {
        await EndIdleAsync();
        await client.DoAsync("LOGOUT");
        await client.DisposeAsync();
    }

    private void Believe(string answer, bool mayExpunge, Action<string>? before)
    {
        List<string> lines = Joined(client.Untagged);
        lines.ForEach(line => Note("S: " + line));
        Note("S: " + answer);
        before?.Invoke(answer);
        Hear(lines, answer, mayExpunge || news == ModelNews.Selected);
    }

    private void Hear(List<string> lines, string answer, bool mayExpunge)
    {
        if (_selecting is { } selecting)
        {
            int closed = lines.FindIndex(static line => line.StartsWith("* OK [CLOSED]", StringComparison.Ordinal));
            Picture.Hear(lines[..Math.Max(0, closed)], "", mayExpunge); // news of the mailbox before
            Picture = selecting;
            Picture.Hear(lines[Math.Max(0, closed)..], answer, mayExpunge);
            _selecting = null;
        }
        else
        {
            Picture.Hear(lines, answer, mayExpunge);
        }

        if (Account is { } account)
        {
            lines.ForEach(account.Hear);
        }
    }

    // Bodies in the model have no line ends of their own.
    private static List<string> Joined(List<string> lines)
    {
        var joined = new List<string>();
        bool isOpen = false;
        foreach (string line in lines)
        {
            if (isOpen)
            {
                joined[^1] += line;
            }
            else
            {
                joined.Add(line);
            }

            isOpen = line.EndsWith('}');
        }

        return joined;
    }

    private void Note(string line)
    {
        _said.Enqueue(line);
        if (_said.Count > 60)
        {
            _said.Dequeue();
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using Postroom.Peers;

namespace Postroom.Kill;

/// <summary>One connection that works until the server is gone: appends, stores, copies, moves and expunges messages of its own, and makes, renames and deletes mailboxes.</summary>
internal sealed partial class Client(AccountModel model, int number, Random random, Func<int> newLetter, Action sent)
{
    private const int ManyMessages = 14;
    private static readonly string[] Choice = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "$Forwarded", "$k1", "$k2", "$k3", "$k4"];

    public AccountModel Model => model;

    public long Answered { get; private set; }

    // Sent and not answered yet.
    private Operation? UnderWay { get; set; }

    /// <summary>What was sent and not answered when the connection ended; null after it was taken.</summary>
    public Operation? TakeUnderWay()
    {
        Operation? operation = UnderWay;
        UnderWay = null;
        return operation;
    }

    /// <summary>Ends when the connection does; what was under way then is <see cref="TakeUnderWay"/>'s.</summary>
    public async Task RunAsync(IPEndPoint server, string password)
    {
        UnderWay = null;
        try
        {
            await using RawImap imap = await RawImap.LoginAsync(server, model.Name, password);
            while (true)
            {
                if (random.Next(8) == 0)
                {
                    await ChangeMailboxesAsync(imap);
                }

                string mailbox = Any(model.MailboxesFor(number));
                await imap.OkAsync($"SELECT {mailbox}");
                for (int i = random.Next(1, 6); i > 0; i--)
                {
                    await StepAsync(imap, mailbox);
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            model.Log($"client {number}: connection over{(UnderWay is null ? "" : $" during {UnderWay}")}");
        }
    }

    private async Task StepAsync(RawImap imap, string mailbox)
    {
        IReadOnlyList<Entry> mine = model.Of(number, mailbox);
        int kind = random.Next(100);
        if (mine.Count == 0 || (kind < 35 && mine.Count < ManyMessages))
        {
            await AppendAsync(imap, mailbox);
            return;
        }

        Entry[] some = Some(mine);
        if (kind < 55)
        {
            await StoreAsync(imap, some);
        }
        else if (kind < 65 && mine.Count < ManyMessages)
        {
            await CopyAsync(imap, some, isMove: false);
        }
        else if (kind < 80)
        {
            await CopyAsync(imap, some, isMove: true);
        }
        else
        {
            await ExpungeAsync(imap, some);
        }
    }

    private async Task AppendAsync(RawImap imap, string mailbox)
    {
        int letter = newLetter();
        string[] flags = SomeFlags();
        byte[] octets = Letter.Of(letter);
        var operation = new AppendOperation(number, mailbox, letter, Entry.FlagSet(flags));
        bool isSynchronizing = random.Next(2) == 0;
        ImapReply reply = await DoAsync(operation, () => isSynchronizing
            ? imap.CommandAsync($"APPEND {mailbox} ({string.Join(' ', flags)}) ", octets)
            : imap.CommandAsync(string.Create(
                CultureInfo.InvariantCulture, $"APPEND {mailbox} ({string.Join(' ', flags)}) {{{octets.Length}+}}\r\n{Encoding.Latin1.GetString(octets)}")));
        string[] code = reply.Code.Split(' ');
        Done(operation, code is ["APPENDUID", _, var uid] ? Numbers(uid) : throw Unexpected(operation, reply));
    }

    private async Task StoreAsync(RawImap imap, Entry[] entries)
    {
        string[] flags = SomeFlags();
        (string sign, Func<Entry, IReadOnlySet<string>> after) = random.Next(3) switch
        {
            0 => ("+", entry => Entry.FlagSet(entry.Flags.Concat(flags))),
            1 => ("-", entry => Entry.FlagSet(entry.Flags.Except(flags, StringComparer.OrdinalIgnoreCase))),
            _ => ("", (Func<Entry, IReadOnlySet<string>>)(_ => Entry.FlagSet(flags))),
        };
        await StoreAsync(imap, new StoreOperation(number, entries, $"{sign}FLAGS ({string.Join(' ', flags)})", after));
    }

    private async Task StoreAsync(RawImap imap, StoreOperation operation)
    {
        string item = operation.Text.Replace("FLAGS", random.Next(2) == 0 ? "FLAGS" : "FLAGS.SILENT", StringComparison.Ordinal);
        await DoAsync(operation, () => imap.CommandAsync($"UID STORE {Set(operation.Sources)} {item}"));
        Done(operation, []);
    }

    private async Task CopyAsync(RawImap imap, Entry[] entries, bool isMove)
    {
        var operation = new CopyOperation(number, entries, Any(model.MailboxesFor(number)), isMove);
        ImapReply reply = await DoAsync(operation, () => imap.CommandAsync($"UID {(isMove ? "MOVE" : "COPY")} {Set(entries)} {operation.Target}"));

        // RFC 6851 §4.3: MOVE tells COPYUID in an untagged OK, before the EXPUNGEs.
        string? code = new[] { reply.Code }.Concat(reply.Named("OK").Select(line => line[0].Value)).FirstOrDefault(text => text.StartsWith("COPYUID ", StringComparison.Ordinal));
        string[] words = (code ?? "").Split(' ');
        if (words.Length != 4 || !Numbers(words[2]).SequenceEqual(entries.Select(entry => entry.Uid)) || Numbers(words[3]).Count != entries.Length)
        {
            throw Unexpected(operation, reply);
        }

        Done(operation, Numbers(words[3]));
    }

    private async Task ExpungeAsync(RawImap imap, Entry[] entries)
    {
        await StoreAsync(imap, new StoreOperation(number, entries, "+FLAGS (\\Deleted)", entry => Entry.FlagSet(entry.Flags.Append("\\Deleted"))));
        Entry[] marked = [.. entries.Select(entry => entry with { Flags = Entry.FlagSet(entry.Flags.Append("\\Deleted")) })];
        var operation = new ExpungeOperation(number, marked);
        await DoAsync(operation, () => imap.CommandAsync($"UID EXPUNGE {Set(marked)}"));
        Done(operation, []);
    }

    private async Task<ImapReply> DoAsync(Operation operation, Func<Task<ImapReply>> command)
    {
        UnderWay = operation;
        model.Log($"client {number}: {operation}");
        Task<ImapReply> answer = command();
        sent();
        ImapReply reply = await answer;
        return reply.IsOk ? reply : throw Unexpected(operation, reply);
    }

    private void Done(Operation operation, IReadOnlyList<uint> uids)
    {
        operation.Apply(model, uids);
        UnderWay = null;
        Answered++;
        model.Log($"client {number}: OK {string.Join(',', uids)}");
    }

    private static KillViolationException Unexpected(Operation operation, ImapReply reply) => new($"{operation} was answered {reply}");

    private static string Set(IEnumerable<Entry> entries) => string.Join(',', entries.Select(entry => entry.Uid.ToString(CultureInfo.InvariantCulture)));

    private static List<uint> Numbers(string set)
    {
        var numbers = new List<uint>();
        foreach (string range in set.Split(','))
        {
            string[] ends = range.Split(':');
            for (uint number = uint.Parse(ends[0], CultureInfo.InvariantCulture); number <= uint.Parse(ends[^1], CultureInfo.InvariantCulture); number++)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private T Any<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private string[] SomeFlags() => [.. Choice.Where(_ => random.Next(4) == 0)];

    private Entry[] Some(IReadOnlyList<Entry> mine)
    {
        int first = random.Next(mine.Count);
        return [.. mine.Skip(first).Take(random.Next(1, 5))];
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>What a client of the model may do in the mailbox it has selected.</summary>
internal static partial class ModelSteps
{
    private static readonly string[] Gone = ["NO [EXPUNGEISSUED]", "NO [MODIFIED "];
    private static readonly string[] Flags = ["\\Seen", "\\Flagged", "\\Deleted", "\\Answered", "\\Draft", "$Forwarded", "k1", "k2"];

    private static int _messages;

    public static async Task DoAnyAsync(ModelClient client, Random random, Func<ModelMailbox> anyMailbox)
    {
        int count = client.Picture.Messages.Count;
        switch (random.Next(count == 0 ? 3 : 17))
        {
            case 0:
                string messages = string.Concat(Enumerable.Range(0, random.Next(3) == 0 ? random.Next(2, 6) : 1).Select(_ => Message(random)));
                await client.DoAsync($"APPEND {(random.Next(3) == 0 ? client.Selected! : anyMailbox()).Name}{messages}", Missing(client));
                break;
            case 1:
                await client.DoAsync(random.Next(3) == 0 ? "CHECK" : "NOOP");
                break;
            case 2:
                await client.IdleAsync();
                return;
            case 3 or 4 or 5 or 6:
                await StoreAsync(client, random);
                break;
            case 7:
                await client.DoAsync("EXPUNGE", Refused(client));
                break;
            case 8:
                await client.DoAsync("UID EXPUNGE " + Choose(client, random, byUid: true).Set, Refused(client));
                break;
            case 9:
                await CopyAsync(client, random, "COPY", anyMailbox());
                break;
            case 10:
                await CopyAsync(client, random, "MOVE", anyMailbox());
                break;
            case 11:
                await client.DoAsync($"UID SEARCH RETURN (SAVE) {(random.Next(2) == 0 ? "FLAGGED" : "NOT DELETED")}");
                await client.DoAsync($"UID STORE $ {(random.Next(2) == 0 ? "+" : "-")}FLAGS ({Flags[random.Next(Flags.Length)]})", Refused(client));
                break;
            case 12:
                bool byUid = ByUid(client, random);
                string items = random.Next(2) == 0 ? "BODY[TEXT]" : client.Dialect == ModelDialect.Plain ? "(FLAGS BODY.PEEK[HEADER])" : "(FLAGS MODSEQ BODY.PEEK[HEADER])";
                await client.DoAsync($"{(byUid ? "UID " : "")}FETCH {Choose(client, random, byUid).Set} {items}", Gone, mayExpunge: byUid);
                break;
            case 13:
                await ReplaceAsync(client, random, anyMailbox());
                break;
            case 14:
                await CatenateAsync(client, random, anyMailbox());
                break;
            case 15:
                string partial = client.Dialect == ModelDialect.Plain ? "(FLAGS)" : "(FLAGS MODSEQ)";
                await client.DoAsync(FormattableString.Invariant($"UID FETCH 1:* {partial} (PARTIAL -{random.Next(1, 3)}:-{random.Next(1, 5)})"), Gone);
                break;
            default:
                await client.DoAsync(client.UsesNumbers ? "SEARCH 1:* UNSEEN" : "UID SEARCH UNSEEN", Gone, mayExpunge: !client.UsesNumbers);
                break;
        }

        await client.LearnAsync();
    }

    private static async Task StoreAsync(ModelClient client, Random random)
    {
        bool byUid = ByUid(client, random);
        (string set, List<int> at) = Choose(client, random, byUid);
        string sign = random.Next(3) switch { 0 => "+", 1 => "-", _ => "" };
        bool isSilent = random.Next(2) == 0;
        string[] flags = random.GetItems(Flags, random.Next(1, 3)).Distinct().ToArray();
        string unchangedSince = client.Dialect != ModelDialect.Plain && random.Next(3) == 0
            ? FormattableString.Invariant($" (UNCHANGEDSINCE {Math.Max(1, (long)client.Picture.ModSeq - random.Next(4))})")
            : "";
        List<MailboxPicture.Message> named = [.. at.Select(place => client.Picture.Messages[place])];
        Dictionary<MailboxPicture.Message, SortedSet<string>?>? known = null;
        await client.DoAsync(
            $"{(byUid ? "UID " : "")}STORE {set}{unchangedSince} {sign}FLAGS{(isSilent ? ".SILENT" : "")} ({string.Join(' ', flags)})",
            Refused(client),
            mayExpunge: byUid,
            before: answer =>
            {
                if (isSilent)
                {
                    Know(client.Picture, named, sign, flags, answer, byUid);
                    known = client.Picture.Messages.ToDictionary(static message => message, static message => message.Flags);
                }
            });
        if (client.News != ModelNews.None && known is not null)
        {
            Doubt(client.Picture, known);
        }
    }

    // News that comes while a silent STORE is on its way may tell of before it or of after it: the client asks.
    private static void Doubt(MailboxPicture picture, Dictionary<MailboxPicture.Message, SortedSet<string>?> known)
    {
        foreach (MailboxPicture.Message message in picture.Messages)
        {
            message.Flags = known.TryGetValue(message, out SortedSet<string>? flags) && ReferenceEquals(flags, message.Flags) ? flags : null;
        }
    }

    // With .SILENT a client knows by itself what it did; where not all was done it asks again.
    private static void Know(MailboxPicture picture, List<MailboxPicture.Message> named, string sign, string[] flags, string answer, bool byUid)
    {
        UidSet? modified = Modified().Match(answer) is { Success: true } match ? UidSet.Parse(match.Groups[1].Value) : null;
        foreach (MailboxPicture.Message message in named)
        {
            uint? name = byUid ? message.Uid : (uint)picture.Messages.IndexOf(message) + 1;
            if (!answer.StartsWith("OK", StringComparison.Ordinal) || message.Flags is null)
            {
                message.Flags = null;
            }
            else if (name is null || modified?.Contains(new Uid(name.Value)) != true)
            {
                message.Flags = sign switch
                {
                    "+" => [.. message.Flags, .. flags],
                    "-" => [.. message.Flags.Except(flags)],
                    _ => [.. flags],
                };
            }
        }
    }

    private static async Task CopyAsync(ModelClient client, Random random, string command, ModelMailbox target)
    {
        bool byUid = ByUid(client, random);
        string set = Choose(client, random, byUid).Set;
        await client.DoAsync($"{(byUid ? "UID " : "")}{command} {set} {target.Name}", [.. Gone, .. Refused(client), .. Missing(client)]);
    }

    // A new message in place of one, which may be gone (RFC 8508).
    private static async Task ReplaceAsync(ModelClient client, Random random, ModelMailbox target)
    {
        bool byUid = ByUid(client, random);
        int place = random.Next(client.Picture.Messages.Count);
        if (!byUid || client.Picture.Messages[place].Uid is not null)
        {
            string name = (byUid ? client.Picture.Messages[place].Uid!.Value : (uint)place + 1).ToString(CultureInfo.InvariantCulture);
            await client.DoAsync($"{(byUid ? "UID " : "")}REPLACE {name} {target.Name}{Message(random)}", [.. Gone, "NO [NONEXISTENT]", .. Refused(client), .. Missing(client)]);
        }
    }

    // Made of another, which may be gone (RFC 4469).
    private static async Task CatenateAsync(ModelClient client, Random random, ModelMailbox target)
    {
        if (client.Picture.Messages[random.Next(client.Picture.Messages.Count)].Uid is { } uid)
        {
            string parts = FormattableString.Invariant($"TEXT {{2+}}\r\nX: URL \"/{client.Selected!.Name}/;UID={uid}\"");
            await client.DoAsync($"APPEND {target.Name} (\\Draft) CATENATE ({parts})", ["NO [BADURL ", .. Missing(client)]);
        }
    }

    private static bool ByUid(ModelClient client, Random random) => !client.UsesNumbers || random.Next(2) == 0;

    private static string[] Refused(ModelClient client) => client.IsReadOnly || client.Selected!.IsDeleted ? ["NO "] : Gone;

    private static string[] Missing(ModelClient client) => client.Selected!.IsDeleted ? ["NO "] : [];

    private static string Message(Random random)
    {
        string text = FormattableString.Invariant($"Subject: {Interlocked.Increment(ref _messages)}\r\n\r\nx");
        string flags = string.Join(' ', random.GetItems(Flags, random.Next(3)).Distinct());
        return FormattableString.Invariant($" ({flags}) {{{text.Length}+}}\r\n{text}");
    }

    private static (string Set, List<int> At) Choose(ModelClient client, Random random, bool byUid)
    {
        List<MailboxPicture.Message> messages = client.Picture.Messages;
        int first = random.Next(messages.Count), last = Math.Min(messages.Count - 1, first + random.Next(4));
        if (byUid && (messages[first].Uid is null || messages[last].Uid is null))
        {
            return ("1:*", [.. Enumerable.Range(0, messages.Count)]);
        }

        string from = Name(first), to = Name(last);
        return random.Next(6) switch
        {
            0 => ("1:*", [.. Enumerable.Range(0, messages.Count)]),
            1 => ($"{from},{to}", first == last ? [first] : [first, last]),
            _ => ($"{from}:{to}", [.. Enumerable.Range(first, last - first + 1)]),
        };

        string Name(int place) => (byUid ? messages[place].Uid!.Value : (uint)place + 1).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\[MODIFIED ([\d:,]+)\]")]
    private static partial Regex Modified();
}

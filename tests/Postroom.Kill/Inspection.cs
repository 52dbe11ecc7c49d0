using System.Globalization;
using System.Net;
using Postroom.Peers;

namespace Postroom.Kill;

/// <summary>Reads everything that an account holds after a kill.</summary>
internal static class Inspection
{
    /// <summary>Every mailbox and every message; the counts are compared on the way.</summary>
    public static async Task<Inspected> ReadAsync(IPEndPoint server, AccountModel model, string password)
    {
        var found = new Dictionary<(string Mailbox, uint Uid), Found>();
        var mailboxes = new Dictionary<string, (uint UidValidity, uint UidNext)>();
        await using RawImap imap = await RawImap.LoginAsync(server, model.Name, password);
        foreach (string mailbox in (await imap.OkAsync("LIST \"\" *")).Named("LIST").Select(line => line[2].Value))
        {
            ImapReply selected = await imap.OkAsync($"EXAMINE {mailbox}");
            mailboxes.Add(mailbox, (Code(selected, "UIDVALIDITY"), Code(selected, "UIDNEXT")));
            int exists = selected.Count("EXISTS") ?? throw new KillViolationException($"EXAMINE {mailbox} told no EXISTS.");
            int unseen = 0;
            int shown = 0;
            ImapReply? fetched = exists == 0 ? null : await imap.OkAsync("FETCH 1:* (UID FLAGS BODY.PEEK[])");
            foreach ((_, IReadOnlyDictionary<string, ImapNode> items) in fetched?.Fetched() ?? [])
            {
                IReadOnlySet<string> flags = Entry.FlagSet(items["FLAGS"].Items.Select(flag => flag.Value).Where(flag => flag != "\\Recent"));
                uint uid = uint.Parse(items["UID"].Value, CultureInfo.InvariantCulture);
                if (!found.TryAdd((mailbox, uid), new Found(Letter.Recognize(items["BODY[]"].Octets), flags)))
                {
                    throw new KillViolationException($"{mailbox} shows UID {uid} twice.");
                }

                shown++;
                unseen += flags.Contains("\\Seen") ? 0 : 1;
            }

            await CompareCountsAsync(imap, mailbox, exists, shown, unseen);
        }

        return new Inspected(mailboxes, found);
    }

    private static async Task CompareCountsAsync(RawImap imap, string mailbox, int exists, int shown, int unseen)
    {
        ImapReply status = await imap.OkAsync($"STATUS {mailbox} (MESSAGES UNSEEN)");
        IReadOnlyList<ImapNode> items = status.Named("STATUS").Single()[1].Items;
        int Item(string name) => int.Parse(items[items.Index().First(item => item.Item.IsAtom(name)).Index + 1].Value, CultureInfo.InvariantCulture);
        if (exists != shown || Item("MESSAGES") != shown || Item("UNSEEN") != unseen)
        {
            throw new KillViolationException(
                $"{mailbox}: EXISTS {exists}, STATUS MESSAGES {Item("MESSAGES")} UNSEEN {Item("UNSEEN")}, but there are {shown} messages, {unseen} unseen.");
        }
    }

    private static uint Code(ImapReply reply, string name)
    {
        string? code = reply.Named("OK").Select(line => line[0].Value).FirstOrDefault(text => text.StartsWith(name + " ", StringComparison.Ordinal));
        return code is null ? throw new KillViolationException($"EXAMINE told no {name}.") : uint.Parse(code.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>What a client believes of the mailbox it has selected, from untagged answers alone. An answer that contradicts it, or may not come, fails the test.</summary>
internal sealed partial class MailboxPicture(bool isModSeqAware, bool hearsVanished)
{
    /// <summary>One message; what was never told is null.</summary>
    internal sealed class Message
    {
        public uint? Uid { get; set; }

        public SortedSet<string>? Flags { get; set; }

        public ulong? ModSeq { get; set; }
    }

    public List<Message> Messages { get; } = [];

    /// <summary>What VANISHED (EARLIER) named.</summary>
    public HashSet<uint> VanishedEarlier { get; } = [];

    public uint UidValidity { get; private set; }

    /// <summary>From where this client may resynchronize (RFC 7162 §3.2.5).</summary>
    public ulong ModSeq { get; private set; }

    public bool IsWhole => Messages.TrueForAll(static message => message is { Uid: not null, Flags: not null });

    /// <summary>All UIDs with their flags, if it is whole.</summary>
    public SortedDictionary<uint, string> ToFlags()
    {
        var flags = new SortedDictionary<uint, string>();
        Messages.ForEach(message => flags.Add(message.Uid!.Value, string.Join(' ', message.Flags!)));
        return flags;
    }

    /// <summary>Reads the untagged answers to one command, and then its tagged one.</summary>
    /// <param name="lines">The untagged ones; literals are in their lines.</param>
    /// <param name="answer">The tagged one without its tag; empty when there is none yet.</param>
    /// <param name="mayExpunge">False if the command names messages by number: none may go away (RFC 3501 §7.4.1).</param>
    public void Hear(IEnumerable<string> lines, string answer, bool mayExpunge)
    {
        ulong? said = null;
        ulong seen = 0;
        foreach (string line in lines)
        {
            seen = Math.Max(seen, Hear(line, mayExpunge) ?? 0);
            said = CodeIn(line, HighestModSeq()) ?? said;
        }

        said = CodeIn(answer, HighestModSeq()) ?? said;
        ModSeq = said ?? Math.Max(ModSeq, seen);
    }

    private ulong? Hear(string line, bool mayExpunge)
    {
        UidValidity = (uint)(CodeIn(line, UidValidityCode()) ?? UidValidity);
        string[] words = line.Split(' ');
        switch (words)
        {
            case ["*", var count, "EXISTS"]:
                Grow(int.Parse(count, CultureInfo.InvariantCulture));
                return null;
            case ["*", var number, "EXPUNGE"]:
                Assert.True(mayExpunge, $"{line} may not come here");
                Assert.False(hearsVanished, $"{line} after ENABLE QRESYNC");
                Messages.RemoveAt(int.Parse(number, CultureInfo.InvariantCulture) - 1);
                return null;
            case ["*", "VANISHED", "(EARLIER)", var uids]:
                Assert.True(hearsVanished, line);
                VanishEarlier(uids);
                return null;
            case ["*", "VANISHED", var uids]:
                Assert.True(mayExpunge, $"{line} may not come here");
                Assert.True(hearsVanished, line);
                Vanish(uids);
                return null;
            case ["*", var number, "FETCH", ..]:
                return HearFetch(line, int.Parse(number, CultureInfo.InvariantCulture));
            case ["*", var uid, "UIDFETCH", ..]:
                return HearUidFetch(line, uint.Parse(uid, CultureInfo.InvariantCulture));
            default:
                return null;
        }
    }

    private void Grow(int count)
    {
        Assert.True(count >= Messages.Count, $"EXISTS {count} where {Messages.Count} are known");
        while (Messages.Count < count)
        {
            Messages.Add(new());
        }
    }

    private void VanishEarlier(string set)
    {
        foreach (NumberRange range in UidSet.Parse(set).Ranges)
        {
            for (uint uid = range.First; uid <= range.Last; uid++)
            {
                VanishedEarlier.Add(uid);
            }
        }
    }

    // What vanished before the client asked for its UID was one of those it knows nothing of, behind what has a lower UID: it will ask.
    private void Vanish(string set)
    {
        foreach (NumberRange range in UidSet.Parse(set).Ranges)
        {
            for (uint uid = range.First; uid <= range.Last; uid++)
            {
                int at = Messages.FindIndex(message => message.Uid == uid);
                at = at < 0 ? Messages.FindIndex(Messages.FindLastIndex(message => message.Uid < uid) + 1, static message => message.Uid is null) : at;
                if (at >= 0)
                {
                    Messages.RemoveAt(at);
                }
            }
        }
    }

    private ulong? HearFetch(string line, int number)
    {
        Assert.InRange(number, 1, Messages.Count);
        return HearFetch(line, Messages[number - 1]);
    }

    // After ENABLE UIDONLY a mailbox is a set of UIDs, of some of which the client knows nothing yet: those stand last.
    private ulong? HearUidFetch(string line, uint uid)
    {
        Message? message = Messages.Find(message => message.Uid == uid) ?? Messages.Find(static message => message.Uid is null);
        Assert.NotNull(message);
        message.Uid = uid;
        Messages.Sort(static (a, b) => (a.Uid ?? uint.MaxValue).CompareTo(b.Uid ?? uint.MaxValue));
        return HearFetch(line, message);
    }

    private ulong? HearFetch(string line, Message message)
    {
        uint? uid = (uint?)CodeIn(line, UidItem());
        Assert.True(uid is null || message.Uid is null || uid == message.Uid, $"{line}: its UID was {message.Uid}");
        message.Uid ??= uid;
        ulong? modSeq = CodeIn(line, ModSeqItem());
        if (FlagsItem().Match(line) is { Success: true } flags)
        {
            Assert.True(!isModSeqAware || modSeq is not null, $"{line}: no MODSEQ beside FLAGS (RFC 7162 §3.2)");
            message.Flags = [.. flags.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static flag => flag != "\\Recent")];
        }

        message.ModSeq = modSeq ?? message.ModSeq;
        return modSeq;
    }

    private static ulong? CodeIn(string line, Regex regex) =>
        regex.Match(line) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\[HIGHESTMODSEQ (\d+)\]")]
    private static partial Regex HighestModSeq();

    [GeneratedRegex(@"^\* OK \[UIDVALIDITY (\d+)\]")]
    private static partial Regex UidValidityCode();

    [GeneratedRegex(@"[( ]UID (\d+)")]
    private static partial Regex UidItem();

    [GeneratedRegex(@"[( ]MODSEQ \((\d+)\)")]
    private static partial Regex ModSeqItem();

    [GeneratedRegex(@"[( ]FLAGS \(([^)]*)\)")]
    private static partial Regex FlagsItem();
}

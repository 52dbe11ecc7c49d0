using System.Text;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>All classes of differences from Dovecot that are meant to be. The first one that covers a difference takes it.</summary>
internal static class DifferenceRules
{
    private static readonly string[] MadeUp = ["MISSING_DOMAIN", "MISSING_MAILBOX", "INVALID_ROUTE", "SYNTAX_ERROR"];

    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        new("Line ends stay as they were sent", d => HasOddLineEnd(d.Message.Octets)),
        new("No made-up words in addresses", d => IsAddress(d) && MadeUp.Any(d.Theirs!.ToString().Contains)),
        new("Unfolding takes out line ends only", d => IsText(d) && SameButForSpace(d)),
        new("A charset that nobody wrote is not shown", d => d.Path.EndsWith(":params", StringComparison.Ordinal) && IsDefaultCharset(d.Ours!, d.Theirs!)),
        new("A Content-Type that cannot be read is text/plain", d => d.Path.EndsWith(":type", StringComparison.Ordinal) && d.Ours!.Value == "text/plain"),
    ];

    public static DifferenceRule? For(Difference difference) => All.FirstOrDefault(rule => rule.Covers(difference));

    private static bool HasOddLineEnd(byte[] octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r'))
                return true;
            if (octets[i] == '\r' && i + 1 < octets.Length && octets[i + 1] == '\r')
                return true;
        }
        return false;
    }

    private static string Field(Difference d) => d.Path[(d.Path.LastIndexOfAny([':', '.']) + 1)..];

    private static bool IsAddress(Difference d) =>
        Field(d) is "from" or "sender" or "reply-to" or "to" or "cc" or "bcc" && d.Ours!.IsList && d.Theirs is not null;

    private static bool IsText(Difference d) =>
        Field(d) is "subject" or "date" or "in-reply-to" or "message-id" or "description" or "location"
        && d.Ours!.Kind == ImapNodeKind.Text && d.Theirs!.Kind == ImapNodeKind.Text;

    private static bool SameButForSpace(Difference d) => WithoutSpace(d.Ours!.Value) == WithoutSpace(d.Theirs!.Value);

    private static string WithoutSpace(string text) => new([.. text.Where(c => c is not (' ' or '\t' or '\r' or '\n'))]);

    private static bool IsDefaultCharset(ImapNode ours, ImapNode theirs)
    {
        IEnumerable<ImapNode> added = theirs.Items.Skip(ours.Items.Count);
        return ours.Items.Zip(theirs.Items).All(pair => pair.First.SameAs(pair.Second))
            && string.Join('=', added.Select(i => i.Value)) == "charset=us-ascii";
    }
}

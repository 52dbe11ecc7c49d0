namespace Postroom.Testing.Transcripts;

/// <summary>Does a reply say what a script expects? Knows which lists have an order and which are sets.</summary>
internal static class ReplyMatcher
{
    /// <summary>True if it does; names bound on the way stay in <paramref name="bindings"/>, also in vain after a false.</summary>
    public static bool Matches(Reply expected, Reply actual, Bindings bindings)
    {
        if (expected.Kind != actual.Kind)
            return false;
        if (expected.Kind == ReplyKind.Continuation)
            return true; // its text is for people, or a challenge that the next line of the script answers
        if (expected.Kind == ReplyKind.Tagged && expected.Tag != actual.Tag)
            return false;
        if (expected.Data[0] is AtomNode status && Reply.IsStatus(status.Text))
        {
            return actual.Data[0] is AtomNode got && got.Text.Equals(status.Text, StringComparison.OrdinalIgnoreCase)
                && MatchesCode(expected.Code, actual.Code, bindings);
        }

        return MatchesData(expected.Data, actual.Data, bindings);
    }

    private static bool MatchesCode(IReadOnlyList<Node>? expected, IReadOnlyList<Node>? actual, Bindings bindings)
    {
        if (expected is null)
            return true;
        if (expected.Count == 0)
            return actual is null;
        if (actual is null)
            return false;
        return NodeMatcher.Node(expected[0], actual[0], bindings) && (Word(actual[0]) switch
        {
            "CAPABILITY" => NodeMatcher.Set(Rest(expected, 1), Rest(actual, 1), bindings),
            "PERMANENTFLAGS" or "BADCHARSET" => Each(expected, actual, 1, NodeMatcher.SetList, bindings),
            _ => NodeMatcher.Sequence(Rest(expected, 1), Rest(actual, 1), bindings),
        });
    }

    private static bool MatchesData(IReadOnlyList<Node> expected, IReadOnlyList<Node> actual, Bindings bindings)
    {
        int keyword = actual.Count > 1 && actual[0] is AtomNode number && number.Text.All(char.IsAsciiDigit) ? 1 : 0;
        if (expected.Count <= keyword)
            return NodeMatcher.Sequence(expected, actual, bindings);
        for (int i = 0; i <= keyword; i++)
        {
            if (!NodeMatcher.Node(expected[i], actual[i], bindings))
                return false;
        }

        int at = keyword + 1;
        return Word(actual[keyword]) switch
        {
            "CAPABILITY" or "ENABLED" or "SEARCH" => NodeMatcher.Set(Rest(expected, at), Rest(actual, at), bindings),
            "FLAGS" => Each(expected, actual, at, NodeMatcher.SetList, bindings),
            "FETCH" or "UIDFETCH" => Each(expected, actual, at, NodeMatcher.FetchItems, bindings),
            "ID" => Each(expected, actual, at, NodeMatcher.Pairs, bindings),
            "LIST" or "LSUB" => MatchesList(expected, actual, at, bindings),
            "STATUS" => MatchesStatus(expected, actual, at, bindings),
            "ESEARCH" => MatchesESearch(Rest(expected, at), Rest(actual, at), bindings),
            _ => NodeMatcher.Sequence(Rest(expected, at), Rest(actual, at), bindings),
        };
    }

    // mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox
    private static bool MatchesList(IReadOnlyList<Node> expected, IReadOnlyList<Node> actual, int at, Bindings bindings)
    {
        if (expected.Count < at + 3 || actual.Count < at + 3)
            return NodeMatcher.Sequence(Rest(expected, at), Rest(actual, at), bindings);
        return NodeMatcher.SetList(expected[at], actual[at], bindings)
            && NodeMatcher.Node(expected[at + 1], actual[at + 1], bindings)
            && NodeMatcher.Mailbox(expected[at + 2], actual[at + 2], bindings)
            && NodeMatcher.Sequence(Rest(expected, at + 3), Rest(actual, at + 3), bindings);
    }

    private static bool MatchesStatus(IReadOnlyList<Node> expected, IReadOnlyList<Node> actual, int at, Bindings bindings) =>
        expected.Count == at + 2 && actual.Count == at + 2
        && NodeMatcher.Mailbox(expected[at], actual[at], bindings)
        && NodeMatcher.Pairs(expected[at + 1], actual[at + 1], bindings);

    // esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data), each a name and a value (RFC 4466 §3)
    private static bool MatchesESearch(List<Node> expected, List<Node> actual, Bindings bindings)
    {
        int head = expected.TakeWhile(static (node, i) => (i == 0 && node is ListNode) || Word(node) == "UID").Count();
        return actual.Count >= head
            && NodeMatcher.Sequence(expected[..head], actual[..head], bindings)
            && NodeMatcher.Pairs(new ListNode(expected[head..]), new ListNode(actual[head..]), bindings);
    }

    private static bool Each(
        IReadOnlyList<Node> expected, IReadOnlyList<Node> actual, int at, Func<Node, Node, Bindings, bool> matches, Bindings bindings)
    {
        if (expected.Count == at + 1 && expected[at] is RestNode)
            return true;
        if (expected.Count != actual.Count)
            return false;
        for (int i = at; i < expected.Count; i++)
        {
            if (!matches(expected[i], actual[i], bindings))
                return false;
        }

        return true;
    }

    private static string Word(Node node) => node is AtomNode atom ? atom.Text.ToUpperInvariant() : "";

    private static List<Node> Rest(IReadOnlyList<Node> nodes, int from) => nodes.Skip(from).ToList();
}

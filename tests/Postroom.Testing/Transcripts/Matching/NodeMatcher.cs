namespace Postroom.Testing.Transcripts;

/// <summary>Compares values: one with one, and lists as sequences, as sets, or as pairs of a name and a value.</summary>
internal static class NodeMatcher
{
    private enum Case
    {
        /// <summary>Atoms are keywords and flags, their case says nothing; strings are data.</summary>
        Usual,

        /// <summary>A mailbox name: exact, but for INBOX (RFC 3501 §5.1).</summary>
        Mailbox,

        /// <summary>Types, subtypes and encodings of MIME: strings whose case says nothing (RFC 2045 §5.1).</summary>
        Structure,
    }

    public static bool Node(Node expected, Node actual, Bindings bindings) => One(expected, actual, Case.Usual, bindings);

    public static bool Mailbox(Node expected, Node actual, Bindings bindings) => One(expected, actual, Case.Mailbox, bindings);

    public static bool Sequence(IReadOnlyList<Node> expected, IReadOnlyList<Node> actual, Bindings bindings) =>
        Sequence(expected, 0, actual, 0, Case.Usual, bindings);

    /// <summary>A parenthesised list whose order says nothing: flags, attributes, character sets.</summary>
    public static bool SetList(Node expected, Node actual, Bindings bindings) =>
        expected is ListNode wanted && actual is ListNode got ? Set(wanted.Items, got.Items, bindings) : Node(expected, actual, bindings);

    /// <summary>The same elements in any order; <c>...</c> among them allows more.</summary>
    public static bool Set(IReadOnlyList<Node> expected, IReadOnlyList<Node> actual, Bindings bindings)
    {
        // What has no names in it goes first: it fits only what it fits, and leaves the rest to the names.
        List<Node> wanted = [.. expected.Where(e => e is not RestNode).OrderBy(HasCapture)];
        bool more = wanted.Count < expected.Count;
        return (more ? actual.Count >= wanted.Count : actual.Count == wanted.Count)
            && Assign(wanted, [.. actual], bindings, static (e, a, b) => One(e, a, Case.Usual, b));
    }

    /// <summary>Names with values, in any order: STATUS items, ID fields.</summary>
    public static bool Pairs(Node expected, Node actual, Bindings bindings) => Pairs(expected, actual, bindings, fetch: false);

    /// <summary>What FETCH returns: pairs whose values have rules of their own.</summary>
    public static bool FetchItems(Node expected, Node actual, Bindings bindings) => Pairs(expected, actual, bindings, fetch: true);

    private static bool Pairs(Node expected, Node actual, Bindings bindings, bool fetch)
    {
        if (expected is not ListNode wanted || actual is not ListNode got)
            return Node(expected, actual, bindings);
        List<Node> items = [.. wanted.Items.Where(i => i is not RestNode)];
        bool more = items.Count < wanted.Items.Count;
        if (items.Count % 2 != 0 || got.Items.Count % 2 != 0 || (more ? got.Items.Count < items.Count : got.Items.Count != items.Count))
            return false;
        return Assign(ToPairs(items), ToPairs(got.Items), bindings, (e, a, b) =>
            One(e.Name, a.Name, Case.Usual, b)
            && (fetch && a.Name is AtomNode name ? FetchItem(name.Text, e.Value, a.Value, b) : Node(e.Value, a.Value, b)));
    }

    private static bool FetchItem(string name, Node expected, Node actual, Bindings bindings) => name.ToUpperInvariant() switch
    {
        "FLAGS" => SetList(expected, actual, bindings),
        "BODY" or "BODYSTRUCTURE" => One(expected, actual, Case.Structure, bindings),
        // date-day-fixed = (SP DIGIT) / 2DIGIT: "01-Feb-1994" and " 1-Feb-1994" are one date.
        "INTERNALDATE" when expected is StringNode { Text: ['0' or ' ', ..] } date && actual is StringNode { Text: ['0' or ' ', ..] } got =>
            Node(date with { Text = date.Text[1..] }, got with { Text = got.Text[1..] }, bindings),
        _ => Node(expected, actual, bindings),
    };

    private static List<(Node Name, Node Value)> ToPairs(IReadOnlyList<Node> items)
    {
        var pairs = new List<(Node, Node)>();
        for (int i = 0; i < items.Count; i += 2)
            pairs.Add((items[i], items[i + 1]));
        return pairs;
    }

    // Finds each wanted element its own actual one. A choice that binds a name wrongly is taken back.
    private static bool Assign<T>(List<T> wanted, List<T> actual, Bindings bindings, Func<T, T, Bindings, bool> matches)
    {
        if (wanted.Count == 0)
            return true;
        for (int i = 0; i < actual.Count; i++)
        {
            Bindings tried = bindings.Copy();
            if (!matches(wanted[0], actual[i], tried))
                continue;
            List<T> left = [.. actual];
            left.RemoveAt(i);
            if (Assign(wanted[1..], left, tried, matches))
            {
                bindings.Take(tried);
                return true;
            }
        }

        return false;
    }

    private static bool Sequence(IReadOnlyList<Node> expected, int e, IReadOnlyList<Node> actual, int a, Case rule, Bindings bindings)
    {
        for (; e < expected.Count; e++, a++)
        {
            if (expected[e] is RestNode)
            {
                for (int skip = a; skip <= actual.Count; skip++)
                {
                    Bindings tried = bindings.Copy();
                    if (!Sequence(expected, e + 1, actual, skip, rule, tried))
                        continue;
                    bindings.Take(tried);
                    return true;
                }

                return false;
            }

            if (a >= actual.Count || !One(expected[e], actual[a], rule, bindings))
                return false;
        }

        return a == actual.Count;
    }

    private static bool One(Node expected, Node actual, Case rule, Bindings bindings) => expected switch
    {
        AtomNode atom => Atom(atom.Text, actual, rule, bindings),
        StringNode text => String(text, actual, rule, bindings),
        ListNode list => actual is ListNode got && Sequence(list.Items, 0, got.Items, 0, rule, bindings),
        _ => true,
    };

    private static bool Atom(string expected, Node actual, Case rule, Bindings bindings)
    {
        if (CapturePattern.IsOneCapture(expected))
            return CapturePattern.Matches(expected, actual is StringNode { Text: var plain } ? plain : actual.ToString()!, false, bindings);
        if (actual is ListNode)
            return false;
        string text = actual is StringNode quoted ? quoted.Text : ((AtomNode)actual).Text;
        if (CapturePattern.HasCapture(expected))
            return CapturePattern.Matches(expected, text, rule == Case.Usual && actual is AtomNode, bindings);
        bool nil = expected.Equals("NIL", StringComparison.OrdinalIgnoreCase);
        if (actual is StringNode)
            return !nil && TextEquals(expected, text, rule, keyword: false);
        return TextEquals(expected, text, rule, keyword: true)
            || Section(expected) is { } section && section == Section(text)
            || NumberSet.TryExpand(expected, out List<long> wanted) && NumberSet.TryExpand(text, out List<long> got) && wanted.SequenceEqual(got);
    }

    private static bool String(StringNode expected, Node actual, Case rule, Bindings bindings)
    {
        if (actual is ListNode || actual is AtomNode { IsNil: true })
            return false;
        string text = actual is StringNode quoted ? quoted.Text : ((AtomNode)actual).Text;
        return !expected.IsData && CapturePattern.HasCapture(expected.Text)
            ? CapturePattern.Matches(expected.Text, text, ignoreCase: false, bindings)
            : TextEquals(expected.Text, text, rule, keyword: false);
    }

    private static bool TextEquals(string expected, string actual, Case rule, bool keyword)
    {
        bool ignoreCase = rule switch
        {
            Case.Mailbox => expected.Equals("INBOX", StringComparison.OrdinalIgnoreCase),
            Case.Structure => true,
            _ => keyword,
        };
        return expected.Equals(actual, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    // The names in a section may come quoted or not and in any case: BODY[HEADER.FIELDS ("Date")] is BODY[HEADER.FIELDS (DATE)].
    private static string? Section(string text) =>
        text.Contains('[', StringComparison.Ordinal) ? text.Replace("\"", "", StringComparison.Ordinal).ToUpperInvariant() : null;

    private static bool HasCapture(Node node) => node switch
    {
        AtomNode atom => CapturePattern.HasCapture(atom.Text),
        StringNode text => !text.IsData && CapturePattern.HasCapture(text.Text),
        ListNode list => list.Items.Any(HasCapture),
        _ => false,
    };
}

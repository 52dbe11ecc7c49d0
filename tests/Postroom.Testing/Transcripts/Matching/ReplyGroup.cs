namespace Postroom.Testing.Transcripts;

/// <summary>The replies that came for one group of expectations, and whether they are what it wants.</summary>
/// <param name="carried">Lines that an earlier group of the connection allowed, and that have not come yet.</param>
internal sealed class ReplyGroup(ExpectStep step, IEnumerable<Expectation> carried, Bindings bindings)
{
    private readonly List<Expectation> _wanted = [.. step.Expectations.Where(e => e.Kind == ExpectationKind.Must && !IsPlainExpunge(e.Reply!))];
    private readonly List<Expectation> _wantedExpunges = [.. step.Expectations.Where(e => e.Kind == ExpectationKind.Must && IsPlainExpunge(e.Reply!))];
    private readonly List<Expectation> _unwanted = [.. step.Expectations.Where(e => e.Kind == ExpectationKind.MustNot)];
    private readonly List<Expectation> _allowed = [.. step.Expectations.Where(e => e.Kind == ExpectationKind.May), .. carried];
    private readonly List<Reply> _came = [];
    private readonly List<Reply> _cameExpunges = [];

    /// <summary>How many of the replies that end this group are still to come.</summary>
    public int EndsMissing { get; private set; } = step.Expectations.Count(e => e.Ends);

    private bool HasEnd => step.Expectations.Any(e => e.Ends);

    /// <returns>What is wrong; null if it may be one that is wanted, for all that can be said now.</returns>
    public string? Add(Reply reply)
    {
        if (_unwanted.Find(e => ReplyMatcher.Matches(e.Reply!, reply, bindings.Copy())) is { } never)
            return $"this must not come: {never.Text}";
        bool expunge = IsPlainExpunge(reply) && _wantedExpunges.Count > 0;
        bool known = expunge || IsKnown(reply);
        if (!known && reply.Kind == ReplyKind.Tagged)
            return "not the tagged reply that is expected here";
        if (!known && !step.AllowsOthers)
            return "nothing here expects this reply";
        (expunge ? _cameExpunges : _came).Add(reply);
        if (reply.Kind == ReplyKind.Tagged && _wanted.Exists(e => ReplyMatcher.Matches(e.Reply!, reply, bindings.Copy())))
            EndsMissing--;
        return null;
    }

    /// <summary>The end of the connection is a thing to be expected, too.</summary>
    public bool ExpectsClose => step.Expectations.Any(e => e.Kind == ExpectationKind.Closed);

    /// <summary>Replies to a command whose answer the script does not write may lie among these: they are forgiven.</summary>
    public void Forget()
    {
        _came.RemoveAll(r => !IsKnown(r));
        _cameExpunges.Clear();
    }

    /// <summary>Is everything here that was wanted? A group without a tagged line at its end is complete as soon as it is.</summary>
    public bool IsComplete => !HasEnd && Settle(take: true) is null;

    /// <summary>Binds the names of the group.</summary>
    /// <returns>What is missing or too many; null when all is as it should be.</returns>
    public string? Finish() => Settle(take: true);

    /// <summary>What may still come: a group without a tagged line ends as soon as what must come is there.</summary>
    public List<Expectation> StillAllowed { get; private set; } = [];

    private bool IsKnown(Reply reply) =>
        _wanted.Exists(e => ReplyMatcher.Matches(e.Reply!, reply, bindings.Copy()))
        || _allowed.Exists(e => ReplyMatcher.Matches(e.Reply!, reply, bindings.Copy()));

    private string? Settle(bool take)
    {
        if (ExpungeFault() is { } fault)
            return fault;
        Bindings tried = bindings.Copy();
        if (Assign(0, [.. _came], tried))
        {
            if (take)
                bindings.Take(tried);
            return null;
        }

        return Explain();
    }

    // Each expectation its own reply. With names in them the first that fits need not be the right one.
    private bool Assign(int at, List<Reply> left, Bindings tried)
    {
        if (at == _wanted.Count)
            return step.AllowsOthers || TakeAllowed(left, tried);
        for (int i = 0; i < left.Count; i++)
        {
            Bindings further = tried.Copy();
            if (!ReplyMatcher.Matches(_wanted[at].Reply!, left[i], further))
                continue;
            List<Reply> rest = [.. left];
            rest.RemoveAt(i);
            if (Assign(at + 1, rest, further))
            {
                tried.Take(further);
                return true;
            }
        }

        return false;
    }

    private bool TakeAllowed(List<Reply> left, Bindings tried)
    {
        List<Expectation> allowed = [.. _allowed];
        foreach (Reply reply in left)
        {
            int found = allowed.FindIndex(e => ReplyMatcher.Matches(e.Reply!, reply, tried.Copy()));
            if (found < 0)
                return false;
            ReplyMatcher.Matches(allowed[found].Reply!, reply, tried);
            allowed.RemoveAt(found);
        }

        StillAllowed = allowed;
        return true;
    }

    // EXPUNGE numbers depend on the ones before: "3 3 5 8" and "11 7 4 3" remove the same messages (RFC 3501 §7.4.1).
    private string? ExpungeFault()
    {
        List<long> wanted = Originals(_wantedExpunges.Select(e => e.Reply!.Number!.Value));
        List<long> came = Originals(_cameExpunges.Select(r => r.Number!.Value));
        if (step.AllowsOthers ? wanted.TrueForAll(came.Contains) : wanted.ToHashSet().SetEquals(came))
            return null;
        return $"messages removed: {Print(came)}; the script wants {Print(wanted)} (by the numbers they had before)";
    }

    private static string Print(List<long> numbers) => numbers.Count == 0 ? "none" : string.Join(", ", numbers.Order());

    private static List<long> Originals(IEnumerable<long> expunged)
    {
        var originals = new SortedSet<long>();
        var all = new List<long>();
        foreach (long number in expunged)
        {
            long original = number;
            foreach (long earlier in originals)
            {
                if (earlier <= original)
                    original++;
            }

            originals.Add(original);
            all.Add(original);
        }

        return all;
    }

    private string Explain()
    {
        var missing = new List<string>();
        List<Reply> left = [.. _came];
        Bindings tried = bindings.Copy();
        foreach (Expectation wanted in _wanted)
        {
            int found = left.FindIndex(r => ReplyMatcher.Matches(wanted.Reply!, r, tried.Copy()));
            if (found < 0)
            {
                missing.Add($"line {wanted.Line}: {wanted.Text}");
                continue;
            }

            ReplyMatcher.Matches(wanted.Reply!, left[found], tried);
            left.RemoveAt(found);
        }

        string text = missing.Count == 0 ? "" : "did not come: " + string.Join("; ", missing);
        if (left.Count > 0 && !step.AllowsOthers)
            text += (text.Length == 0 ? "" : "; and ") + "came without being expected: " + string.Join("; ", left.Select(r => WireText.ForPrint(r.Wire)));
        return text.Length == 0 ? "the names in braces do not fit together" : text;
    }

    private static bool IsPlainExpunge(Reply reply) => reply.Number is not null && reply.Keyword == "EXPUNGE";
}

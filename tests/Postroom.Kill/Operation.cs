namespace Postroom.Kill;

/// <summary>A command that was sent: what it names, and what it does when it happens.</summary>
/// <param name="Owner">Whose client sent it.</param>
/// <param name="Sources">The messages it names, by ascending UID.</param>
internal abstract record Operation(int Owner, IReadOnlyList<Entry> Sources)
{
    /// <summary>After a kill: true if it happened, false if not; throws when it happened in part.</summary>
    public abstract bool Judge(AccountModel model, Inspected found);

    /// <summary>Enters it in the model as happened. <paramref name="uids"/> are those that it gave to new messages.</summary>
    public abstract void Apply(AccountModel model, IReadOnlyList<uint> uids);

    /// <summary>UIDs of messages that <paramref name="found"/> shows and nobody was told of, in one mailbox, with one of these letters.</summary>
    public static IReadOnlyList<uint> Unknown(
        AccountModel model, Inspected found, string mailbox, IReadOnlyCollection<int> letters) =>
        [.. found.Messages.Where(entry => entry.Key.Mailbox == mailbox && entry.Value.Letter is { } letter && letters.Contains(letter) && !model.WasGiven(entry.Key))
            .Select(entry => entry.Key.Uid).Order()];

    protected string Names => string.Join(", ", Sources);

    protected bool AreAll(Func<Entry, bool> holds) => Sources.All(holds);
}

/// <summary>APPEND.</summary>
internal sealed record AppendOperation(int Owner, string Mailbox, int Letter, IReadOnlySet<string> Flags) : Operation(Owner, [])
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        IReadOnlyList<uint> uids = Unknown(model, found, Mailbox, [Letter]);
        if (uids.Count > 1)
        {
            throw new KillViolationException($"An APPEND that was cut off is there {uids.Count} times: {this}");
        }

        if (uids.Count == 1)
        {
            Apply(model, uids);
        }

        return uids.Count == 1;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids) => model.Add(new Entry(Mailbox, uids[0], Letter, Owner, Flags));

    public override string ToString() => FormattableString.Invariant($"APPEND {Mailbox} letter {Letter} ({string.Join(' ', Flags)})");
}

/// <summary>STORE: all its messages then have <paramref name="After"/> of each.</summary>
internal sealed record StoreOperation(int Owner, IReadOnlyList<Entry> Sources, string Text, Func<Entry, IReadOnlySet<string>> After) : Operation(Owner, Sources)
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        bool Has(Entry entry, IReadOnlySet<string> flags) => found.Messages.TryGetValue(entry.Key, out Found? there) && there.Flags.SetEquals(flags);
        bool isOld = AreAll(entry => Has(entry, entry.Flags));
        if (!isOld && !AreAll(entry => Has(entry, After(entry))))
        {
            throw new KillViolationException($"A STORE that was cut off happened in part, or its flags are others: {this}");
        }

        if (!isOld)
        {
            Apply(model, []);
        }

        return !isOld;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids)
    {
        foreach (Entry entry in Sources)
        {
            model.Replace(entry with { Flags = After(entry) });
        }
    }

    public override string ToString() => $"STORE {Text} of {Names}";
}

/// <summary>COPY and MOVE.</summary>
internal sealed record CopyOperation(int Owner, IReadOnlyList<Entry> Sources, string Target, bool IsMove) : Operation(Owner, Sources)
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        IReadOnlyList<uint> uids = Unknown(model, found, Target, [.. Sources.Select(entry => entry.Letter)]);
        bool areThere = AreAll(entry => found.Messages.ContainsKey(entry.Key));
        bool areGone = AreAll(entry => !found.Messages.ContainsKey(entry.Key));
        bool isDone = uids.Count == Sources.Count && (IsMove ? areGone : areThere)
            && Enumerable.Range(0, uids.Count).All(i => found.Messages[(Target, uids[i])].Letter == Sources[i].Letter);
        if (!isDone && !(uids.Count == 0 && areThere))
        {
            throw new KillViolationException($"A {(IsMove ? "MOVE" : "COPY")} that was cut off happened in part: {this}; new in the target: {string.Join(",", uids)}");
        }

        if (isDone)
        {
            Apply(model, uids);
        }

        return isDone;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids)
    {
        for (int i = 0; i < Sources.Count; i++)
        {
            if (IsMove)
            {
                model.Remove(Sources[i]);
            }

            model.Add(Sources[i] with { Mailbox = Target, Uid = uids[i] });
        }
    }

    public override string ToString() => $"{(IsMove ? "MOVE" : "COPY")} to {Target} of {Names}";
}

/// <summary>UID EXPUNGE of messages that all have \Deleted.</summary>
internal sealed record ExpungeOperation(int Owner, IReadOnlyList<Entry> Sources) : Operation(Owner, Sources)
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        bool areGone = AreAll(entry => !found.Messages.ContainsKey(entry.Key));
        if (!areGone && !AreAll(entry => found.Messages.ContainsKey(entry.Key)))
        {
            throw new KillViolationException($"An EXPUNGE that was cut off happened in part: {this}");
        }

        if (areGone)
        {
            Apply(model, []);
        }

        return areGone;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids)
    {
        foreach (Entry entry in Sources)
        {
            model.Remove(entry);
        }
    }

    public override string ToString() => $"EXPUNGE of {Names}";
}

namespace Postroom.Kill;

/// <summary>CREATE of a mailbox that only <paramref name="Owner"/> uses.</summary>
internal sealed record CreateOperation(int Owner, string Mailbox) : Operation(Owner, [])
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        bool isThere = found.Mailboxes.ContainsKey(Mailbox);
        if (isThere)
        {
            Apply(model, []);
        }

        return isThere;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids) => model.Create(Mailbox, Owner);

    public override string ToString() => $"CREATE {Mailbox}";
}

/// <summary>DELETE of a mailbox without inferiors, with all that is in it.</summary>
internal sealed record DeleteOperation(int Owner, string Mailbox) : Operation(Owner, [])
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        bool isGone = !found.Mailboxes.ContainsKey(Mailbox);
        if (isGone)
        {
            Apply(model, []);
        }

        return isGone;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids) => model.Delete(Mailbox);

    public override string ToString() => $"DELETE {Mailbox}";
}

/// <summary>RENAME of a mailbox, and of its inferiors with it (RFC 3501 §6.3.5).</summary>
/// <param name="Owner">Whose mailboxes they are.</param>
/// <param name="Moved">Each name before and after, the one that the command names first.</param>
internal sealed record RenameOperation(int Owner, IReadOnlyList<(string From, string To)> Moved) : Operation(Owner, [])
{
    public override bool Judge(AccountModel model, Inspected found)
    {
        bool isDone = Moved.All(name => !found.Mailboxes.ContainsKey(name.From) && found.Mailboxes.ContainsKey(name.To));
        if (!isDone && !Moved.All(name => found.Mailboxes.ContainsKey(name.From) && !found.Mailboxes.ContainsKey(name.To)))
        {
            throw new KillViolationException($"A RENAME that was cut off happened in part: {this}; there are {string.Join(", ", found.Mailboxes.Keys)}");
        }

        if (isDone)
        {
            Apply(model, []);
        }

        return isDone;
    }

    public override void Apply(AccountModel model, IReadOnlyList<uint> uids)
    {
        foreach ((string from, string to) in Moved)
        {
            model.Rename(from, to);
        }
    }

    public override string ToString() => $"RENAME {string.Join(", ", Moved.Select(name => $"{name.From} to {name.To}"))}";
}

using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What the client takes mailboxes to be called while it reads one line after the other.</summary>
internal sealed class BelievedNames
{
    private readonly Dictionary<MailboxId, Believed> _byId = [];

    internal BelievedNames(MailboxList mailboxes)
    {
        foreach (MailboxInfo mailbox in mailboxes)
        {
            Add(mailbox.Id, mailbox.Name, mailbox.IsSelectable);
        }
    }

    internal void Add(MailboxId id, MailboxName name, bool isMailbox) => _byId[id] = new(id, name, isMailbox);

    internal void Remove(MailboxId id) => _byId.Remove(id);

    internal bool Knows(MailboxId id) => _byId.ContainsKey(id);

    /// <summary>"When a mailbox is renamed, its children are renamed too" (RFC 5465 §5.4).</summary>
    internal void Rename(MailboxName from, MailboxName to)
    {
        foreach (Believed one in _byId.Values.Where(one => one.Name == from || one.Name.IsBelow(from)).ToArray())
        {
            // Too long or too deep, it has been renamed by itself since, or is gone: that is told behind this.
            if (MailboxName.TryCreate(to.Value + one.Name.Value[from.Value.Length..], out MailboxName? name, out _))
            {
                _byId[one.Id] = one with { Name = name };
            }
        }
    }

    /// <summary>Those that are not there any more, in order of names.</summary>
    internal Believed[] GoneFrom(MailboxList now) => [.. _byId.Values.Where(one => now.Find(one.Id) is null).OrderBy(static one => one.Name)];

    /// <summary>Those that are called something else, those above others first.</summary>
    internal Believed[] MisnamedIn(MailboxList now) =>
        [.. _byId.Values.Where(one => now.Find(one.Id) is { } mailbox && mailbox.Name != one.Name).OrderBy(static one => one.Name.LevelCount).ThenBy(static one => one.Name)];

    /// <summary>All names.</summary>
    internal HashSet<MailboxName> ToSet() => [.. _byId.Values.Select(static one => one.Name)];

    /// <summary>One of them.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="IsMailbox">False for a name that holds no messages.</param>
    internal readonly record struct Believed(MailboxId Id, MailboxName Name, bool IsMailbox);
}

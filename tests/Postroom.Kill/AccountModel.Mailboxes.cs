namespace Postroom.Kill;

internal sealed partial class AccountModel
{
    // Whose a mailbox is; those that all use are nobody's. The rest of a new account's stay empty: reading them takes time.
    private const int Nobody = -1;
    private const int Unused = -2;
    private readonly Dictionary<string, int> _mailboxes = new()
    {
        ["INBOX"] = Nobody, ["Archive"] = Nobody, ["Sent"] = Nobody, ["Drafts"] = Unused, ["Junk"] = Unused, ["Trash"] = Unused,
    };

    private readonly Dictionary<string, (uint UidValidity, uint UidNext)> _told = [];
    private readonly Dictionary<string, uint> _highestUidValidity = [];
    private readonly HashSet<string> _renamed = [];

    /// <summary>The mailboxes that a client may put messages into: those of all, and its own.</summary>
    public IReadOnlyList<string> MailboxesFor(int owner)
    {
        lock (_lock)
        {
            return [.. _mailboxes.Where(mailbox => mailbox.Value == Nobody || mailbox.Value == owner).Select(mailbox => mailbox.Key).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The mailboxes that a client may rename and delete.</summary>
    public IReadOnlyList<string> MailboxesOf(int owner)
    {
        lock (_lock)
        {
            return [.. _mailboxes.Where(mailbox => mailbox.Value == owner).Select(mailbox => mailbox.Key).Order(StringComparer.Ordinal)];
        }
    }

    public void Create(string mailbox, int owner)
    {
        lock (_lock)
        {
            _mailboxes.Add(mailbox, owner);
        }
    }

    public void Delete(string mailbox)
    {
        lock (_lock)
        {
            _mailboxes.Remove(mailbox);
            _told.Remove(mailbox);
            _renamed.Remove(mailbox);
            foreach ((string Mailbox, uint Uid) key in _given.Keys.Where(key => key.Mailbox == mailbox).ToList())
            {
                _given.Remove(key);
                _entries.Remove(key);
            }
        }
    }

    /// <summary>Its messages keep their UIDs.</summary>
    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            _mailboxes.Add(to, _mailboxes[from]);
            _mailboxes.Remove(from);
            _renamed.Remove(from);
            _renamed.Add(to);
            if (_told.Remove(from, out (uint UidValidity, uint UidNext) told))
            {
                _told.Add(to, told);
            }

            foreach (((string Mailbox, uint Uid) key, int letter) in _given.Where(given => given.Key.Mailbox == from).ToList())
            {
                _given.Remove(key);
                _given.Add((to, key.Uid), letter);
                if (_entries.Remove(key, out Entry? entry))
                {
                    _entries.Add((to, key.Uid), entry with { Mailbox = to });
                }
            }
        }
    }

    /// <summary>All that was found is as it must be: what mailboxes told is held against them from now on.</summary>
    public void Settle(Inspected found)
    {
        foreach ((string mailbox, (uint UidValidity, uint UidNext) told) in found.Mailboxes)
        {
            _told[mailbox] = told;
            _highestUidValidity[mailbox] = told.UidValidity;
        }

        _renamed.Clear();
    }

    private IEnumerable<string> MailboxDifferences(IReadOnlyDictionary<string, (uint UidValidity, uint UidNext)> found)
    {
        foreach (string mailbox in _mailboxes.Keys.Except(found.Keys))
        {
            yield return $"Lost: mailbox {mailbox}";
        }

        foreach ((string mailbox, (uint UidValidity, uint UidNext) now) in found)
        {
            if (!_mailboxes.ContainsKey(mailbox))
            {
                yield return $"{(_highestUidValidity.ContainsKey(mailbox) ? "Resurrected" : "Ghost")}: mailbox {mailbox}";
                continue;
            }

            if (UidValidityFault(mailbox, now.UidValidity) is { } fault)
            {
                yield return fault;
            }

            uint highest = _given.Keys.Where(key => key.Mailbox == mailbox).Select(key => key.Uid).DefaultIfEmpty().Max();
            uint before = _told.GetValueOrDefault(mailbox).UidNext;
            if (highest >= now.UidNext || before > now.UidNext)
            {
                yield return $"{mailbox}: UIDNEXT is {now.UidNext}, but it was {before}, and UID {highest} was given out.";
            }
        }
    }

    // The same mailbox keeps it, but for a RENAME onto a name that has had a higher one; another mailbox under an old name has a higher one.
    private string? UidValidityFault(string mailbox, uint uidValidity)
    {
        bool hasBefore = _told.TryGetValue(mailbox, out (uint UidValidity, uint UidNext) before);
        uint highest = _highestUidValidity.GetValueOrDefault(mailbox);
        bool isSame = hasBefore && uidValidity == before.UidValidity;
        bool isRight = hasBefore && !_renamed.Contains(mailbox) ? isSame
            : hasBefore ? (isSame ? uidValidity >= highest : uidValidity > highest && uidValidity > before.UidValidity)
            : uidValidity > highest;
        return isRight ? null : $"{mailbox}: UIDVALIDITY is {uidValidity}; the mailbox had {before.UidValidity}, its name {highest}.";
    }
}

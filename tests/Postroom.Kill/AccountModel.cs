namespace Postroom.Kill;

/// <summary>What an account must hold, from all that was answered OK. Safe for the account's clients at once.</summary>
internal sealed partial class AccountModel(string name)
{
    private const int LogLines = 300;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Mailbox, uint Uid), Entry> _entries = [];
    private readonly Dictionary<(string Mailbox, uint Uid), int> _given = [];
    private readonly HashSet<int> _voided = [];
    private readonly Queue<string> _log = new();

    public string Name { get; } = name;

    /// <summary>What the account's clients did last.</summary>
    public string LogText
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _log);
            }
        }
    }

    public void Log(string line)
    {
        lock (_lock)
        {
            _log.Enqueue(line);
            if (_log.Count > LogLines)
            {
                _log.Dequeue();
            }
        }
    }

    /// <summary>A client's messages in one mailbox, by ascending UID.</summary>
    public IReadOnlyList<Entry> Of(int owner, string mailbox)
    {
        lock (_lock)
        {
            return [.. _entries.Values.Where(entry => entry.Owner == owner && entry.Mailbox == mailbox).OrderBy(entry => entry.Uid)];
        }
    }

    /// <summary>True for a UID that was ever given to a message that the oracle knows, expunged ones too.</summary>
    public bool WasGiven((string Mailbox, uint Uid) key)
    {
        lock (_lock)
        {
            return _given.ContainsKey(key);
        }
    }

    /// <exception cref="KillViolationException">The UID was given out before, or is below UIDNEXT as last told.</exception>
    public void Add(Entry entry)
    {
        lock (_lock)
        {
            if (!_given.TryAdd(entry.Key, entry.Letter))
            {
                throw new KillViolationException($"UID reused: {entry} had letter {_given[entry.Key]} before.");
            }

            if (_told.TryGetValue(entry.Mailbox, out (uint UidValidity, uint UidNext) told) && entry.Uid < told.UidNext)
            {
                throw new KillViolationException($"{entry} got a UID below the UIDNEXT {told.UidNext} that had been told.");
            }

            _entries.Add(entry.Key, entry);
        }
    }

    public void Replace(Entry entry)
    {
        lock (_lock)
        {
            _entries[entry.Key] = entry;
        }
    }

    public void Remove(Entry entry)
    {
        lock (_lock)
        {
            _entries.Remove(entry.Key);
        }
    }

    /// <summary>An APPEND that had not happened when the server came back: its message must never turn up.</summary>
    public void Void(int letter) => _voided.Add(letter);

    /// <summary>Every difference between what must be there and what is, a sentence each.</summary>
    public IEnumerable<string> Differences(Inspected inspected)
    {
        foreach (string mailbox in MailboxDifferences(inspected.Mailboxes))
        {
            yield return mailbox;
        }

        IReadOnlyDictionary<(string Mailbox, uint Uid), Found> found = inspected.Messages;
        foreach (Entry entry in _entries.Values)
        {
            if (!found.TryGetValue(entry.Key, out Found? there))
            {
                yield return $"Lost: {entry}";
            }
            else if (there.Letter != entry.Letter)
            {
                yield return $"Corrupted: {entry} is {(there.Letter is { } other ? $"letter {other}" : "no letter as it was sent")}";
            }
            else if (!there.Flags.SetEquals(entry.Flags))
            {
                yield return $"Flags: {entry} has ({string.Join(' ', there.Flags)})";
            }
        }

        foreach (((string Mailbox, uint Uid) key, Found there) in found)
        {
            if (!_entries.ContainsKey(key))
            {
                string kind = _given.ContainsKey(key) ? "Resurrected" : there.Letter is { } letter && _voided.Contains(letter) ? "Late" : "Ghost";
                yield return FormattableString.Invariant($"{kind}: {key.Mailbox}/{key.Uid} is letter {there.Letter}");
            }
        }
    }
}

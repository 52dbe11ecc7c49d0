using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>A mailbox's keywords by number, while a commit is made (INVARIANTS 6).</summary>
internal sealed class KeywordTable(IReadOnlyList<string?> names, int limit, Func<HashSet<int>> used)
{
    internal const int InWord = 58;

    private const int Shift = 5; // FlagBits.FirstKeyword

    private readonly HashSet<int> _held = []; // named by this commit: not free, whatever messages carry
    private List<string?>? _changed;

    internal IReadOnlyList<string?> Names => _changed ?? names;

    /// <summary>The flags in this mailbox's numbering; \Recent and flags that nobody knows are left out.</summary>
    /// <param name="flags">Which.</param>
    /// <param name="create">True: keywords that are not there are made; false: they are left out.</param>
    /// <param name="word">The flags.</param>
    /// <returns>False when there is no room for a keyword.</returns>
    internal bool TryResolve(IReadOnlyList<Flag> flags, bool create, out FlagWord word)
    {
        ulong bits = 0;
        List<ushort>? more = null;
        word = default;
        foreach (Flag flag in flags)
        {
            if (flag.IsSystem)
            {
                bits |= (ulong)FlagNames.BitOf(flag);
                continue;
            }

            int number = Find(flag.Name);
            if (number < 0 && create && !TryAdd(flag.Name, out number))
            {
                return false;
            }

            if (number >= 0)
            {
                _held.Add(number);
            }

            if (number >= InWord)
            {
                (more ??= []).Add((ushort)number);
            }
            else if (number >= 0)
            {
                bits |= 1UL << (Shift + number);
            }
        }

        word = FlagWord.Of(bits, more is null ? [] : [.. more.Distinct().Order()]);
        return true;
    }

    private int Find(string name)
    {
        IReadOnlyList<string?> all = Names;
        for (int i = 0; i < all.Count; i++)
        {
            if (string.Equals(all[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private bool TryAdd(string name, out int number)
    {
        _changed ??= [.. names];
        number = _changed.IndexOf(null);
        if (number < 0 && _changed.Count >= InWord)
        {
            Reclaim();
            number = _changed.IndexOf(null);
        }

        if (number < 0 && _changed.Count >= limit)
        {
            return false;
        }

        if (number < 0)
        {
            number = _changed.Count;
            _changed.Add(name);
        }
        else
        {
            _changed[number] = name;
        }

        return true;
    }

    // Numbers that no message carries are free again. Looked for only when the word is full: it reads all messages' flags.
    private void Reclaim()
    {
        HashSet<int> inUse = used();
        for (int i = 0; i < _changed!.Count; i++)
        {
            if (!inUse.Contains(i) && !_held.Contains(i))
            {
                _changed[i] = null;
            }
        }
    }
}

using System.Numerics;
using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>Flags of one mailbox in another's numbering: keywords keep their names, not their numbers. Each keyword is looked up once.</summary>
internal sealed class KeywordTranslation(KeywordTable target)
{
    private readonly Dictionary<int, (string Name, FlagWord Word)> _byNumber = [];
    private readonly Dictionary<string, FlagWord> _byName = new(StringComparer.Ordinal); // in the order in which they were looked up
    private KeywordTable _target = target;

    /// <summary>A message's flags as the target has them; false when it has no room for a keyword.</summary>
    internal bool TryTranslate(MailboxSnapshot from, MessageChunk chunk, int index, out FlagWord flags)
    {
        ulong word = chunk.Flags[index];
        flags = new FlagWord(word & (ulong)FlagNames.SystemMask, []);
        for (ulong rest = (word & ~(ulong)FlagBits.HasMoreKeywords) / (ulong)FlagBits.FirstKeyword; rest != 0; rest &= rest - 1)
        {
            if (!TryAdd(from, BitOperations.TrailingZeroCount(rest), ref flags))
            {
                return false;
            }
        }

        if ((word & (ulong)FlagBits.HasMoreKeywords) != 0)
        {
            foreach (ushort number in from.MoreKeywordNumbers[chunk.Columns.Uids[index]])
            {
                if (!TryAdd(from, number, ref flags))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>True if <paramref name="table"/>, asked in the same order, gives every keyword the number that it was given here; then keywords that are met from now on are made in it.</summary>
    internal bool TryContinue(KeywordTable table)
    {
        _target = Holds(table) ? table : _target;
        return _target == table;
    }

    private bool Holds(KeywordTable table)
    {
        foreach ((string name, FlagWord word) in _byName)
        {
            if (!table.TryResolve([Flag.Parse(name)], create: true, out FlagWord there) || !there.Same(word))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryAdd(MailboxSnapshot from, int number, ref FlagWord flags)
    {
        string name = from.Info.Keywords[number]!;
        if (!_byNumber.TryGetValue(number, out (string Name, FlagWord Word) known) || known.Name != name)
        {
            if (!_byName.TryGetValue(name, out FlagWord word))
            {
                if (!_target.TryResolve([Flag.Parse(name)], create: true, out word))
                {
                    return false;
                }

                _byName.Add(name, word);
            }

            _byNumber[number] = known = (name, word);
        }

        flags = flags.With(known.Word);
        return true;
    }
}

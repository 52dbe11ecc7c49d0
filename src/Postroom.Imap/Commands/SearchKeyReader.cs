using System.Runtime.InteropServices;

namespace Postroom.Imap;

/// <summary>Reads search keys without recursion: nesting is bounded by counting, not by the stack.</summary>
internal static class SearchKeyReader
{
    public const int MaxKeys = 2000;

    private enum Kind
    {
        Group,
        Not,
        Or,
    }

    /// <summary>search-key *(SP search-key), to where no space follows (or only the line's last).</summary>
    public static SearchAnd ReadAll(ref ImapReader reader)
    {
        var keys = new List<SearchKey>();
        do
        {
            keys.Add(ReadKey(ref reader));
        }
        while (reader.Rest.Length > 1 && reader.TryReadSpace());
        return new(ValueList.From(keys));
    }

    /// <summary>One search-key, whatever is in it.</summary>
    public static SearchKey ReadKey(ref ImapReader reader)
    {
        var open = new Stack<OpenKey>();
        while (true)
        {
            reader.CountSearchKey();
            if (TryOpen(ref reader, open))
            {
                continue;
            }

            SearchKey key = ReadSimple(ref reader);
            while (open.Count > 0 && TryClose(ref reader, open, ref key))
            {
                open.Pop();
            }

            if (open.Count == 0)
            {
                return key;
            }
        }
    }

    public static void Register(ImapSyntaxBuilder syntax)
    {
        foreach (string name in (string[])["ALL", "NEW", "OLD", "RECENT"])
        {
            var key = new NamedSearchKey(name);
            syntax.SearchKey(name, (ref ImapReader _) => key);
        }

        foreach (Flag flag in (Flag[])[Flag.Answered, Flag.Deleted, Flag.Draft, Flag.Flagged, Flag.Seen])
        {
            string name = flag.Name[1..].ToUpperInvariant();
            var set = new SearchFlag(flag, true);
            var unset = new SearchFlag(flag, false);
            syntax.SearchKey(name, (ref ImapReader _) => set).SearchKey("UN" + name, (ref ImapReader _) => unset);
        }

        syntax.SearchKey("KEYWORD", static (ref ImapReader reader) => new SearchFlag(ReadKeyword(ref reader), true));
        syntax.SearchKey("UNKEYWORD", static (ref ImapReader reader) => new SearchFlag(ReadKeyword(ref reader), false));
        foreach (SearchTextField field in Enum.GetValues<SearchTextField>())
        {
            syntax.SearchKey(field.ToString(), (ref ImapReader reader) => new SearchText(field, ReadText(ref reader)));
        }

        foreach (SearchDateRelation relation in Enum.GetValues<SearchDateRelation>())
        {
            syntax.SearchKey(relation.ToString(), (ref ImapReader reader) => new SearchDate(relation, ReadDate(ref reader), false));
            syntax.SearchKey("SENT" + relation, (ref ImapReader reader) => new SearchDate(relation, ReadDate(ref reader), true));
        }

        syntax.SearchKey("HEADER", static (ref ImapReader reader) =>
        {
            OctetString name = ReadText(ref reader);
            return new SearchHeader(name, ReadText(ref reader));
        });
        syntax.SearchKey("LARGER", static (ref ImapReader reader) => new SearchSize(true, ReadSize(ref reader)));
        syntax.SearchKey("SMALLER", static (ref ImapReader reader) => new SearchSize(false, ReadSize(ref reader)));
        syntax.SearchKey("UID", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new SearchSet(reader.ReadSequenceSet(), true);
        });
    }

    // "(" search-key *(SP search-key) ")" / "NOT" SP search-key / "OR" SP search-key SP search-key: what opens one of these
    private static bool TryOpen(ref ImapReader reader, Stack<OpenKey> open)
    {
        Kind kind;
        if (reader.TryRead((byte)'('))
        {
            kind = Kind.Group;
        }
        else if (reader.TryReadWord("NOT"u8))
        {
            kind = Kind.Not;
            reader.ReadSpace();
        }
        else if (reader.TryReadWord("OR"u8))
        {
            kind = Kind.Or;
            reader.ReadSpace();
        }
        else
        {
            return false;
        }

        if (kind == Kind.Or && open.TryPeek(out OpenKey? outer) && outer.Kind == Kind.Or)
        {
            outer.Wanted++; // OR a OR b c is one of three: a chain of them is flat, and costs no more than its keys
            return true;
        }

        open.Push(new(kind));
        int nesting = 0;
        foreach (OpenKey each in kind == Kind.Or ? [] : open)
        {
            nesting += each.Kind == Kind.Or ? 0 : 1;
        }

        return nesting <= ImapReader.MaxNesting ? true : throw reader.TooDeep();
    }

    // True if the innermost open key is complete with this one; then key is the complete one.
    private static bool TryClose(ref ImapReader reader, Stack<OpenKey> open, ref SearchKey key)
    {
        OpenKey innermost = open.Peek();
        if (innermost.Kind == Kind.Not)
        {
            key = new SearchNot(key);
            return true;
        }

        bool isOr = innermost.Kind == Kind.Or;
        innermost.Keys.Add(key);
        if (isOr ? innermost.Keys.Count < innermost.Wanted : reader.Peek((byte)' '))
        {
            reader.ReadSpace();
            return false;
        }

        if (!isOr)
        {
            reader.ReadClose();
        }

        ValueList<SearchKey> list = ValueList.Create<SearchKey>(CollectionsMarshal.AsSpan(innermost.Keys));
        key = isOr ? new SearchOr(list) : new SearchAnd(list);
        return true;
    }

    private static SearchKey ReadSimple(ref ImapReader reader)
    {
        if (!reader.AtEnd && (Ascii.IsDigit(reader.Rest[0]) || reader.Peek((byte)'*') || reader.Peek((byte)'$')))
        {
            return new SearchSet(reader.ReadSequenceSet(), false);
        }

        return reader.ReadRegistered(reader.Syntax.SearchKeys, "SEARCH key")(ref reader);
    }

    private static Flag ReadKeyword(ref ImapReader reader)
    {
        reader.ReadSpace();
        return Flag.TryParse(reader.ReadAtom("a keyword"), out Flag flag) ? flag : throw reader.Wanted("a keyword");
    }

    private static OctetString ReadText(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadAString("a string to search for");
    }

    private static DateOnly ReadDate(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadDate();
    }

    private static ulong ReadSize(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadNumber64();
    }

    // A key whose own keys are not all read yet.
    private sealed class OpenKey(Kind kind)
    {
        public Kind Kind => kind;

        public List<SearchKey> Keys { get; } = [];

        // Of an OR: how many keys it has.
        public int Wanted { get; set; } = 2;
    }
}

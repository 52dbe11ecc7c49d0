using System.Text;

namespace Postroom.Peers;

/// <summary>What a piece of an IMAP answer is, whichever way it was written.</summary>
public enum ImapNodeKind
{
    Nil,
    Atom,
    Text,
    List,
}

/// <summary>One value of an IMAP answer: NIL, an atom, a string (quoted and literal are the same here) or a list.</summary>
public sealed class ImapNode
{
    private ImapNode(ImapNodeKind kind, byte[] octets, IReadOnlyList<ImapNode> items)
    {
        Kind = kind;
        Octets = octets;
        Items = items;
    }

    public static ImapNode Nil { get; } = new(ImapNodeKind.Nil, [], []);

    public ImapNodeKind Kind { get; }

    public byte[] Octets { get; }

    public IReadOnlyList<ImapNode> Items { get; }

    /// <summary>The octets, each as the character of the same number (so nothing is lost).</summary>
    public string Value => Encoding.Latin1.GetString(Octets);

    public bool IsNil => Kind == ImapNodeKind.Nil;

    public bool IsList => Kind == ImapNodeKind.List;

    public static ImapNode Atom(string value) => new(ImapNodeKind.Atom, Encoding.Latin1.GetBytes(value), []);

    public static ImapNode Text(byte[] octets) => new(ImapNodeKind.Text, octets, []);

    public static ImapNode Text(string value) => Text(Encoding.Latin1.GetBytes(value));

    public static ImapNode List(IReadOnlyList<ImapNode> items) => new(ImapNodeKind.List, [], items);

    public bool IsAtom(string value) =>
        Kind == ImapNodeKind.Atom && string.Equals(Value, value, StringComparison.OrdinalIgnoreCase);

    public bool SameAs(ImapNode other)
    {
        if (Kind != other.Kind || !Octets.AsSpan().SequenceEqual(other.Octets) || Items.Count != other.Items.Count)
            return false;
        for (int i = 0; i < Items.Count; i++)
        {
            if (!Items[i].SameAs(other.Items[i]))
                return false;
        }
        return true;
    }

    /// <summary>For people: lists in parentheses, strings in quotes with their odd octets as \xNN.</summary>
    public override string ToString() => Kind switch
    {
        ImapNodeKind.Nil => "NIL",
        ImapNodeKind.Atom => Value,
        ImapNodeKind.Text => Printable.Quote(Octets),
        _ => "(" + string.Join(' ', Items) + ")",
    };
}

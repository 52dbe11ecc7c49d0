namespace Postroom.Testing.Transcripts;

/// <summary>One value of a reply. Text is Latin-1: one char an octet, so that bytes stay bytes and still print.</summary>
internal abstract record Node
{
    public static readonly Node Rest = new RestNode();
}

/// <summary>An atom, a number, NIL, a flag, or a FETCH item with its section in it (<c>BODY[HEADER.FIELDS (TO)]</c>).</summary>
internal sealed record AtomNode(string Text) : Node
{
    public bool IsNil => Text.Equals("NIL", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Text;
}

/// <summary>A quoted string or a literal: which of the two it came as makes no difference (RFC 3501 §4.3).</summary>
/// <param name="IsData">In an expectation: stands for itself, a brace in it is no capture.</param>
internal sealed record StringNode(string Text, bool IsData = false) : Node
{
    public override string ToString() => '"' + Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}

/// <summary>A parenthesised list.</summary>
internal sealed record ListNode(IReadOnlyList<Node> Items) : Node
{
    public override string ToString() => "(" + string.Join(' ', Items) + ")";
}

/// <summary><c>...</c> in an expectation: whatever else stands here.</summary>
internal sealed record RestNode : Node
{
    public override string ToString() => "...";
}

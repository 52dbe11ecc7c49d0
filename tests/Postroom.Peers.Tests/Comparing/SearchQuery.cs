using System.Text;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>What follows the word SEARCH: one key, or keys combined.</summary>
internal abstract record SearchQuery
{
    /// <summary>As it is sent, but for a literal at the end.</summary>
    public abstract string Keys { get; }

    /// <summary>The keys that it is made of.</summary>
    public abstract IEnumerable<SearchKey> Leaves { get; }

    /// <summary>True for a message of which <paramref name="holds"/> says what holds for each single key.</summary>
    public abstract bool Evaluate(Func<SearchKey, bool> holds);

    public sealed override string ToString() => "SEARCH " + Keys + (this is SearchKey { Literal: { } text } ? $" \"{text}\"" : "");

    // NOT and OR take one key each: more than one word goes into parentheses, and one word may.
    protected static string Operand(SearchQuery query) => query is SearchAnd { InParentheses: true } ? query.Keys : $"({query.Keys})";
}

/// <summary>A key of RFC 3501 by itself.</summary>
/// <param name="Written">As it is sent: `HEADER Subject "Re: "`.</param>
/// <param name="Literal">A text sent as a literal in UTF-8 after it, or null.</param>
internal sealed record SearchKey(string Written, string? Literal = null) : SearchQuery
{
    public override string Keys => Literal is null ? Written : "CHARSET UTF-8 " + Written;

    public override IEnumerable<SearchKey> Leaves => [this];

    /// <summary>Octets of <see cref="Literal"/>.</summary>
    public byte[]? LiteralOctets => Literal is null ? null : Encoding.UTF8.GetBytes(Literal);

    /// <summary>BODY, SENTON, ...</summary>
    public string Name => Written.Split(' ')[0];

    /// <summary>The field that the key looks into, in lower case; null for a key that looks into none.</summary>
    public string? Field => Name switch
    {
        "FROM" or "TO" or "CC" or "BCC" or "SUBJECT" => Name.ToLowerInvariant(),
        "HEADER" => Written.Split(' ')[1].ToLowerInvariant(),
        _ => null,
    };

    /// <summary>The text, number, date or set after the key's name (and field).</summary>
    public string Argument
    {
        get
        {
            string written = Literal ?? Written.Split(' ', Name == "HEADER" ? 3 : 2)[^1];
            return written is ['"', .. var text, '"'] ? text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : written;
        }
    }

    public override bool Evaluate(Func<SearchKey, bool> holds) => holds(this);
}

internal sealed record SearchNot(SearchQuery Query) : SearchQuery
{
    public override string Keys => "NOT " + Operand(Query);

    public override IEnumerable<SearchKey> Leaves => Query.Leaves;

    public override bool Evaluate(Func<SearchKey, bool> holds) => !Query.Evaluate(holds);
}

internal sealed record SearchOr(SearchQuery First, SearchQuery Second) : SearchQuery
{
    public override string Keys => $"OR {Operand(First)} {Operand(Second)}";

    public override IEnumerable<SearchKey> Leaves => First.Leaves.Concat(Second.Leaves);

    public override bool Evaluate(Func<SearchKey, bool> holds) => First.Evaluate(holds) || Second.Evaluate(holds);
}

internal sealed record SearchAnd(SearchQuery First, SearchQuery Second, bool InParentheses) : SearchQuery
{
    public override string Keys => InParentheses ? $"({First.Keys} {Second.Keys})" : $"{First.Keys} {Second.Keys}";

    public override IEnumerable<SearchKey> Leaves => First.Leaves.Concat(Second.Leaves);

    public override bool Evaluate(Func<SearchKey, bool> holds) => First.Evaluate(holds) && Second.Evaluate(holds);
}

using System.Text;

namespace Postroom.Imap;

/// <summary>A LIST pattern: "*" is anything, "%" anything without a separator (RFC 9051 §6.3.9). INBOX matches without case.</summary>
/// <remarks>
/// Matching goes through a name once: what stands between wildcards is taken where it is found first, as no later place could do
/// better. Only where "%" follows "*" it is begun anew, and then once a level at most.
/// </remarks>
public sealed class MailboxPattern
{
    /// <summary>Text that is in no name: a search for what cannot be finds nothing, and is no error.</summary>
    public const string Nothing = "\uFFFF";

    private readonly PatternSegment[] _segments; // what stands between the "*": the first begins the name, the last ends it
    private readonly int _leastLength;

    private MailboxPattern(string pattern)
    {
        HasPercent = pattern.Contains('%');
        IsLiteral = !HasPercent && !pattern.Contains('*');
        _segments = [.. pattern.Split('*').Select(static segment => new PatternSegment(segment))];
        _leastLength = _segments.Sum(static segment => segment.LeastLength);
        if (_leastLength > MailboxName.MaxOctets || pattern.AsSpan().Count(MailboxName.Separator) >= MailboxName.MaxLevels)
        {
            _leastLength = int.MaxValue; // no name is so long, or so deep
        }
    }

    /// <summary>It has neither "*" nor "%": at most one name matches.</summary>
    public bool IsLiteral { get; }

    /// <summary>It stops at a level: LSUB then shows the level where only names below it are subscribed (RFC 3501 §6.3.9).</summary>
    public bool HasPercent { get; }

    /// <summary>The reference and the pattern as one canonical form (RFC 9051 §6.3.9: the reference is a prefix).</summary>
    public static MailboxPattern Create(string reference, string pattern)
    {
        // No two wildcards in a row: "%%" is "%", and a run with "*" in it is "*".
        var text = new StringBuilder();
        char before = '\0';
        foreach (char c in reference + pattern)
        {
            bool isWildcard = c is '*' or '%';
            if (isWildcard && before is ('*' or '%'))
            {
                before = c == '*' ? '*' : before;
                text[^1] = before;
            }
            else
            {
                text.Append(before = c);
            }
        }

        return new(MailboxName.TryNormalize(text.ToString(), out string normalized) ? normalized : text.ToString());
    }

    /// <summary>True if <paramref name="name"/> matches.</summary>
    public bool Matches(MailboxName name) => Matches(name.Value);

    /// <summary>True if the canonical name matches; also for levels that are no mailbox.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        if (name.Length < _leastLength)
        {
            return false;
        }

        var text = new PatternText(name);
        if (_segments.Length == 1)
        {
            return _segments[0].EndFrom(text, 0, mustEnd: true) >= 0;
        }

        int at = _segments[0].EndFrom(text, 0, mustEnd: false);
        for (int i = 1; i < _segments.Length && at >= 0; i++)
        {
            at = _segments[i].EndOfFirst(text, at, mustEnd: i == _segments.Length - 1);
        }

        return at >= 0;
    }
}

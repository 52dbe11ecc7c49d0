namespace Postroom.Imap;

/// <summary>A LIST pattern: "*" is anything, "%" anything without a separator (RFC 9051 §6.3.9). INBOX matches without case.</summary>
/// <remarks>Matching takes time in name times pattern, whatever the wildcards: states are tracked side by side, nothing is tried again.</remarks>
public sealed class MailboxPattern
{
    /// <summary>Text that is in no name: a search for what cannot be finds nothing, and is no error.</summary>
    public const string Nothing = "\uFFFF";

    private readonly string _pattern; // no two wildcards in a row: "%%" is "%", and a run with "*" in it is "*"

    private MailboxPattern(string pattern) => _pattern = pattern;

    /// <summary>It has neither "*" nor "%": at most one name matches.</summary>
    public bool IsLiteral => _pattern.AsSpan().IndexOfAny('*', '%') < 0;

    /// <summary>It stops at a level: LSUB then shows the level where only names below it are subscribed (RFC 3501 §6.3.9).</summary>
    public bool HasPercent => _pattern.Contains('%');

    /// <summary>The reference and the pattern as one canonical form (RFC 9051 §6.3.9: the reference is a prefix).</summary>
    public static MailboxPattern Create(string reference, string pattern)
    {
        var text = new System.Text.StringBuilder();
        foreach (char c in reference + pattern)
        {
            bool wildcard = c is '*' or '%';
            if (wildcard && text.Length > 0 && text[^1] is ('*' or '%'))
            {
                text[^1] = c == '*' || text[^1] == '*' ? '*' : '%';
            }
            else
            {
                text.Append(c);
            }
        }

        return new(MailboxName.TryNormalize(text.ToString(), out string normalized) ? normalized : text.ToString());
    }

    /// <summary>True if <paramref name="name"/> matches.</summary>
    public bool Matches(MailboxName name) => Matches(name.Value);

    /// <summary>True if the canonical name matches; also for levels that are no mailbox.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        // States are places in the pattern; here is true where the name so far can have brought us.
        int states = _pattern.Length + 1;
        Span<bool> here = states <= 512 ? stackalloc bool[states] : new bool[states];
        Span<bool> next = states <= 512 ? stackalloc bool[states] : new bool[states];
        int inbox = name.StartsWith("INBOX") && (name.Length == 5 || name[5] == MailboxName.Separator) ? 5 : 0;
        here.Clear();
        here[0] = true;
        SkipWildcards(here);
        for (int i = 0; i < name.Length; i++)
        {
            next.Clear();
            bool any = false;
            for (int state = 0; state < _pattern.Length; state++)
            {
                if (!here[state])
                {
                    continue;
                }

                char wanted = _pattern[state];
                if (wanted == '*' || (wanted == '%' && name[i] != MailboxName.Separator))
                {
                    next[state] = any = true;
                }
                else if (wanted != '%' && (wanted == name[i] || (i < inbox && char.ToUpperInvariant(wanted) == name[i])))
                {
                    next[state + 1] = any = true;
                }
            }

            if (!any)
            {
                return false;
            }

            SkipWildcards(next);
            Span<bool> swap = here;
            here = next;
            next = swap;
        }

        return here[_pattern.Length];
    }

    // A wildcard may stand for nothing.
    private void SkipWildcards(Span<bool> states)
    {
        for (int state = 0; state < _pattern.Length; state++)
        {
            if (states[state] && _pattern[state] is ('*' or '%'))
            {
                states[state + 1] = true;
            }
        }
    }
}

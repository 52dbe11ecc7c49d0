namespace Postroom.Imap.Tests;

/// <summary>LIST patterns: what they match, and that no pattern makes it dear.</summary>
public class MailboxPatternTests
{
    [Theory]
    [InlineData("", "*", "a/b/c", true)]
    [InlineData("", "%", "a", true)]
    [InlineData("", "%", "a/b", false)]
    [InlineData("a/", "%", "a/b", true)]
    [InlineData("", "%/b", "a/b", true)]
    [InlineData("", "*b", "a/b", true)]
    [InlineData("", "a%*c", "a/b/c", true)]
    [InlineData("", "inb%", "INBOX", true)]
    [InlineData("", "inbox/x", "INBOX/x", true)]
    [InlineData("", "inbox/X", "INBOX/x", false)]
    [InlineData("", "inboxes", "INBOXES", false)]
    [InlineData("", "a", "A", false)]
    [InlineData("", "", "a", false)]
    public void Patterns_match(string reference, string pattern, string name, bool matches) =>
        Assert.Equal(matches, MailboxPattern.Create(reference, pattern).Matches(name));

    /// <summary>Against the definition itself, place by place: what the greedy search finds must be what trying everything finds.</summary>
    [Theory]
    [InlineData("ab/", 8, 7)]
    [InlineData("ab/", 40, 12)]
    [InlineData("a/", 60, 20)]
    [InlineData("aab", 60, 20)]
    [InlineData("aaaaaab/", 120, 30)]
    [InlineData("iInN/", 9, 9)]
    public void Patterns_match_as_their_definition_says(string letters, int longestName, int longestPattern)
    {
        var random = new Random(5258);
        int matched = 0;
        for (int round = 0; round < 20000; round++)
        {
            string name = (random.Next(4) switch { 0 => "INBOX/", 1 => "INBOX", _ => "" }) + new string(random.GetItems<char>(letters, random.Next(longestName)));
            string pattern = random.Next(2) == 0
                ? new(random.GetItems<char>(letters + "%*%*", random.Next(longestPattern)))
                : Loosened(name, letters, random);
            bool expected = Defined(pattern, name);
            matched += expected ? 1 : 0;
            Assert.True(expected == MailboxPattern.Create("", pattern).Matches(name), $"{pattern} and {name}");
        }

        Assert.InRange(matched, 2000, 18000); // else they would say little
    }

    /// <summary>20 sessions once sent "*a*a*a..." to an account of 16,000 names, and others waited 11 seconds. This would take them hours.</summary>
    [Theory(Timeout = 60_000)]
    [InlineData("*a", 499, "b")]
    [InlineData("*a%a", 250, "b")]
    [InlineData("a%", 400, "b")]
    [InlineData("*a/%a", 60, "b")]
    [InlineData("*aa%/aa%a", 60, "*b")]
    [InlineData("*ab", 300, "*")]
    public async Task A_hostile_pattern_is_as_cheap_as_others(string part, int times, string end)
    {
        var pattern = MailboxPattern.Create("", string.Concat(Enumerable.Repeat(part, times)) + end);
        string flat = new('a', 1000), deep = string.Join('/', Enumerable.Repeat(new string('a', 14), 64));
        Assert.Equal(0, await Task.Run(() => Enumerable.Range(0, 30_000).Count(_ => pattern.Matches(flat) || pattern.Matches(deep))));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("a*", 32_000)]
    [InlineData("/%", 32_000)]
    [InlineData("*%", 32_000)]
    [InlineData("a", 64_000)]
    public async Task A_pattern_longer_than_any_name_is_not_tried(string part, int times)
    {
        var pattern = MailboxPattern.Create("", string.Concat(Enumerable.Repeat(part, times)) + "b");
        Assert.Equal(0, await Task.Run(() => Enumerable.Range(0, 1_000_000).Count(_ => pattern.Matches("aaaaaaaaaa"))));
    }

    // A pattern that is likely to match: the name with wildcards in place of some of it, and now and then a wrong letter.
    private static string Loosened(string name, string letters, Random random)
    {
        var pattern = new System.Text.StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            switch (random.Next(6))
            {
                case 0: pattern.Append('*'); i += random.Next(4); break;
                case 1: pattern.Append('%'); break;
                case 2: pattern.Append('%'); i += random.Next(2); break;
                default: pattern.Append(random.Next(60) == 0 ? letters[random.Next(letters.Length)] : name[i]); break;
            }
        }

        return pattern.ToString();
    }

    private static bool Defined(string pattern, string name)
    {
        int inbox = name == "INBOX" || name.StartsWith("INBOX/", StringComparison.Ordinal) ? 5 : 0;
        var holds = new bool[pattern.Length + 1, name.Length + 1]; // the rest of the pattern is the rest of the name
        for (int p = pattern.Length; p >= 0; p--)
        {
            for (int n = name.Length; n >= 0; n--)
            {
                holds[p, n] = p == pattern.Length ? n == name.Length : pattern[p] switch
                {
                    '*' => holds[p + 1, n] || (n < name.Length && holds[p, n + 1]),
                    '%' => holds[p + 1, n] || (n < name.Length && name[n] != '/' && holds[p, n + 1]),
                    char c => n < name.Length && (c == name[n] || (n < inbox && char.ToUpperInvariant(c) == name[n])) && holds[p + 1, n + 1],
                };
            }
        }

        return holds[0, 0];
    }
}

namespace Postroom.Server;

/// <summary>A maildir's file name: what stands before its <see cref="InfoMark"/> names the message, what stands behind is its flags.</summary>
internal static class MaildirName
{
    private static readonly (char Letter, string Flag)[] Known =
        [('D', "\\Draft"), ('F', "\\Flagged"), ('P', "$Forwarded"), ('R', "\\Answered"), ('S', "\\Seen"), ('T', "\\Deleted")];

    /// <summary>Between a name and its flags: a colon, which Windows does not allow in a name.</summary>
    public static string InfoMark { get; } = OperatingSystem.IsWindows() ? ";2," : ":2,";

    /// <summary>The name without flags: the same for as long as the message is there.</summary>
    public static string Base(string fileName)
    {
        int info = fileName.IndexOf(InfoMark, StringComparison.Ordinal);
        return info < 0 ? fileName : fileName[..info];
    }

    /// <summary>The flags; <paramref name="keywords"/> are what the letters a to z stand for (Dovecot's dovecot-keywords).</summary>
    public static IReadOnlyList<string> Flags(string fileName, IReadOnlyList<string?> keywords)
    {
        int info = fileName.IndexOf(InfoMark, StringComparison.Ordinal);
        if (info < 0)
        {
            return [];
        }

        var flags = new List<string>();
        foreach (char letter in fileName.AsSpan(info + 3))
        {
            if (Array.Find(Known, entry => entry.Letter == letter) is { Flag: { } flag })
            {
                flags.Add(flag);
            }
            else if (letter is >= 'a' and <= 'z' && letter - 'a' < keywords.Count && keywords[letter - 'a'] is { } keyword)
            {
                flags.Add(keyword);
            }
        }

        return flags;
    }

    /// <summary>The letters for system flags and $Forwarded, in the order that maildir wants, and for keywords by their place in <paramref name="keywords"/>.</summary>
    public static string Letters(IEnumerable<string> flags, List<string> keywords, out bool isComplete)
    {
        isComplete = true;
        var letters = new SortedSet<char>();
        foreach (string flag in flags)
        {
            if (Array.Find(Known, entry => entry.Flag.Equals(flag, StringComparison.OrdinalIgnoreCase)) is { Flag: not null } known)
            {
                letters.Add(known.Letter);
                continue;
            }

            int place = keywords.FindIndex(keyword => keyword.Equals(flag, StringComparison.OrdinalIgnoreCase));
            if (place < 0 && keywords.Count < 26)
            {
                place = keywords.Count;
                keywords.Add(flag);
            }

            if (place >= 0)
            {
                letters.Add((char)('a' + place));
            }

            isComplete &= place >= 0;
        }

        return string.Concat(letters);
    }
}

using System.Globalization;

namespace Postroom.Server;

/// <summary>An mbox's "From " line: who, and when in the form of C's asctime.</summary>
internal static class FromLine
{
    private static readonly string[] Forms =
        ["MMM d HH:mm:ss yyyy", "MMM d HH:mm yyyy", "MMM d HH:mm:ss zzz yyyy", "MMM d HH:mm:ss yyyy zzz", "MMM d HH:mm:ss 'UTC' yyyy", "MMM d HH:mm:ss 'GMT' yyyy"];

    private static readonly string[] Weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>The date, taken as UTC where no zone stands; null when there is none that can be read.</summary>
    public static DateTimeOffset? DateOf(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 2; i < words.Length; i++)
        {
            if (Weekdays.Contains(words[i - 1]))
            {
                string text = string.Join(' ', words[i..]);
                return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
                    ? date
                    : null;
            }
        }

        return null;
    }

    /// <summary>
    /// True for a line that begins a message: "From ", a weekday, a time and a year, in whatever order and with whatever zone. Text
    /// that happens to begin with "From " is none, which programs that do not quote it rely on.
    /// </summary>
    public static bool IsSeparator(string line)
    {
        if (!line.StartsWith("From ", StringComparison.Ordinal))
        {
            return false;
        }

        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Any(word => Weekdays.Contains(word.TrimEnd(',')))
            && words.Any(word => word.Length is 5 or 8 or 7 or 4 && word.Contains(':', StringComparison.Ordinal) && char.IsAsciiDigit(word[0]))
            && words.Any(word => word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int year) && year is > 1969 and < 2200);
    }

    /// <summary>The line for a message, without its end.</summary>
    public static string For(DateTimeOffset date)
    {
        DateTime utc = date.UtcDateTime;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"From postroom {utc.ToString("ddd MMM", CultureInfo.InvariantCulture)} {utc.Day,2} {utc.ToString("HH:mm:ss yyyy", CultureInfo.InvariantCulture)}");
    }
}

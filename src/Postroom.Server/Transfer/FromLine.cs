using System.Globalization;

namespace Postroom.Server;

/// <summary>An mbox's "From " line: who, and when in the form of C's asctime.</summary>
internal static class FromLine
{
    private static readonly string[] Forms =
        ["MMM d HH:mm:ss yyyy", "MMM d HH:mm yyyy", "MMM d HH:mm:ss zzz yyyy", "MMM d HH:mm:ss yyyy zzz", "MMM d HH:mm:ss 'UTC' yyyy", "MMM d HH:mm:ss 'GMT' yyyy"];

    /// <summary>The date, taken as UTC where no zone stands; null when there is none that can be read.</summary>
    public static DateTimeOffset? DateOf(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 2; i < words.Length; i++)
        {
            if (words[i - 1] is "Mon" or "Tue" or "Wed" or "Thu" or "Fri" or "Sat" or "Sun")
            {
                string text = string.Join(' ', words[i..]);
                return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
                    ? date
                    : null;
            }
        }

        return null;
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

using System.Globalization;
using System.Text;

namespace Postroom.Kill;

/// <summary>Messages that are made of a number, so that the oracle needs to keep nothing else.</summary>
internal static class Letter
{
    private const string Mark = "X-Kill: ";

    /// <summary>Mostly a few KiB; one in a hundred is larger than what the server keeps in memory.</summary>
    public static byte[] Of(int number)
    {
        var random = new Random(number);
        int size = random.Next(100) switch
        {
            0 => random.Next(1_100_000, 1_300_000),
            < 10 => random.Next(20_000, 200_000),
            _ => random.Next(50, 5_000),
        };
        var text = new StringBuilder(size + 200);
        text.Append(CultureInfo.InvariantCulture, $"From: Kill <kill@example.org>\r\nMessage-ID: <{number}@kill.example.org>\r\nSubject: number {number}\r\n{Mark}{number}\r\n\r\n");
        while (text.Length < size)
        {
            text.Append((char)random.Next('a', 'z' + 1), random.Next(1, 70)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The number of a message that is octet for octet what <see cref="Of"/> makes; null for any other.</summary>
    public static int? Recognize(byte[] octets)
    {
        string head = Encoding.Latin1.GetString(octets, 0, Math.Min(octets.Length, 500));
        int at = head.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0 || !int.TryParse(head.AsSpan(at + Mark.Length, Math.Max(0, head.IndexOf('\r', at) - at - Mark.Length)), out int number))
        {
            return null;
        }

        return Of(number).AsSpan().SequenceEqual(octets) ? number : null;
    }
}

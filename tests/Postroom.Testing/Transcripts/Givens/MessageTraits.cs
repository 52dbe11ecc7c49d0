using System.Globalization;
using System.Text;

namespace Postroom.Testing.Transcripts;

/// <summary>A message of <c>GIVEN ... with N messages</c> while its clauses are read; what none of them says is the same in every run.</summary>
internal sealed class MessageTraits
{
    public IReadOnlyList<string> Flags { get; set; } = [];

    public string? InternalDate { get; set; }

    public bool IsExpunged { get; set; }

    public string? Body { get; set; }

    public int? BodyOctets { get; set; }

    /// <summary>Fields that a clause gives; a usual one is replaced, another one added.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public GivenMessage ToMessage(int number)
    {
        var fields = new List<(string Name, string Value)>
        {
            ("Date", string.Create(CultureInfo.InvariantCulture, $"Mon, 7 Feb 1994 21:{number / 60 % 60:00}:{number % 60:00} -0800 (PST)")),
            ("From", "Fred Foobar <foobar@Blurdybloop.example>"),
            ("Subject", $"message {number}"),
            ("To", "mooch@owatagu.siam.example"),
            ("Message-Id", $"<B27397-{number:0000000}@Blurdybloop.example>"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "TEXT/PLAIN; CHARSET=US-ASCII"),
        };
        var header = new StringBuilder();
        foreach ((string name, string value) in fields)
            header.Append(name).Append(": ").Append(Headers.TryGetValue(name, out string? other) ? other : value).Append("\r\n");
        foreach ((string name, string value) in Headers.Where(h => !fields.Exists(f => f.Name.Equals(h.Key, StringComparison.OrdinalIgnoreCase))))
            header.Append(name).Append(": ").Append(value).Append("\r\n");
        string body = Body ?? (BodyOctets is { } octets ? Filler(octets) : $"This is message {number}.\r\n");
        return new GivenMessage(Flags, InternalDate, WireText.ToBytes(header + "\r\n" + body), IsExpunged);
    }

    // Lines of 62 octets, so that no line limit is met.
    private static string Filler(int octets)
    {
        const string Line = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWX\r\n";
        var body = new StringBuilder(octets);
        while (body.Length + Line.Length <= octets)
            body.Append(Line);
        return body.Append('x', octets - body.Length).ToString();
    }
}

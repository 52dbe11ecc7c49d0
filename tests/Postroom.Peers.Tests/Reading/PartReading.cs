using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Peers.Tests.Reading;

/// <summary>A part of a message, or the message itself.</summary>
/// <param name="header">Its own fields.</param>
/// <param name="number">Its section number (RFC 3501 §6.4.5); empty for the message itself where that is a multipart.</param>
/// <param name="type">Type and subtype in lower case.</param>
/// <param name="body">As it stands, each character an octet; empty for a container.</param>
/// <param name="isContainer">A multipart or a message: what is in it are parts of their own.</param>
internal sealed partial class PartReading(IReadOnlyList<FieldReading> header, string number, string type, string body, bool isContainer)
{
    public IReadOnlyList<FieldReading> Header => header;

    /// <summary>What stands among the fields and is none.</summary>
    public IReadOnlyList<string> OtherLines { get; init; } = [];

    public string Number => number;

    public string Type => type;

    public string ContentType => this["content-type"];

    public bool HasMimeVersion => header.Any(f => f.Name == "mime-version");

    /// <summary>RFC 2045 §5.1: two tokens, and then nothing or parameters; or no field at all.</summary>
    public bool HasReadableType => !header.Any(f => f.Name == "content-type") || MediaType().IsMatch(ContentType);

    /// <summary>True without a Content-Transfer-Encoding, and with one of RFC 2045 §6.1.</summary>
    public bool HasKnownEncoding => Mechanism(header) is "" or "7bit" or "8bit" or "binary" or "base64" or "quoted-printable";

    public bool IsContainer => isContainer;

    /// <summary>Text for people: reports, which are message/something, too (RFC 3464 §2.1).</summary>
    public bool IsSearched => !isContainer && (type.StartsWith("text/", StringComparison.Ordinal) || type.StartsWith("message/", StringComparison.Ordinal));

    /// <summary>The charset that its Content-Type names, or null.</summary>
    public string? Charset { get; } = Parameter(Field(header, "content-type"), "charset");

    /// <summary>True if the charset says what octets above 127 are: US-ASCII has none, and nobody knows what x-unknown has.</summary>
    public bool HasEightBitCharset => Charset is { } charset && !charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase) && Charsets.IsKnown(charset);

    /// <summary>The body without its transfer encoding, each character an octet.</summary>
    public string Octets { get; } = Mechanism(header) switch
    {
        "base64" => FromBase64(body),
        "quoted-printable" => FromQuotedPrintable(SoftBreak().Replace(body, "")),
        _ => body,
    };

    /// <summary>The octets in their charset.</summary>
    public string Text => HasEightBitCharset ? Charsets.Decode(Charset!, Octets) : FieldReading.Eight(Octets);

    /// <summary>A parameter's value, quoted or not, with a charset or without (RFC 2231 §4); null if it is not there.</summary>
    public static string? Parameter(string field, string name)
    {
        Match found = Regex.Match(field, $"""(^|[;\s]){name}(?<extended>\*)?\s*=\s*("(?<value>[^"]*)"|(?<value>[^\s;"]+))""", RegexOptions.IgnoreCase);
        string value = found.Groups["value"].Value;
        return !found.Success ? null
            : found.Groups["extended"].Success ? Uri.UnescapeDataString(value[(value.LastIndexOf('\'') + 1)..])
            : value.TrimEnd(' ');
    }

    /// <summary>Base64, up to the first padding; what is no letter of it is passed over.</summary>
    public static string FromBase64(string text)
    {
        string letters = NotBase64().Replace(text.Split('=')[0], "");
        letters = letters[..(letters.Length - (letters.Length % 4 == 1 ? 1 : 0))];
        return Encoding.Latin1.GetString(Convert.FromBase64String(letters.PadRight((letters.Length + 3) / 4 * 4, '=')));
    }

    /// <summary>=XX, each an octet.</summary>
    public static string FromQuotedPrintable(string text) =>
        Escape().Replace(text, escape => ((char)byte.Parse(escape.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private static string Mechanism(IReadOnlyList<FieldReading> header) => Field(header, "content-transfer-encoding").Split(';', '(')[0].Trim().ToLowerInvariant();

    [GeneratedRegex("""^\s*[^\s()<>@,;:\\"/\[\]?=]+\s*/\s*[^\s()<>@,;:\\"/\[\]?=]+\s*(;|\(|$)""")]
    private static partial Regex MediaType();

    [GeneratedRegex("=[ \t]*\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex("=([0-9A-Fa-f]{2})")]
    private static partial Regex Escape();

    [GeneratedRegex("[^A-Za-z0-9+/]")]
    private static partial Regex NotBase64();

    /// <summary>The first field of a name, unfolded; empty if there is none.</summary>
    public string this[string name] => Field(header, name);

    private static string Field(IReadOnlyList<FieldReading> header, string name) => header.FirstOrDefault(f => f.Name == name)?.Unfolded ?? "";
}

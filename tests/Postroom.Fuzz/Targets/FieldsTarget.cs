using System.Buffers;
using System.Text;
using Postroom.Fuzz.Grammars;
using Postroom.Mime;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Values of header fields, each given to every reader there is; and charsets, by the name before the first line feed.</summary>
internal sealed class FieldsTarget : FuzzTarget
{
    private static readonly string[] Charsets =
        ["utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "koi8-r", "utf-7", "utf-16", "utf-16le", "utf-32", "iso-2022-jp", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "x-unknown", ""];

    public override string Name => "fields";

    public override string Attacks => "header fields: addresses, dates, message IDs, parameters, encoded words; charsets";

    public override IReadOnlyList<string> Words { get; } =
    [
        "=?utf-8?Q?", "=?utf-8?B?", "?=", "=?", "?", "=C3", "=", "_", "<", ">", "@", ",", ";", ":", "(", ")", "\\", "\"", "\r\n ", "*0*=", "*=", "utf-8''", "%", "%C3%A4", "name*0=",
        "+", "-", "&", "\x1b$B", "\x1b(B", "\x1b$)C", "\x0e", "\x0f", "+AGE-", "\ud83d", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00ef\u00bb\u00bf", "\u00ff\u00fe", "Mon, ", "1 Jan 2024 00:00:00 +0000", "GMT", "multipart/mixed; boundary=", "text/",
        .. Charsets.Select(static name => name + "\n"),
    ];

    public override byte[] Make(Maker maker)
    {
        var mail = new MailGrammar(maker);
        return Maker.Octets(maker.Pick(
            mail.Addresses, mail.Text, mail.Date, () => maker.Some(4, mail.MessageId, " "), () => $"text/plain{maker.Many(4, mail.Parameter)}", () => $"{maker.Pick(Charsets)}\n{maker.AnyOctets(60)}"));
    }

    public override ValueTask CheckAsync(FuzzInput input)
    {
        byte[] octets = input.Octets;
        Demand(HeaderText.Unfold(octets).Length <= octets.Length, "Unfolding makes it longer.");
        foreach (MailAddress address in AddressList.Parse(octets))
            Demand(address.Kind != MailAddressKind.Mailbox || (address.Mailbox is not null && address.Host is not null), "A mailbox without a local part or a host.");
        _ = MessageDate.Parse(octets);
        foreach (ReadOnlyMemory<byte> id in MessageIds.Parse(octets))
            Demand(!id.IsEmpty && id.Length <= octets.Length, "An ID that is none.");
        Demand(EncodedWords.Decode(octets).Length <= 4 * octets.Length + 16, "Encoded words become very long.");
        ParametersOf(ContentType.Parse(octets)?.Parameters);
        ParametersOf(ContentDisposition.Parse(octets)?.Parameters);
        CharsetIn(octets, input);
        return ValueTask.CompletedTask;
    }

    private static void ParametersOf(MimeParameters? parameters)
    {
        if (parameters is null)
            return;
        foreach (MimeParameter parameter in parameters.WithoutContinuations())
            _ = parameters.Decode(parameter.Name.Span);
        foreach (MimeParameter parameter in parameters)
            _ = parameters.Decode(parameter.Name.Span);
    }

    private static void CharsetIn(byte[] octets, FuzzInput input)
    {
        int end = octets.AsSpan().IndexOf((byte)'\n');
        string name = Encoding.Latin1.GetString(octets, 0, Math.Max(0, end));
        byte[] text = octets[(end + 1)..];
        string whole = Decoded(name, text, () => text.Length);
        DemandSame(whole, Decoded(name, text, input.Pieces(3)), $"In pieces a text in {Escaped.Of(name)} is another");
        // Without a charset a guess is made over what is there: over all of it, or over what has come so far.
        // The framework's tables differ in how often they say "?" for what is cut off at the end.
        if (MailCharset.TryFind(name, out Encoding encoding) && encoding is UTF8Encoding or Utf7Encoding or SingleByteEncoding)
            DemandSame(whole, MailCharset.Decode(name, text), $"A text in {Escaped.Of(name)} is another when decoded at once");
    }

    private static string Decoded(string name, byte[] text, Func<int> size)
    {
        CharsetDecoder decoder = MailCharset.CreateDecoder(name);
        var output = new ArrayBufferWriter<char>();
        Cutting.Feed(text, size, piece => decoder.Decode(piece, isLast: false, output));
        decoder.Decode([], isLast: true, output);
        return new string(output.WrittenSpan);
    }
}

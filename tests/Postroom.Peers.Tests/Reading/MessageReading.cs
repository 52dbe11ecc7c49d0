using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Reading;

/// <summary>
/// What stands where in a message, read a second time by the plainest means and with none of Postroom's code: whoever says why
/// two servers differ about a message has to show it here.
/// </summary>
internal sealed partial class MessageReading
{
    private static readonly ConditionalWeakTable<TestMessage, MessageReading> Made = [];

    private readonly List<PartReading> _parts = [];

    private MessageReading(TestMessage message) => Read(Encoding.Latin1.GetString(message.Octets), "", isInDigest: false, depth: 0);

    /// <summary>The message itself, then every part of it and of the messages in it, in the order they stand.</summary>
    public IReadOnlyList<PartReading> Parts => _parts;

    /// <summary>The message's own header.</summary>
    public IReadOnlyList<FieldReading> Header => _parts[0].Header;

    public static MessageReading Of(TestMessage message) => Made.GetValue(message, static m => new MessageReading(m));

    // A field: its name, a colon, the rest of the line and all lines that begin with white space.
    [GeneratedRegex("""(?<name>[^\x00-\x20:\x7f-\xff]+)[ \t]*:(?<value>[^\n]*(\n[ \t][^\n]*)*)(\n|$)|[^\n]*(\n|$)""")]
    private static partial Regex Line();

    [GeneratedRegex("""^\s*(?<type>[^\s;/]+/[^\s;]+)""")]
    private static partial Regex Type();

    [GeneratedRegex("""\r?\n\r?\n|^\r?\n""")]
    private static partial Regex EndOfHeader();

    private void Read(string entity, string number, bool isInDigest, int depth, bool isMessageBody = true)
    {
        Match end = EndOfHeader().Match(entity);
        string head = end.Success ? entity[..end.Index] : entity;
        string body = end.Success ? entity[(end.Index + end.Length)..] : "";
        ILookup<bool, Match> lines = Line().Matches(head.Replace("\r\n", "\n", StringComparison.Ordinal)).ToLookup(line => line.Groups["name"].Success);
        FieldReading[] header = [.. lines[true].Select(line => new FieldReading(line.Groups["name"].Value.ToLowerInvariant(), line.Groups["value"].Value))];
        string field = header.FirstOrDefault(f => f.Name == "content-type")?.Unfolded ?? "";
        string type = Type().Match(field) is { Success: true } found ? found.Groups["type"].Value.ToLowerInvariant() : isInDigest && field.Length == 0 ? "message/rfc822" : "text/plain";
        string? boundary = type.StartsWith("multipart/", StringComparison.Ordinal) && PartReading.Parameter(field, "boundary") is { Length: > 0 } text ? text : null;
        bool isMessage = type is "message/rfc822" or "message/global";

        // RFC 3501 §6.4.5: a message that is no multipart has one part, 1; a multipart in a message has the message's number.
        if (isMessageBody && boundary is null)
            number = Below(number, 1);
        _parts.Add(new PartReading(header, number, type, boundary is not null || isMessage ? "" : body, isContainer: boundary is not null || isMessage)
        {
            OtherLines = [.. lines[false].Select(line => line.Value)],
        });
        if (depth > 100)
            return;
        if (isMessage)
            Read(body, number, isInDigest: false, depth + 1);
        else if (boundary is not null)
            ReadParts(body, boundary, number, type == "multipart/digest", depth);
    }

    private static string Below(string number, int index) => number + (number.Length == 0 ? "" : ".") + index.ToString(CultureInfo.InvariantCulture);

    private void ReadParts(string body, string boundary, string number, bool isInDigest, int depth)
    {
        // The line end in front of a delimiter belongs to it (RFC 2046 §5.1.1).
        var delimiter = new Regex($"(^|\r?\n)--{Regex.Escape(boundary)}(?<last>--)?[^\n]*(\n|$)");
        int count = 0;
        int? from = null;
        for (Match found = delimiter.Match(body); found.Success;)
        {
            if (from is { } start)
                Read(body[start..Math.Max(start, found.Index)], Below(number, ++count), isInDigest, depth + 1, isMessageBody: false);
            from = found.Index + found.Length;
            if (found.Groups["last"].Success)
                return;

            // Two delimiter lines in a row share the line end between them.
            found = delimiter.Match(body, Math.Max(found.Index + 1, from.Value - 1));
        }
        if (from is { } rest && rest <= body.Length)
            Read(body[rest..], Below(number, ++count), isInDigest, depth + 1, isMessageBody: false);
    }
}

using System.Globalization;
using System.Text;

namespace Postroom.Mime.Tests;

/// <summary>Writes a structure down as text, one line a part, so that two can be compared and a test reads easily.</summary>
internal static class Describe
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static string Text(ReadOnlyMemory<byte> octets) => Encoding.Latin1.GetString(octets.Span);

    public static string Text(ReadOnlyMemory<byte>? octets) => octets is null ? "NIL" : Text(octets.Value);

    public static MimeMessage Parse(string text) => MimeParser.Parse(Bytes(text));

    /// <summary>Nested type names: mixed(text/plain, message(text/html)).</summary>
    public static string Shape(MimePart part) => part.Kind switch
    {
        MimePartKind.Multipart => $"{Text(part.ContentType.Subtype)}({string.Join(", ", part.Children.Select(Shape))})",
        MimePartKind.Message => $"message({Shape(part.Embedded!)})",
        _ => $"{Text(part.ContentType.Type)}/{Text(part.ContentType.Subtype)}",
    };

    public static string Body(string text, MimePart part) => Body(Bytes(text), part);

    public static string Body(byte[] message, MimePart part) =>
        Encoding.Latin1.GetString(message, (int)part.BodyOffset, (int)part.BodyLength);

    public static string Everything(MimeMessage message)
    {
        var all = new StringBuilder();
        all.Append(CultureInfo.InvariantCulture, $"{message.Length} {message.Lines} {message.HasNul} {message.IsCut}\n");
        var stack = new Stack<MimePart>([message.Root]);
        while (stack.TryPop(out MimePart? part))
        {
            all.Append(CultureInfo.InvariantCulture, $"{part.Kind} {part.IsOpaque} {part.IsHeaderCut} {part.HeaderOffset}+{part.HeaderLength} ")
                .Append(CultureInfo.InvariantCulture, $"{part.BodyOffset}+{part.BodyLength} lines {part.BodyLines} decoded {part.DecodedSize} ")
                .Append(CultureInfo.InvariantCulture, $"{Text(part.ContentType.Type)}/{Text(part.ContentType.Subtype)} {part.Encoding} {Text(part.Header)}\n");
            foreach (MimePart child in part.Children)
                stack.Push(child);
            if (part.Embedded is { } embedded)
                stack.Push(embedded);
        }
        return all.ToString();
    }
}

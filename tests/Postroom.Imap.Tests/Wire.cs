using System.Buffers;
using System.Text;

namespace Postroom.Imap.Tests;

/// <summary>Octets for tests: one char is one octet (Latin-1), so that 8-bit and NUL can be written in a string.</summary>
internal static class Wire
{
    public delegate void Writing(ref ImapWriter writer);

    public delegate T Reading<T>(ref ImapReader reader);

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    public static string Write(Writing write, ImapDialect dialect = ImapDialect.Rev1, LiteralForm literals = LiteralForm.Server)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(buffer, dialect, literals);
        write(ref writer);
        Assert.Equal(buffer.WrittenCount, writer.Written);
        return Encoding.Latin1.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads all of the text.</summary>
    public static T Read<T>(string text, Reading<T> read, ImapDialect dialect = ImapDialect.Rev1, ImapSyntax? syntax = null)
    {
        var reader = new ImapReader(Octets(text), syntax, dialect);
        T value = read(ref reader);
        reader.ReadEnd();
        return value;
    }

    public static T Arguments<T>(string text, ImapDialect dialect = ImapDialect.Rev1, ImapSyntax? syntax = null)
        where T : IImapArguments<T> => Read(text, T.Read, dialect, syntax);

    public static ImapSyntaxException Refused<T>(string text, Reading<T> read, ImapDialect dialect = ImapDialect.Rev1) =>
        Assert.Throws<ImapSyntaxException>(() => Read(text, read, dialect));

    public static ServerResponse Response(string text, ImapDialect dialect = ImapDialect.Rev1) => Read(text, ResponseReader.Read, dialect);
}

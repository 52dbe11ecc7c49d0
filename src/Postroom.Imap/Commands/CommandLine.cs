using System.Text;

namespace Postroom.Imap;

/// <summary>The start of a command: its tag and its name, slices of the input; arguments follow (command, RFC 9051 §9).</summary>
public readonly ref struct CommandLine
{
    private CommandLine(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name, bool isUid)
    {
        Tag = tag;
        Name = name;
        IsUid = isUid;
    }

    /// <summary>The client's tag.</summary>
    public ReadOnlySpan<byte> Tag { get; }

    /// <summary>The command's name as sent, in any case; for UID FETCH it is FETCH.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>UID stood before the name: numbers are UIDs (RFC 9051 §6.4.9).</summary>
    public bool IsUid { get; }

    // command = tag SP (command-any / ...); uid = "UID" SP (copy / move / fetch / search / store / uid-expunge)
    /// <summary>Reads tag and name; the reader stands behind the name.</summary>
    public static CommandLine Read(ref ImapReader reader)
    {
        ReadOnlySpan<byte> tag = reader.ReadTag();
        reader.ReadSpace();
        ReadOnlySpan<byte> name = reader.ReadAtom("a command");
        bool isUid = Ascii.EqualsIgnoreCase(name, "UID"u8);
        if (isUid)
        {
            reader.ReadSpace();
            name = reader.ReadAtom("a command after UID");
        }

        return new CommandLine(tag, name, isUid);
    }

    /// <summary>The tag of a line that may be wrong otherwise, to answer it with BAD; false: answer untagged.</summary>
    public static bool TryReadTag(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> tag)
    {
        int end = line.IndexOfAnyExcept(ImapChars.Tag);
        tag = end < 0 ? line : line[..end];
        return !tag.IsEmpty && tag.Length <= 255;
    }

    /// <summary>Writes tag and name.</summary>
    /// <exception cref="ArgumentException">One is not ASCII.</exception>
    public static void Write(ref ImapWriter writer, string tag, string name, bool isUid = false)
    {
        writer.WriteAscii(tag);
        writer.WriteRaw(isUid ? " UID "u8 : " "u8);
        writer.WriteAscii(name);
    }

    /// <summary>Tag and name, for a log.</summary>
    public override string ToString() => $"{Encoding.ASCII.GetString(Tag)} {(IsUid ? "UID " : "")}{Encoding.ASCII.GetString(Name)}";
}

using System.Buffers;
using System.Buffers.Text;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The lines that many commands send. The caller has the output's turn.</summary>
internal static class ResponseLines
{
    /// <summary><c>* n NAME</c>; <paramref name="rest"/> begins with the space.</summary>
    internal static void WriteNumbered(IBufferWriter<byte> output, long number, ReadOnlySpan<byte> rest)
    {
        Span<byte> span = output.GetSpan(24 + rest.Length);
        "* "u8.CopyTo(span);
        Utf8Formatter.TryFormat(number, span[2..], out int digits);
        rest.CopyTo(span[(2 + digits)..]);
        output.Advance(2 + digits + rest.Length);
    }

    /// <summary><c>NAME n</c>; <paramref name="name"/> ends with the space.</summary>
    internal static void WriteNamed(IBufferWriter<byte> output, ReadOnlySpan<byte> name, long number)
    {
        Span<byte> span = output.GetSpan(20 + name.Length);
        name.CopyTo(span);
        Utf8Formatter.TryFormat(number, span[name.Length..], out int digits);
        output.Advance(name.Length + digits);
    }

    /// <summary><c>[CODE]</c>, without a space after it; nothing if there is none.</summary>
    internal static void WriteCode(IBufferWriter<byte> output, ImapDialect dialect, ResponseCode? code)
    {
        if (code is null)
        {
            return;
        }

        var writer = new ImapWriter(output, dialect);
        writer.WriteRaw("["u8);
        code.Write(ref writer);
        writer.WriteRaw("]"u8);
    }

    /// <summary>The tagged answer.</summary>
    internal static void WriteResult(IBufferWriter<byte> output, ImapDialect dialect, ReadOnlySpan<byte> tag, CommandResult result)
    {
        var writer = new ImapWriter(output, dialect);
        writer.WriteRaw(tag);
        writer.WriteRaw(result.Status switch { CommandStatus.Ok => " OK "u8, CommandStatus.No => " NO "u8, _ => " BAD "u8 });
        if (result.Code is not null)
        {
            WriteCode(output, dialect, result.Code);
            writer.WriteSpace();
        }

        writer.WriteAscii(result.Text);
        writer.WriteCrLf();
    }

    /// <summary><c>* OK [CODE] text</c>.</summary>
    internal static void WriteOk(IBufferWriter<byte> output, ImapDialect dialect, ResponseCode code, string text)
    {
        output.Write("* OK "u8);
        WriteCode(output, dialect, code);
        var writer = new ImapWriter(output, dialect);
        writer.WriteSpace();
        writer.WriteAscii(text);
        writer.WriteCrLf();
    }

    /// <summary><c>* NO [CODE] text</c>: a warning beside a command that succeeds (RFC 3501 §7.1.2).</summary>
    internal static void WriteWarning(IBufferWriter<byte> output, ImapDialect dialect, ResponseCode code, string text)
    {
        output.Write("* NO "u8);
        WriteCode(output, dialect, code);
        var writer = new ImapWriter(output, dialect);
        writer.WriteSpace();
        writer.WriteAscii(text);
        writer.WriteCrLf();
    }

    /// <summary><c>* BYE text</c>, or <c>* BYE [CODE] text</c>.</summary>
    internal static void WriteBye(IBufferWriter<byte> output, ImapDialect dialect, ResponseCode? code, string text)
    {
        output.Write("* BYE "u8);
        WriteCode(output, dialect, code);
        var writer = new ImapWriter(output, dialect);
        writer.WriteRaw(code is null ? ""u8 : " "u8);
        writer.WriteAscii(text);
        writer.WriteCrLf();
    }

    /// <summary>FLAGS and PERMANENTFLAGS (RFC 3501 §7.2.6, §7.1): what there is, and what a client may change for good.</summary>
    internal static void WriteFlags(IBufferWriter<byte> output, FlagPrinter flags, Right rights)
    {
        output.Write("* FLAGS "u8);
        flags.WriteAll(output);
        output.Write("\r\n* OK [PERMANENTFLAGS "u8);
        flags.WritePermanent(rights, output);
        output.Write((rights & FlagPrinter.RightsOnFlags) == Right.None ? "] No flags can be changed here\r\n"u8 : "] Flags that can be changed\r\n"u8);
    }
}

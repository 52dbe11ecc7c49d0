using System.Text;

namespace Postroom.Imap;

/// <summary>The condition of a status response (RFC 9051 §7.1).</summary>
public enum StatusKind
{
    /// <summary>OK.</summary>
    Ok,

    /// <summary>NO.</summary>
    No,

    /// <summary>BAD.</summary>
    Bad,

    /// <summary>PREAUTH: as a greeting only.</summary>
    PreAuth,

    /// <summary>BYE.</summary>
    Bye,
}

/// <summary>OK, NO, BAD, PREAUTH and BYE, tagged or not (resp-cond-state and others, RFC 9051 §7.1).</summary>
/// <param name="Tag">Null is untagged.</param>
/// <param name="Kind">Which.</param>
/// <param name="Code">What stands in brackets; null is nothing.</param>
/// <param name="Text">For people; rev2 and lenient rev1 servers may send none.</param>
public sealed record StatusResponse(string? Tag, StatusKind Kind, ResponseCode? Code, string Text) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteAscii(Tag ?? "*");
        writer.WriteSpace();
        WriteState(ref writer, Kind, Code, Text);
    }

    /// <summary>Writes condition, code and text: what follows the tag. The text is ASCII, without CR and LF.</summary>
    public static void WriteState(ref ImapWriter writer, StatusKind kind, ResponseCode? code, string text)
    {
        writer.WriteRaw(kind switch
        {
            StatusKind.Ok => "OK"u8,
            StatusKind.No => "NO"u8,
            StatusKind.Bad => "BAD"u8,
            StatusKind.PreAuth => "PREAUTH"u8,
            _ => "BYE"u8,
        });
        WriteText(ref writer, code, text);
    }

    // resp-text = ["[" resp-text-code "]" SP] [text]
    internal static void WriteText(ref ImapWriter writer, ResponseCode? code, string text)
    {
        writer.WriteSpace();
        if (code is not null)
        {
            writer.WriteRaw((byte)'[');
            code.Write(ref writer);
            writer.WriteRaw("] "u8);
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.AsSpan().ContainsAny(ImapChars.NeverQuoted))
        {
            throw new ArgumentException("The text of a response is one line.", nameof(text));
        }

        writer.WriteRaw(utf8);
    }

    /// <summary>Reads resp-text up to the end.</summary>
    /// <remarks>Leniency: text may be missing, and a bracket that opens no code is text (servers write "[x" in prose).</remarks>
    internal static (ResponseCode? Code, string Text) ReadText(ref ImapReader reader)
    {
        ResponseCode? code = null;
        reader.TryReadSpace();
        if (reader.Rest is [(byte)'[', var next, ..] && ImapChars.Atom.Contains(next) && reader.Rest.Contains((byte)']'))
        {
            code = ResponseCode.Read(ref reader);
            reader.TryReadSpace();
        }

        ReadOnlySpan<byte> text = reader.Rest;
        if (text.ContainsAny(ImapChars.NeverQuoted))
        {
            throw reader.Wanted("text without NUL, CR and LF");
        }

        reader.Rewind(reader.Position + text.Length);
        return (code, Encoding.UTF8.GetString(text));
    }

    internal static bool TryReadKind(ref ImapReader reader, out StatusKind kind)
    {
        kind = default;
        foreach (StatusKind each in (ReadOnlySpan<StatusKind>)[StatusKind.Ok, StatusKind.No, StatusKind.Bad, StatusKind.PreAuth, StatusKind.Bye])
        {
            ReadOnlySpan<byte> word = each switch
            {
                StatusKind.Ok => "OK"u8,
                StatusKind.No => "NO"u8,
                StatusKind.Bad => "BAD"u8,
                StatusKind.PreAuth => "PREAUTH"u8,
                _ => "BYE"u8,
            };
            if (reader.TryReadWord(word))
            {
                kind = each;
                return true;
            }
        }

        return false;
    }
}

/// <summary>A continuation request (RFC 9051 §7.6): "+" and text, or a SASL challenge in base64.</summary>
/// <param name="Text">As sent, without "+ ".</param>
public sealed record ContinuationResponse(OctetString Text) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("+ "u8);
        writer.WriteRaw(Text.Span);
    }

    /// <summary>The challenge, decoded; false if the text is no base64.</summary>
    public bool TryGetChallenge(out byte[] challenge)
    {
        challenge = new byte[(Text.Length / 4 * 3) + 3];
        bool valid = System.Buffers.Text.Base64.DecodeFromUtf8(Text.Span, challenge, out _, out int written) == System.Buffers.OperationStatus.Done;
        challenge = challenge[..(valid ? written : 0)];
        return valid;
    }
}

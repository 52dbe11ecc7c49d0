using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Postroom.Mime;

/// <summary>Puts the pieces of a parameter together for BODYSTRUCTURE (RFC 2231 §3 and §6), without undoing its percent signs.</summary>
internal static class ParameterContinuations
{
    // attribute-char of RFC 2231 §7: what may stand as it is in an extended value.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("!#$&+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>name*0 and name*1 become name; if one of them is extended (name*0*), name*. A piece with no first or next one stays as it was written.</summary>
    public static MimeParameter[] Join(ReadOnlySpan<MimeParameter> parameters, int maxPieces)
    {
        Dictionary<string, MimeParameter?[]>? all = null;
        foreach (MimeParameter parameter in parameters)
        {
            if (!TryReadPiece(parameter.Name.Span, maxPieces, out string name, out int index))
                continue;
            all ??= new(StringComparer.Ordinal);
            if (!all.TryGetValue(name, out MimeParameter?[]? pieces))
                pieces = [];
            if (pieces.Length <= index)
                Array.Resize(ref pieces, index + 1);
            pieces[index] ??= parameter;
            all[name] = pieces;
        }
        if (all is null)
            return parameters.ToArray();

        // The joined parameter stands where the first of its pieces stood, whichever that was.
        List<MimeParameter> joined = new(parameters.Length);
        HashSet<string> done = [];
        foreach (MimeParameter parameter in parameters)
        {
            if (!TryReadPiece(parameter.Name.Span, maxPieces, out string name, out int index) || !IsInRun(all[name], index))
                joined.Add(parameter);
            else if (done.Add(name))
                joined.Add(Join(Run(all[name])));
        }
        return [.. joined];
    }

    private static bool IsInRun(MimeParameter?[] pieces, int index) => Run(pieces) is { Length: > 1 } run && index < run.Length;

    // section = initial-section / other-sections, each with an optional "*" behind it (RFC 2231 §7).
    private static bool TryReadPiece(ReadOnlySpan<byte> written, int maxPieces, out string name, out int index)
    {
        (name, index) = ("", 0);
        ReadOnlySpan<byte> rest = written is [.., (byte)'*'] ? written[..^1] : written;
        int star = rest.LastIndexOf((byte)'*');
        if (star < 1 || !Utf8Parser.TryParse(rest[(star + 1)..], out index, out int digits)
            || digits != rest.Length - star - 1 || index < 0 || index >= maxPieces)
            return false;
        name = Encoding.Latin1.GetString(rest[..star]).ToLowerInvariant();
        return true;
    }

    private static ReadOnlySpan<MimeParameter?> Run(MimeParameter?[] pieces)
    {
        int missing = Array.IndexOf(pieces, null);
        return missing < 0 ? pieces : pieces.AsSpan(0, missing);
    }

    private static MimeParameter Join(ReadOnlySpan<MimeParameter?> run)
    {
        bool isExtended = false;
        foreach (MimeParameter? piece in run)
            isExtended |= IsExtended(piece!.Value);
        ReadOnlySpan<byte> firstName = run[0]!.Value.Name.Span;
        ReadOnlySpan<byte> name = firstName[..firstName.IndexOf((byte)'*')];
        var value = new ArrayBufferWriter<byte>();
        foreach (MimeParameter? piece in run)
        {
            if (isExtended && !IsExtended(piece!.Value))
                Encode(piece.Value.Value.Span, value);
            else
                value.Write(piece!.Value.Value.Span);
        }
        return new MimeParameter(isExtended ? (byte[])[.. name, (byte)'*'] : name.ToArray(), value.WrittenMemory);
    }

    private static bool IsExtended(MimeParameter piece) => piece.Name.Span[^1] == '*';

    private static void Encode(ReadOnlySpan<byte> plain, ArrayBufferWriter<byte> output)
    {
        foreach (byte octet in plain)
        {
            if (Plain.Contains(octet))
                output.Write([octet]);
            else
                output.Write([(byte)'%', "0123456789abcdef"u8[octet >> 4], "0123456789abcdef"u8[octet & 15]]);
        }
    }
}

using System.Buffers;
using System.Collections;
using System.Text;

namespace Postroom.Mime;

/// <summary>The parameters of Content-Type or Content-Disposition in their order (RFC 2045 §5.1, RFC 2183 §2).</summary>
public sealed class MimeParameters : IReadOnlyList<MimeParameter>
{
    private static readonly SearchValues<byte> EndsName = SearchValues.Create(" \t\r\n=;(\""u8);
    private static readonly SearchValues<byte> EndsValue = SearchValues.Create(" \t\r\n;\""u8);

    private readonly MimeParameter[] _all;
    private readonly int _maxPieces;

    internal MimeParameters(MimeParameter[] all, int maxPieces)
    {
        _all = all;
        _maxPieces = maxPieces;
    }

    /// <summary>No parameters.</summary>
    public static MimeParameters None { get; } = new([], 0);

    /// <inheritdoc/>
    public int Count => _all.Length;

    /// <inheritdoc/>
    public MimeParameter this[int index] => _all[index];

    /// <summary>The undecoded value of the first parameter written with exactly this name, without case.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        foreach (MimeParameter parameter in _all)
        {
            if (parameter.Name.Length != name.Length || !Ascii.EqualsIgnoreCase(parameter.Name.Span, name))
                continue;
            value = parameter.Value;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>The value a person should see: pieces joined, charset and percent signs undone (RFC 2231); null if there is none.</summary>
    /// <remarks>Encoded words in a plain value are decoded too: they are not allowed there, but Outlook and many others put them.</remarks>
    public string? Decode(ReadOnlySpan<byte> name) => Rfc2231.Decode(_all, name, _maxPieces);

    /// <summary>As BODYSTRUCTURE shows them: pieces put together, nothing decoded (RFC 2231 §6: "servers SHOULD decode parameter value continuations").</summary>
    public MimeParameters WithoutContinuations() => _all.Length < 2 ? this : new MimeParameters(ParameterContinuations.Join(_all, _maxPieces), _maxPieces);

    internal ReadOnlyMemory<byte> Octets(ReadOnlySpan<byte> name) => Rfc2231.Octets(_all, name, _maxPieces);

    /// <inheritdoc/>
    public IEnumerator<MimeParameter> GetEnumerator() => ((IEnumerable<MimeParameter>)_all).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _all.GetEnumerator();

    /// <summary>Reads *(";" parameter) from <paramref name="at"/> on. What is not a parameter is skipped up to the next semicolon.</summary>
    internal static MimeParameters Parse(ReadOnlyMemory<byte> field, int at, MimeLimits limits)
    {
        ReadOnlySpan<byte> text = field.Span;
        var tokens = new HeaderTokenizer(text) { Position = at };
        List<MimeParameter>? all = null;
        while (true)
        {
            SkipToSemicolon(ref tokens);
            if (tokens.IsAtEnd)
                break;
            tokens.Position++;
            tokens.SkipCommentsAndSpace();
            int start = tokens.Position;
            int length = text[start..].IndexOfAny(EndsName);
            tokens.Position = length < 0 ? text.Length : start + length;
            Range name = start..tokens.Position;
            tokens.SkipCommentsAndSpace();
            if (tokens.Next != '=' || tokens.Position == start)
                continue;
            tokens.Position++;
            tokens.SkipCommentsAndSpace();
            all ??= new List<MimeParameter>(4);
            all.Add(new MimeParameter(field[name], ReadValue(field, ref tokens)));
            if (all.Count >= limits.Parameters)
                break;
        }
        return all is null ? None : new MimeParameters([.. all], limits.ParameterPieces);
    }

    // value = token / quoted-string. Unquoted values with =, /, ? or : in them (boundary=----=_Next) are common: only
    // white space, a quote or a semicolon ends one.
    private static ReadOnlyMemory<byte> ReadValue(ReadOnlyMemory<byte> field, ref HeaderTokenizer tokens)
    {
        if (tokens.Next == '"')
            return HeaderTokenizer.Unescape(field[tokens.ReadQuoted()]);
        int start = tokens.Position;
        int length = field.Span[start..].IndexOfAny(EndsValue);
        tokens.Position = length < 0 ? field.Length : start + length;
        return field[start..tokens.Position];
    }

    private static void SkipToSemicolon(ref HeaderTokenizer tokens)
    {
        while (!tokens.IsAtEnd && tokens.Next != ';')
        {
            if (tokens.SkipCommentsAndSpace())
                continue;
            if (tokens.Next == '"')
                tokens.ReadQuoted();
            else
                tokens.Position++;
        }
    }
}

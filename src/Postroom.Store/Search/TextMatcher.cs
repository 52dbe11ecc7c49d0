using System.Buffers;

namespace Postroom.Store;

/// <summary>Looks for a text in what comes in pieces: substring, folded (<see cref="FoldedText"/>).</summary>
internal sealed class TextMatcher
{
    private readonly string _needle;
    private readonly ArrayBufferWriter<char> _folded = new(1024);
    private readonly char[] _carry;
    private int _carried;

    public TextMatcher(string needle)
    {
        _needle = FoldedText.Fold(needle);
        _carry = new char[Math.Max(0, _needle.Length - 1)];
    }

    /// <summary>True once it was found; until <see cref="Reset"/>.</summary>
    public bool IsFound { get; private set; }

    /// <summary>Nothing was seen yet. An empty text is contained in everything.</summary>
    public void Reset() => (IsFound, _carried) = (_needle.Length == 0, 0);

    /// <summary>What comes next has nothing to do with what came before.</summary>
    public void Break() => _carried = 0;

    /// <summary>The next piece.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (IsFound)
        {
            return;
        }

        _folded.ResetWrittenCount();
        _folded.Write(_carry.AsSpan(0, _carried));
        FoldedText.Fold(text, _folded);
        ReadOnlySpan<char> all = _folded.WrittenSpan;
        IsFound = all.IndexOf(_needle, StringComparison.Ordinal) >= 0;
        _carried = Math.Min(_carry.Length, all.Length);
        all[^_carried..].CopyTo(_carry);
    }
}

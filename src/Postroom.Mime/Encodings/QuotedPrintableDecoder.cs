using System.Buffers;

namespace Postroom.Mime;

/// <summary>quoted-printable (RFC 2045 §6.7). Line endings come out as they went in; an = that begins nothing valid stays.</summary>
internal sealed class QuotedPrintableDecoder : TransferDecoder
{
    // White space before a line ending was added on the way and goes (rule 3), so a run of it is held back. RFC lines have
    // 76 octets; of a longer run whole blocks of this many are let through, so that memory stays bounded.
    private const int MaxHeld = 1024;

    private static readonly SearchValues<byte> Special = SearchValues.Create("=\n"u8);

    private readonly byte[] _held = new byte[MaxHeld + 4]; // White space and CRs, or "=" with what may complete it.
    private int _heldOctets;
    private bool _heldIsEscape;
    private IBufferWriter<byte>? _output;
    private long _decoded;

    internal override void Reset() => (_heldOctets, _heldIsEscape) = (0, false);

    public override long Decode(ReadOnlySpan<byte> input, IBufferWriter<byte>? output)
    {
        (_output, _decoded) = (output, 0);
        while (!input.IsEmpty)
        {
            if (_heldOctets > 0)
            {
                Resume(input[0]);
                input = input[1..];
                continue;
            }

            int special = input.IndexOfAny(Special);
            ReadOnlySpan<byte> plain = special < 0 ? input : input[..special];
            int kept = plain.Length;
            if (special < 0 || input[special] == '\n')
                kept = plain.LastIndexOfAnyExcept(" \t\r"u8) + 1; // What is left may be trailing white space.
            kept += (plain.Length - kept) / MaxHeld * MaxHeld;
            Emit(plain[..kept]);
            ReadOnlySpan<byte> trailing = plain[kept..];
            if (special < 0)
            {
                Hold(trailing);
                break;
            }

            if (input[special] == '\n')
            {
                EndLine(trailing);
                input = input[(special + 1)..];
            }
            else
            {
                input = input[special..];
                if (input.Length >= 3 && Hex.TryRead(input[1], input[2], out byte octet))
                {
                    Emit([octet]);
                    input = input[3..];
                }
                else
                {
                    Hold(input[..1]);
                    _heldIsEscape = true;
                    input = input[1..];
                }
            }
        }
        _output = null;
        return _decoded;
    }

    public override long Finish(IBufferWriter<byte>? output)
    {
        (_output, _decoded) = (output, 0);
        ReadOnlySpan<byte> held = _held.AsSpan(0, _heldOctets);
        // "=" and white space at the very end: a soft line break whose line ending is missing.
        if (_heldIsEscape && held[1..].IndexOfAnyExcept(" \t\r"u8) >= 0)
            Emit(held);
        else if (!_heldIsEscape && held.Contains((byte)'\r'))
            Emit(held); // A bare CR is no line ending.
        Reset();
        _output = null;
        return _decoded;
    }

    /// <summary>Goes on with one octet behind held ones.</summary>
    private void Resume(byte octet)
    {
        ReadOnlySpan<byte> held = _held.AsSpan(0, _heldOctets);
        if (_heldIsEscape)
        {
            if (octet == '\n' && held[1..].IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                Reset(); // A soft line break; white space between is transport's.
                return;
            }
            if (_heldOctets == 2 && Hex.TryRead(held[1], octet, out byte decoded))
            {
                Reset();
                Emit([decoded]);
                return;
            }
            bool mayGoOn = _heldOctets < MaxHeld
                && (octet is (byte)' ' or (byte)'\t' or (byte)'\r' ? held[1..].IndexOfAnyExcept(" \t\r"u8) < 0 : _heldOctets == 1 && char.IsAsciiHexDigit((char)octet));
            if (mayGoOn)
            {
                Hold([octet]);
                return;
            }
            // No escape after all: the = stays, and what was behind it is looked at again.
            Span<byte> again = stackalloc byte[MaxHeld + 4];
            int count = _heldOctets - 1;
            held[1..].CopyTo(again);
            again[count++] = octet;
            Reset();
            Emit("="u8);
            Again(again[..count]);
            return;
        }

        if (octet == '\n')
        {
            _heldOctets = 0;
            EndLine(held);
        }
        else if (octet is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            Hold([octet]);
            if (_heldOctets == MaxHeld)
            {
                _heldOctets = 0;
                Emit(_held.AsSpan(0, MaxHeld));
            }
        }
        else
        {
            _heldOctets = 0;
            Emit(held);
            Again([octet]);
        }
    }

    private void Again(ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            if (_heldOctets > 0)
            {
                Resume(octet);
            }
            else if (octet is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                Hold([octet]);
            }
            else if (octet == '=')
            {
                Hold([octet]);
                _heldIsEscape = true;
            }
            else
            {
                Emit([octet]);
            }
        }
    }

    private void EndLine(ReadOnlySpan<byte> trailing) => Emit(trailing.EndsWith("\r"u8) ? "\r\n"u8 : "\n"u8);

    private void Hold(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_held.AsSpan(_heldOctets));
        _heldOctets += octets.Length;
    }

    private void Emit(ReadOnlySpan<byte> octets)
    {
        _decoded += octets.Length;
        if (!octets.IsEmpty)
            _output?.Write(octets);
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Imap;

/// <summary>Writes the grammar into a buffer, without allocation. What it writes is flushed by the buffer's owner.</summary>
/// <remarks>A client gives <c>waits</c>: there the index goes (octets written by this writer) at which it must wait for "+".</remarks>
public ref partial struct ImapWriter
{
    private const int LongestQuoted = 4096; // beyond, a literal: RFC 2683 §3.2.1.5 asks for lines that are not endless

    private readonly IBufferWriter<byte> _output;
    private readonly List<long>? _waits;

    /// <summary>A writer to <paramref name="output"/>.</summary>
    public ImapWriter(
        IBufferWriter<byte> output, ImapDialect dialect = ImapDialect.Rev1, LiteralForm literals = LiteralForm.Server, List<long>? waits = null)
    {
        _output = output;
        _waits = waits;
        Dialect = dialect;
        Literals = literals;
    }

    /// <summary>How text beyond ASCII goes out.</summary>
    public ImapDialect Dialect { get; }

    /// <summary>How literals are announced.</summary>
    public LiteralForm Literals { get; }

    /// <summary>Octets written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Octets as they are.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> octets)
    {
        _output.Write(octets);
        Written += octets.Length;
    }

    /// <summary>One octet as it is.</summary>
    public void WriteRaw(byte octet)
    {
        _output.GetSpan(1)[0] = octet;
        _output.Advance(1);
        Written++;
    }

    /// <summary>ASCII text as it is.</summary>
    /// <exception cref="ArgumentException">It is not ASCII, or holds CR, LF or NUL.</exception>
    public void WriteAscii(scoped ReadOnlySpan<char> text)
    {
        Span<byte> span = _output.GetSpan(text.Length);
        if (System.Text.Ascii.FromUtf16(text, span, out int written) != OperationStatus.Done || span[..written].ContainsAny(ImapChars.NeverQuoted))
        {
            throw new ArgumentException("ASCII text without CR, LF and NUL goes on the wire as it is; other text does not.", nameof(text));
        }

        _output.Advance(written);
        Written += written;
    }

    /// <summary>One space.</summary>
    public void WriteSpace() => WriteRaw((byte)' ');

    /// <summary>The end of a line.</summary>
    public void WriteCrLf() => WriteRaw("\r\n"u8);

    /// <summary>NIL.</summary>
    public void WriteNil() => WriteRaw("NIL"u8);

    /// <summary>A number.</summary>
    public void WriteNumber(ulong number)
    {
        Span<byte> span = _output.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out int written);
        _output.Advance(written);
        Written += written;
    }

    /// <summary>string: quoted where it can be, else a literal; a NUL, which neither may hold, goes out as 0x80.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> value)
    {
        if (value.Length <= LongestQuoted && value.IndexOfAnyExcept(ImapChars.QuotedAsIs) < 0)
        {
            Span<byte> span = _output.GetSpan(value.Length + 2);
            span[0] = (byte)'"';
            value.CopyTo(span[1..]);
            span[value.Length + 1] = (byte)'"';
            _output.Advance(value.Length + 2);
            Written += value.Length + 2;
            return;
        }

        bool quoted = value.Length <= LongestQuoted && !value.ContainsAny(ImapChars.NeverQuoted)
            && (System.Text.Ascii.IsValid(value) || (Dialect == ImapDialect.Rev2 && Utf8.IsValid(value)));
        if (!quoted)
        {
            WriteLiteral(value);
            return;
        }

        WriteRaw((byte)'"');
        for (int special; (special = value.IndexOfAny(ImapChars.QuotedSpecials)) >= 0; value = value[(special + 1)..])
        {
            WriteRaw(value[..special]);
            WriteRaw((byte)'\\');
            WriteRaw(value[special]);
        }

        WriteRaw(value);
        WriteRaw((byte)'"');
    }

    /// <summary>string, of text in UTF-8.</summary>
    public void WriteString(string value)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        WriteString(rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>nstring: null is NIL.</summary>
    public void WriteNString(OctetString? value)
    {
        if (value is { } present)
        {
            WriteString(present.Span);
        }
        else
        {
            WriteNil();
        }
    }

    /// <summary>astring: an atom where it can be one (and does not look like NIL), else a string.</summary>
    public void WriteAString(scoped ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.IndexOfAnyExcept(ImapChars.AString) >= 0 || Ascii.EqualsIgnoreCase(value, "NIL"u8))
        {
            WriteString(value);
        }
        else
        {
            WriteRaw(value);
        }
    }

    /// <summary>A literal; a NUL goes out as 0x80 (RFC 9051 §9: CHAR8 has no NUL).</summary>
    public void WriteLiteral(scoped ReadOnlySpan<byte> octets)
    {
        AnnounceLiteral(octets.Length, isBinary: false);
        for (int nul; (nul = octets.IndexOf((byte)0)) >= 0; octets = octets[(nul + 1)..])
        {
            WriteRaw(octets[..nul]);
            WriteRaw(0x80);
        }

        WriteRaw(octets);
    }

    /// <summary>The announcement of a literal, its CRLF included; the octets come next, from wherever they are.</summary>
    public void AnnounceLiteral(long length, bool isBinary)
    {
        WriteRaw(isBinary ? "~{"u8 : "{"u8);
        WriteNumber((ulong)length);
        bool waits = Literals == LiteralForm.Synchronizing || (Literals == LiteralForm.LiteralMinus && length > 4096);
        WriteRaw(Literals == LiteralForm.Server || waits ? "}\r\n"u8 : "+}\r\n"u8);
        if (waits)
        {
            _waits?.Add(Written);
        }
    }

    /// <summary>A message: announced, and its octets too unless they are detached: then the caller sends them here.</summary>
    public void WriteMessageLiteral(MessageLiteral literal)
    {
        if (!literal.IsDetached && !literal.IsBinary)
        {
            WriteLiteral(literal.Bytes.Span);
            return;
        }

        AnnounceLiteral(literal.Length, literal.IsBinary);
        WriteRaw(literal.Bytes.Span);
    }

    /// <summary>A mailbox name in the dialect's encoding.</summary>
    public void WriteMailbox(MailboxName name) => WriteMailboxText(name.Value);

    /// <summary>A name, reference or (<paramref name="isPattern"/>) pattern in the dialect's encoding.</summary>
    public void WriteMailboxText(string text, bool isPattern = false, bool alwaysString = false)
    {
        bool rev2 = Dialect == ImapDialect.Rev2;
        byte[] rented = ArrayPool<byte>.Shared.Rent(rev2 ? Encoding.UTF8.GetMaxByteCount(text.Length) : ModifiedUtf7.MaxEncodedLength(text.Length));
        ReadOnlySpan<byte> wire = rented.AsSpan(0, rev2 ? Encoding.UTF8.GetBytes(text, rented) : ModifiedUtf7.Encode(text, rented));
        if (isPattern && !wire.IsEmpty && wire.IndexOfAnyExcept(ImapChars.ListMailbox) < 0)
        {
            WriteRaw(wire);
        }
        else if (alwaysString)
        {
            WriteString(wire);
        }
        else
        {
            WriteAString(wire);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Flags in parentheses.</summary>
    public void WriteFlagList(FlagList flags)
    {
        WriteRaw((byte)'(');
        for (int i = 0; i < flags.Count; i++)
        {
            if (i > 0)
            {
                WriteSpace();
            }

            WriteAscii(flags[i].Name);
        }

        WriteRaw((byte)')');
    }

    /// <summary>A sequence-set as it was sent.</summary>
    public void WriteSequenceSet(SequenceSet set)
    {
        if (set.IsSavedResult)
        {
            WriteRaw((byte)'$');
        }

        ReadOnlySpan<(uint From, uint To)> ranges = set.Ranges;
        for (int i = 0; i < ranges.Length; i++)
        {
            WriteRange(ranges[i].From, ranges[i].To, isFirst: i == 0);
        }
    }

    /// <summary>A uid-set.</summary>
    /// <exception cref="ArgumentException">It is empty: IMAP has no empty set.</exception>
    public void WriteUidSet(UidSet uids)
    {
        if (uids.IsEmpty)
        {
            throw new ArgumentException("IMAP has no empty set.", nameof(uids));
        }

        WriteRanges(uids.Ranges);
    }

    /// <summary>Ranges of sequence numbers or UIDs; at least one.</summary>
    public void WriteRanges(scoped ReadOnlySpan<NumberRange> ranges)
    {
        for (int i = 0; i < ranges.Length; i++)
        {
            WriteRange(ranges[i].First, ranges[i].Last, isFirst: i == 0);
        }
    }

    /// <summary>A date-time in its quotes.</summary>
    public void WriteDateTime(InternalDate date)
    {
        DateTimeOffset value = date.Value;
        Span<byte> span = _output.GetSpan(28);
        span[0] = (byte)'"';
        WriteDay(span[1..], value.Day, value.Month, value.Year);
        span[12] = (byte)' ';
        Two(span[13..], value.Hour);
        span[15] = (byte)':';
        Two(span[16..], value.Minute);
        span[18] = (byte)':';
        Two(span[19..], value.Second);
        span[21] = (byte)' ';
        span[22] = value.Offset < TimeSpan.Zero ? (byte)'-' : (byte)'+';
        TimeSpan zone = value.Offset.Duration();
        Two(span[23..], zone.Hours);
        Two(span[25..], zone.Minutes);
        span[27] = (byte)'"';
        _output.Advance(28);
        Written += 28;
    }

    /// <summary>A date (SEARCH).</summary>
    public void WriteDate(DateOnly date)
    {
        Span<byte> span = _output.GetSpan(11);
        WriteDay(span, date.Day, date.Month, date.Year);
        _output.Advance(11);
        Written += 11;
    }

    /// <summary>Base64.</summary>
    public void WriteBase64(scoped ReadOnlySpan<byte> octets)
    {
        int length = Base64.GetMaxEncodedToUtf8Length(octets.Length);
        Base64.EncodeToUtf8(octets, _output.GetSpan(length), out _, out int written);
        _output.Advance(written);
        Written += written;
    }

    private static void WriteDay(Span<byte> span, int day, int month, int year)
    {
        Two(span, day);
        span[2] = (byte)'-';
        "JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((month - 1) * 3, 3).CopyTo(span[3..]);
        span[6] = (byte)'-';
        Two(span[7..], year / 100);
        Two(span[9..], year % 100);
    }

    private static void Two(Span<byte> span, int value)
    {
        span[0] = (byte)('0' + (value / 10));
        span[1] = (byte)('0' + (value % 10));
    }

    private void WriteRange(uint from, uint to, bool isFirst)
    {
        if (!isFirst)
        {
            WriteRaw((byte)',');
        }

        WriteBound(from);
        if (to != from)
        {
            WriteRaw((byte)':');
            WriteBound(to);
        }
    }

    private void WriteBound(uint number)
    {
        if (number == SequenceSet.Star)
        {
            WriteRaw((byte)'*');
        }
        else
        {
            WriteNumber(number);
        }
    }
}

using System.Text;
using Postroom.Imap;

namespace Postroom.Store.Codecs;

/// <summary>Reads what <see cref="RowWriter"/> wrote.</summary>
/// <remarks>Every method throws <see cref="InvalidDataException"/> where the row is not what was written: it is damaged, or of a newer program.</remarks>
internal ref struct RowReader
{
    private ReadOnlySpan<byte> _rest;

    internal RowReader(ReadOnlySpan<byte> row, byte version)
    {
        _rest = row;
        if (Octet() != version)
        {
            throw new InvalidDataException("A row of a version that this program does not know.");
        }
    }

    /// <summary>Nothing is left: a row written before what would follow was thought of.</summary>
    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal byte Octet()
    {
        if (_rest.IsEmpty)
        {
            throw Ended();
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    internal ulong Number() => Varint.Read(ref _rest);

    internal long Long() => Varint.ReadLong(ref _rest);

    /// <summary>A number of things that each take at least an octet: never more than the row is long.</summary>
    internal int Count() => Number() is ulong value && value <= (ulong)_rest.Length ? (int)value : throw Ended();

    internal int Int() => Varint.ReadInt(ref _rest);

    internal uint UInt() => Number() is ulong value and <= uint.MaxValue ? (uint)value : throw OutOfRange();

    internal ushort UShort() => Number() is ulong value and <= ushort.MaxValue ? (ushort)value : throw OutOfRange();

    internal Uid Uid() => UInt() is uint value and > 0 ? new Uid(value) : throw OutOfRange();

    internal UidValidity UidValidity() => UInt() is uint value and > 0 ? new UidValidity(value) : throw OutOfRange();

    internal MailboxName MailboxName() =>
        Imap.MailboxName.TryCreate(Text(), out MailboxName? name, out _) ? name : throw new InvalidDataException("A row's mailbox name cannot be one.");

    internal long Signed()
    {
        ulong value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    internal Guid Wide()
    {
        if (_rest.Length < 16)
        {
            throw Ended();
        }

        var value = new Guid(_rest[..16], bigEndian: true);
        _rest = _rest[16..];
        return value;
    }

    internal string Text()
    {
        int octets = Count();
        string value = Encoding.UTF8.GetString(_rest[..octets]);
        _rest = _rest[octets..];
        return value;
    }

    private static InvalidDataException Ended() => new("A row ends too early.");

    private static InvalidDataException OutOfRange() => new("A row's number is out of range.");
}

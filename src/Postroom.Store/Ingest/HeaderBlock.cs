using System.Buffers;
using Postroom.Mime;
using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>A message's header block as its header row keeps it, with the place of each field: HEADER.FIELDS is cut from it without parsing.</summary>
public readonly ref struct HeaderBlock
{
    /// <summary>A larger header is not kept in the row: it is read from the message.</summary>
    public const int MaxKeptOctets = 16 * 1024;

    private const byte Version = 1;
    private readonly ReadOnlySpan<byte> _fields;
    private readonly int _fieldCount;

    /// <summary>Reads a row of <see cref="Engine.StoreTable.Header"/>.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public HeaderBlock(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty || row[0] != Version)
        {
            throw new InvalidDataException("A header row of a version that this program does not know.");
        }

        row = row[1..];
        Length = Varint.ReadLong(ref row);
        int kept = Varint.ReadInt(ref row);
        _fieldCount = Varint.ReadInt(ref row);
        if (kept > row.Length)
        {
            throw new InvalidDataException("A header row ends within the header.");
        }

        Octets = row[^kept..];
        _fields = row[..^kept];
    }

    /// <summary>Octets of the header, blank line included.</summary>
    public long Length { get; }

    /// <summary>The header as it was sent; empty when it is too large to be kept here (<see cref="IsKept"/>).</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>False: read the header from the message.</summary>
    public bool IsKept => Octets.Length == Length;

    /// <summary>The fields in order, lines that are none (no colon) included.</summary>
    public FieldEnumerator GetEnumerator() => new(_fields, _fieldCount, Octets.Length);

    internal static void Write(IBufferWriter<byte> output, MimePart message)
    {
        output.Write([Version]);
        Varint.Write(output, message.HeaderLength);
        if (message.IsHeaderCut || message.HeaderLength > MaxKeptOctets)
        {
            Varint.Write(output, 0UL);
            Varint.Write(output, 0UL);
            return;
        }

        ReadOnlySpan<HeaderField> fields = message.Fields.All;
        Varint.Write(output, (ulong)message.Header.Length);
        Varint.Write(output, (ulong)fields.Length);
        int end = 0;
        foreach (HeaderField field in fields)
        {
            Varint.Write(output, (ulong)(field.Start - end));
            Varint.Write(output, (ulong)field.Length);
            Varint.Write(output, (ulong)field.NameLength);
            end = field.Start + field.Length;
        }

        output.Write(message.Header.Span);
    }

    /// <summary>Goes through the fields.</summary>
    public ref struct FieldEnumerator
    {
        private ReadOnlySpan<byte> _rest;
        private readonly int _octets;
        private int _left;
        private int _end;

        internal FieldEnumerator(ReadOnlySpan<byte> fields, int count, int octets)
        {
            _rest = fields;
            _left = count;
            _octets = octets;
        }

        /// <summary>The field's octets within the block, all its lines; and how many of them are its name (0: not a field).</summary>
        public (Range Octets, int NameLength) Current { get; private set; }

        /// <summary>On to the next field.</summary>
        /// <exception cref="InvalidDataException">The row is damaged.</exception>
        public bool MoveNext()
        {
            if (_left-- <= 0)
            {
                return false;
            }

            long start = (long)_end + Varint.ReadInt(ref _rest);
            long end = start + Varint.ReadInt(ref _rest);
            int nameLength = Varint.ReadInt(ref _rest);
            if (end > _octets || nameLength > end - start)
            {
                throw new InvalidDataException("A header row's field is not in the header.");
            }

            _end = (int)end;
            Current = ((int)start.._end, nameLength);
            return true;
        }
    }
}

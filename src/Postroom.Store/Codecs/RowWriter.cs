using System.Text;

namespace Postroom.Store.Codecs;

/// <summary>Builds a row's value: numbers of seven bits an octet, low ones first, signed ones zigzag.</summary>
internal sealed class RowWriter
{
    private byte[] _bytes;
    private int _used;

    internal RowWriter(byte version, int expectedOctets = 64)
    {
        _bytes = new byte[expectedOctets];
        Octet(version);
    }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _used);

    internal void Octet(byte value) => Room(1)[0] = value;

    internal void Number(ulong value)
    {
        Ensure(Varint.MaxOctets);
        _used += Varint.Write(_bytes.AsSpan(_used), value);
    }

    /// <summary>Not negative.</summary>
    internal void Number(long value) => Number(checked((ulong)value));

    internal void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    internal void Wide(Guid value) => value.TryWriteBytes(Room(16), bigEndian: true, out _);

    internal void Text(string value)
    {
        int octets = Encoding.UTF8.GetByteCount(value);
        Number((ulong)octets);
        Encoding.UTF8.GetBytes(value, Room(octets));
    }

    private Span<byte> Room(int octets)
    {
        Ensure(octets);
        _used += octets;
        return _bytes.AsSpan(_used - octets, octets);
    }

    private void Ensure(int octets)
    {
        if (_bytes.Length - _used < octets)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + octets));
        }
    }
}

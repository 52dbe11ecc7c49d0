using System.Buffers;

namespace Postroom.Store.Engine;

/// <summary>Pieces of messages copied out of an engine into pooled memory, in the order they were asked for. Dispose it when done; its octets are gone then.</summary>
public sealed class BlobSet : IDisposable
{
    private readonly List<(int Start, int Length, DamagedMessageException? Damage)> _pieces;
    private byte[] _bytes;
    private int _used;
    private int _ended; // what comes behind it is of the piece that is being read

    /// <summary>Empty.</summary>
    /// <param name="pieces">How many there will be.</param>
    /// <param name="octets">About how many octets.</param>
    public BlobSet(int pieces, int octets)
    {
        _pieces = new(pieces);
        _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(octets, 256));
    }

    /// <summary>How many pieces are in it, damaged ones too.</summary>
    public int Count => _pieces.Count;

    /// <summary>The octets of piece <paramref name="index"/>, fewer than asked for where the message ends: valid until this is disposed, and the caller's to change.</summary>
    public Memory<byte> Octets(int index) => _bytes.AsMemory(_pieces[index].Start, _pieces[index].Length);

    /// <summary>What is wrong with the message of piece <paramref name="index"/>, which then has no octets; null when it is as it was stored.</summary>
    public DamagedMessageException? Damage(int index) => _pieces[index].Damage;

    /// <summary>For engines: more octets of the piece that is being read.</summary>
    public void Append(ReadOnlySpan<byte> octets) => octets.CopyTo(Extend(octets.Length, out _));

    /// <summary>For engines that read several pieces at once: room for them and what stands between them, to be named by <see cref="AddPiece"/>.</summary>
    /// <param name="octets">How many.</param>
    /// <param name="start">Where the room begins.</param>
    /// <returns>Valid until the next call.</returns>
    public Span<byte> Extend(int octets, out int start)
    {
        if (_bytes.Length - _used < octets)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _used + octets));
            _bytes.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        start = _used;
        _used += octets;
        return _bytes.AsSpan(start, octets);
    }

    /// <summary>For engines: takes back all room behind the last piece.</summary>
    public void Forget() => _used = _ended;

    /// <summary>For engines: the next piece stands in a room that <see cref="Extend"/> gave. No two may overlap: each is its reader's to change.</summary>
    public void AddPiece(int start, int length)
    {
        _pieces.Add((start, length, null));
        _ended = _used;
    }

    /// <summary>For engines: the piece is whole. With <paramref name="damage"/> what was appended of it is forgotten.</summary>
    public void EndPiece(DamagedMessageException? damage = null)
    {
        if (damage is not null)
        {
            Forget();
        }

        _pieces.Add((_ended, _used - _ended, damage));
        _ended = _used;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _pieces.Clear();
    }
}

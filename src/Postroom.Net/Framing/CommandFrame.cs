using System.Buffers;

namespace Postroom.Net;

/// <summary>One whole command: its octets without the last CRLF, small literals inside, large ones noted by place.</summary>
/// <remarks>Inside, a literal stands as sent: <c>{n}</c> CRLF octets. It owns pooled memory until it is disposed.</remarks>
public sealed class CommandFrame : IDisposable
{
    private byte[] _octets;
    private int _length;
    private List<DetachedLiteral>? _detached;

    internal CommandFrame(int capacity) => _octets = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The octets; valid until the frame is disposed.</summary>
    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, _length);

    /// <summary>Literals that went to a sink, in order; mostly none.</summary>
    public IReadOnlyList<DetachedLiteral> Detached => _detached ?? (IReadOnlyList<DetachedLiteral>)[];

    internal int Length => _length;

    /// <summary>Gives the memory back, wiped if <paramref name="wasSecret"/>. The sinks are not touched.</summary>
    public void Dispose(bool wasSecret)
    {
        byte[] octets = Interlocked.Exchange(ref _octets, []);
        if (octets.Length == 0)
            return;
        if (wasSecret)
            octets.AsSpan(0, _length).Clear();
        _length = 0;
        ArrayPool<byte>.Shared.Return(octets);
    }

    /// <summary>Gives the memory back; the sinks are not touched.</summary>
    public void Dispose() => Dispose(wasSecret: false);

    internal void Append(ReadOnlySpan<byte> octets)
    {
        if (_octets.Length - _length < octets.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_octets.Length * 2, _length + octets.Length));
            _octets.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_octets);
            _octets = larger;
        }

        octets.CopyTo(_octets.AsSpan(_length));
        _length += octets.Length;
    }

    internal void Truncate(int length) => _length = Math.Min(_length, length);

    /// <summary>Keeps the first octets only, and no more memory than they need: what is thrown away meanwhile may be long in coming.</summary>
    internal void Shrink(int length)
    {
        length = Math.Min(_length, length);
        byte[] smaller = ArrayPool<byte>.Shared.Rent(length);
        _octets.AsSpan(0, length).CopyTo(smaller);
        (byte[] larger, _octets) = (_octets, smaller);
        larger.AsSpan(0, _length).Clear(); // it may be a secret's beginning
        _length = length;
        ArrayPool<byte>.Shared.Return(larger);
    }

    internal void Detach(long octets, bool isBinary, ILiteralSink sink) =>
        (_detached ??= []).Add(new DetachedLiteral(_length, octets, isBinary, sink));

    /// <summary>The command will not be: every sink forgets what it took.</summary>
    internal void AbortSinks()
    {
        foreach (DetachedLiteral literal in Detached)
            literal.Sink.Abort();
        _detached = null;
    }
}

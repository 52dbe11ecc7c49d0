using System.Buffers;

namespace Postroom.Store;

/// <summary>Room to print in, for one message after the other on a thread: what lives on are rows of exactly their length.</summary>
internal sealed class DerivationScratch
{
    // What a message of a few parts needs many times over; what a huge one needed is not kept.
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static DerivationScratch? t_idle;

    private DerivationScratch()
    {
    }

    public ArrayBufferWriter<byte> Envelope { get; } = new(1024);

    public ArrayBufferWriter<byte> Body { get; } = new(1024);

    public ArrayBufferWriter<byte> Structure { get; } = new(1024);

    public ArrayBufferWriter<byte> Row { get; } = new(4096);

    /// <summary>This thread's, or another while that is in use.</summary>
    public static DerivationScratch Take()
    {
        DerivationScratch scratch = t_idle ?? new DerivationScratch();
        t_idle = null;
        return scratch;
    }

    /// <summary>It is not used any more, and nothing refers to what was printed in it.</summary>
    public void GiveBack()
    {
        if (Envelope.Capacity + Body.Capacity + Structure.Capacity + Row.Capacity <= MostKept)
        {
            t_idle = this;
        }
    }
}

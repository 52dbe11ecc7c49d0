namespace Postroom.Net;

/// <summary>Takes a large literal's octets as they arrive, such as a message being staged.</summary>
/// <remarks>After <see cref="CompleteAsync"/> and a whole command it belongs to whoever took the frame; in every other case the
/// reader calls <see cref="Abort"/>, once.</remarks>
public interface ILiteralSink
{
    /// <summary>Takes some octets, valid until it completes. Nothing more is read until then: that is the back-pressure.</summary>
    /// <remarks>If it throws, the rest is thrown away and the command refused with the exception as reason.</remarks>
    ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken);

    /// <summary>All octets have come.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>The command will not be: forget what came.</summary>
    void Abort();
}

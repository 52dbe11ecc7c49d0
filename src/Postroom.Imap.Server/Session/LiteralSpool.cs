using Postroom.Net;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A message that came in with a command: staged by the reader as it arrived, before the command runs.</summary>
public sealed class LiteralSpool : ILiteralSink, IAsyncDisposable
{
    private readonly StagedMessageWriter _writer;
    private readonly bool _mayHoldNul;
    private StagedMessage? _message;

    internal LiteralSpool(StagedMessageWriter writer, bool mayHoldNul) => (_writer, _mayHoldNul) = (writer, mayHoldNul);

    /// <summary>True if a NUL came where the grammar has none (literal = CHAR8, RFC 3501 §9): only literal8 may hold one.</summary>
    public bool HasForbiddenNul { get; private set; }

    /// <summary>The message, whole.</summary>
    /// <exception cref="InvalidOperationException">Not all of it has come.</exception>
    public StagedMessage Message => _message ?? throw new InvalidOperationException("The literal is not complete.");

    /// <inheritdoc/>
    async ValueTask ILiteralSink.WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        HasForbiddenNul |= !_mayHoldNul && octets.Span.Contains((byte)0);
        await _writer.WriteAsync(octets, cancellationToken);
    }

    /// <inheritdoc/>
    async ValueTask ILiteralSink.CompleteAsync(CancellationToken cancellationToken) =>
        _message = await _writer.CompleteAsync(cancellationToken);

    /// <inheritdoc/>
    void ILiteralSink.Abort() => _ = DisposeAsync().AsTask(); // throws nothing: it only lets go of a spool file

    /// <summary>The message is thrown away, unless a commit has taken it in.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        if (_message is not null)
        {
            await _message.DisposeAsync();
        }
    }
}

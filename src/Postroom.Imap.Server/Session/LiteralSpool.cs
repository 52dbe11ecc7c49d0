using Postroom.Net;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A message that came in with a command: staged by the reader as it arrived, before the command runs.</summary>
public sealed class LiteralSpool : ILiteralSink, IAsyncDisposable
{
    private readonly StagedMessageWriter _writer;
    private readonly bool _mayHoldNul;
    private readonly bool _isParsedBehind;
    private Task<StagedMessage>? _message;

    internal LiteralSpool(StagedMessageWriter writer, bool mayHoldNul, bool isParsedBehind) =>
        (_writer, _mayHoldNul, _isParsedBehind) = (writer, mayHoldNul, isParsedBehind);

    /// <summary>True if a NUL came where the grammar has none (literal = CHAR8, RFC 3501 §9): only literal8 may hold one.</summary>
    public bool HasForbiddenNul { get; private set; }

    /// <summary>The message, whole and parsed.</summary>
    /// <exception cref="InvalidOperationException">Not all of it has come.</exception>
    /// <exception cref="Postroom.Store.Engine.StoreUnavailableException">It cannot be kept now.</exception>
    public Task<StagedMessage> MessageAsync() => _message ?? throw new InvalidOperationException("The literal is not complete.");

    /// <inheritdoc/>
    async ValueTask ILiteralSink.WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        HasForbiddenNul |= !_mayHoldNul && octets.Span.Contains((byte)0);
        await _writer.WriteAsync(octets, cancellationToken);
    }

    /// <inheritdoc/>
    async ValueTask ILiteralSink.CompleteAsync(CancellationToken cancellationToken)
    {
        _message = _writer.CompleteAsync(cancellationToken).AsTask();
        if (!_isParsedBehind)
        {
            await _message;
        }
    }

    /// <inheritdoc/>
    void ILiteralSink.Abort() => _ = DisposeAsync().AsTask(); // throws nothing: it only lets go of a spool file

    /// <summary>The message is thrown away, unless a commit has taken it in.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_message is { } message)
        {
            await ((Task)message).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // who uses it hears of it
        }

        await _writer.DisposeAsync();
        if (_message is { IsCompletedSuccessfully: true, Result: { } whole })
        {
            await whole.DisposeAsync();
        }
    }
}

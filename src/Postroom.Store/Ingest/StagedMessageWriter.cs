using System.Buffers;
using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Takes a message's bytes in, parsing them as they come: slow, and outside every lock. One caller at a time.</summary>
/// <remarks>Memory does not grow with the message. Dispose it in any case: what was not completed is thrown away.</remarks>
public sealed class StagedMessageWriter : IAsyncDisposable
{
    private const int PieceOctets = 64 << 10;

    private readonly ParserPool _parsers;
    private readonly MimeParser? _parser; // null: it is parsed when it is whole
    private IBlobStage? _stage;

    internal StagedMessageWriter(IBlobStage stage, ParserPool parsers, bool parsesBehind) =>
        (_stage, _parsers, _parser) = (stage, parsers, parsesBehind ? null : parsers.Take());

    /// <summary>Octets so far.</summary>
    public long Length => Stage.Length;

    private IBlobStage Stage => _stage ?? throw new InvalidOperationException("The message is complete.");

    /// <summary>The next octets, cut anywhere.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be kept now (disk full).</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        await Stage.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        _parser?.Append(octets.Span);
    }

    /// <summary>That was all: derives what clients will ask for. Afterwards the message is its receiver's to dispose.</summary>
    /// <param name="lineEndings">What the bytes went through before they came here, for an importer that wants to give them back unchanged; or null.</param>
    /// <param name="cancellationToken">Gives up; the writer is still to be disposed.</param>
    /// <exception cref="StoreUnavailableException">It cannot be kept now (disk full).</exception>
    public async ValueTask<StagedMessage> CompleteAsync(CancellationToken cancellationToken, LineEndings? lineEndings = null)
    {
        IBlobStage stage = Stage;
        await stage.CompleteAsync(cancellationToken).ConfigureAwait(false);
        StagedMessage message = _parser is null ? await Task.Run(() => ParseAsync(stage, lineEndings, cancellationToken), cancellationToken).ConfigureAwait(false)
            : Derive(stage, _parser, lineEndings);
        _stage = null;
        return message;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _stage, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<StagedMessage> ParseAsync(IBlobStage stage, LineEndings? lineEndings, CancellationToken cancellationToken)
    {
        MimeParser parser = _parsers.Take();
        byte[] octets = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(stage.Length, 1, PieceOctets));
        try
        {
            for (long at = 0; at < stage.Length;)
            {
                int read = await stage.ReadAsync(at, octets, cancellationToken).ConfigureAwait(false);
                parser.Append(octets.AsSpan(0, read));
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
        }

        return Derive(stage, parser, lineEndings);
    }

    private StagedMessage Derive(IBlobStage stage, MimeParser parser, LineEndings? lineEndings)
    {
        StagedMessage message = MessageDerivation.Derive(stage, parser.Complete(), _parsers.Limits, lineEndings);
        _parsers.GiveBack(parser);
        return message;
    }
}

using System.Buffers;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Puts messages together from their parts (RFC 4469 §3): first every part is found, then their octets are copied, piece by piece.</summary>
/// <remarks>What it stages and opens is kept until this is disposed, when the commit is over.</remarks>
internal sealed class Catenation(ImapSession session) : IAsyncDisposable
{
    private const int PieceOctets = 64 << 10;

    private readonly UrlSources _sources = new(session);
    private readonly List<StagedMessage> _made = [];
    private readonly ArrayBufferWriter<byte> _piece = new();

    /// <summary>The message; null where it would have no octet, or with why it cannot be.</summary>
    internal async ValueTask<(StagedMessage? Message, CommandResult? Refusal)> MakeAsync(IReadOnlyList<NewPart> parts, CancellationToken cancellationToken)
    {
        var sources = new UrlSource?[parts.Count]; // null: it came with the command
        long octets = 0;
        for (int i = 0; i < sources.Length; i++)
        {
            NewPart part = parts[i];
            sources[i] = part.Spool is null ? await _sources.FindAsync(part.Url, cancellationToken) : null;
            if (part.Spool is null && sources[i] is null)
            {
                return (null, CommandResult.No("There is no message or part that this URL names", new BadUrlCode(part.Url)));
            }

            octets += sources[i]?.Octets ?? part.Octets;
            if (octets > session.Server.Options.MaxMessageOctets)
            {
                return (null, CommandResult.No("The message would be too large", ResponseCode.TooBig));
            }
        }

        return octets == 0 ? default : (await CopyAsync(parts, sources, octets, cancellationToken), null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (StagedMessage message in _made)
        {
            await message.DisposeAsync();
        }

        await _sources.DisposeAsync();
    }

    private async ValueTask<StagedMessage> CopyAsync(IReadOnlyList<NewPart> parts, UrlSource?[] sources, long octets, CancellationToken cancellationToken)
    {
        await using StagedMessageWriter writer = await session.Server.Store.StageAsync(octets, cancellationToken);
        for (int i = 0; i < sources.Length; i++)
        {
            for (long at = 0, left = sources[i]?.Octets ?? parts[i].Octets; left > 0;)
            {
                int length = (int)Math.Min(left, PieceOctets);
                _piece.ResetWrittenCount();
                if (sources[i] is { } source)
                {
                    await source.ReadAsync(at, length, _piece, cancellationToken);
                }
                else
                {
                    await ReadAsync(parts[i].Spool!, at, length, cancellationToken);
                }

                if (_piece.WrittenCount != length)
                {
                    throw new EndOfStreamException("A message is shorter than its derived row says.");
                }

                await writer.WriteAsync(_piece.WrittenMemory, cancellationToken);
                at += length;
                left -= length;
            }
        }

        StagedMessage made = await writer.CompleteAsync(cancellationToken);
        _made.Add(made);
        return made;
    }

    private async ValueTask ReadAsync(LiteralSpool text, long at, int length, CancellationToken cancellationToken) =>
        _piece.Advance(await (await text.MessageAsync()).Bytes.ReadAsync(at, _piece.GetMemory(length)[..length], cancellationToken));
}

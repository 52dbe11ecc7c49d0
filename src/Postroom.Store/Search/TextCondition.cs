using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>TEXT and BODY: the decoded text of the message contains a text. Read in pieces; what is found ends the reading.</summary>
internal sealed class TextCondition : SearchCondition
{
    private const int PieceOctets = 64 * 1024;
    private const int MaxTogether = 64, MaxOctetsTogether = 256 * 1024;
    private readonly string _value;
    private readonly bool _withHeader;
    private TextMatcher? _matcher;
    private TextExtractor? _extractor;

    public TextCondition(string value, bool withHeader) => (_value, _withHeader) = (value, withHeader);

    public override SearchCost Cost => SearchCost.Text;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        ChunkMask matched = default, unknown = default;
        var together = new List<int>(MaxTogether);
        for (int i = candidates.Next(0); i < chunk.Messages.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int next = Gather(chunk.Messages, candidates, i, together);
            if (next == i)
            {
                await chunk.HoldAsync(SearchHold.Message, cancellationToken).ConfigureAwait(false);
                switch (await MatchesAsync(chunk, i, cancellationToken).ConfigureAwait(false))
                {
                    case true: matched.Add(i); break;
                    case null: unknown.Add(i); break;
                }

                chunk.LetGo();
                i = candidates.Next(i + 1);
                continue;
            }

            await chunk.HoldAsync(SearchHold.Messages, cancellationToken).ConfigureAwait(false);
            using (BlobSet messages = await chunk.ReadBlobsAsync(together, cancellationToken).ConfigureAwait(false))
            {
                for (int k = 0; k < together.Count; k++)
                {
                    if (messages.Damage(k) is { } damage)
                    {
                        chunk.Report(together[k], damage);
                        unknown.Add(together[k]);
                    }
                    else if (Matches(messages.Octets(k).Span))
                    {
                        matched.Add(together[k]);
                    }
                }
            }

            chunk.LetGo(); // others may have their turn
            i = next;
        }

        LetGo();
        return new ChunkMatch(matched, unknown);
    }

    // Small messages are read together: one visit to the engine costs as much as reading some. Returns the place behind them.
    private static int Gather(MessageChunk messages, ChunkMask candidates, int from, List<int> together)
    {
        together.Clear();
        long octets = 0;
        int i = from;
        for (; i < messages.Count && together.Count < MaxTogether; i = candidates.Next(i + 1))
        {
            long size = messages.Columns.Sizes[i];
            octets += size;
            if (size > PieceOctets || octets > MaxOctetsTogether)
            {
                break;
            }

            together.Add(i);
        }

        return i;
    }

    // In pieces, so that memory does not grow with the message. Null: it cannot be read, and was not found in what can.
    private async ValueTask<bool?> MatchesAsync(SearchChunk chunk, int index, CancellationToken cancellationToken)
    {
        Begin();
        long size = chunk.Messages.Columns.Sizes[index];
        try
        {
            for (long offset = 0; offset < size && !_matcher!.IsFound; offset += PieceOctets)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlyMemory<byte> piece = await chunk.ReadBlobAsync(index, offset, PieceOctets, cancellationToken).ConfigureAwait(false);
                _extractor!.Append(piece.Span);
            }

            _extractor!.Complete();
            return _matcher!.IsFound;
        }
        catch (DamagedMessageException damage)
        {
            chunk.Report(index, damage);
            return null;
        }
        finally
        {
            LetGo(); // its header may have been a megabyte
        }
    }

    private bool Matches(ReadOnlySpan<byte> message)
    {
        Begin();
        _extractor!.Append(message);
        _extractor.Complete(); // also makes it ready for the next message
        return _matcher!.IsFound;
    }

    private void Begin()
    {
        _matcher ??= new TextMatcher(_value);
        _extractor ??= new TextExtractor(Take);
        _matcher.Reset();
    }

    private void LetGo() => (_matcher, _extractor) = (null, null);

    private void Take(TextOrigin origin, MimePart part, ReadOnlySpan<char> text)
    {
        switch (origin)
        {
            // BODY is everything but the message's own header: headers of parts and of messages inside are body.
            case TextOrigin.HeaderField when _withHeader || part.Parent is not null:
                _matcher!.Break();
                _matcher!.Append(text);
                _matcher!.Break();
                break;
            case TextOrigin.Body:
                _matcher!.Append(text);
                break;
            case TextOrigin.EndOfBody:
                _matcher!.Break();
                break;
            default:
                break;
        }
    }
}
